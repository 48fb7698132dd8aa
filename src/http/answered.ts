import type { Answer } from './answers.js';

/**
 * Answers to the latest requests. The hook is a function of a request's text (profile and version stay while it runs),
 * so what was asked before need not be worked out again: a designer exports the same workflow many times.
 */
export class Answered {
  readonly #answers = new Map<string, Answer>();
  #taken = 0;

  /** @param capacity For requests and answers together, in UTF-16 code units. */
  constructor(private readonly capacity: number) {}

  get(request: string): Answer | undefined {
    const answer = this.#answers.get(request);
    if (answer) {
      // The latest ones are last.
      this.#answers.delete(request);
      this.#answers.set(request, answer);
    }
    return answer;
  }

  set(request: string, answer: Answer): void {
    this.#taken += request.length + answer.body.length;
    this.#answers.set(request, answer);
    for (const [oldest, { body }] of this.#answers) {
      if (this.#taken <= this.capacity) return;
      this.#answers.delete(oldest);
      this.#taken -= oldest.length + body.length;
    }
  }
}
