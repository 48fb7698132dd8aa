import code from 'worker-code';
import type { Asked, Told } from './worker.js';
import type { Answer, Brought, File, Question } from './work.js';

interface Waiting {
  readonly fulfil: (value: never) => void;
  readonly refuse: (reason: Error) => void;
  readonly clock: ReturnType<typeof setTimeout>;
}

/** Milliseconds after which nobody waits any more. */
const patience = 30_000;

type Of<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Asks the library, which works in a thread of its own: what one types never waits for it. */
export class Client {
  readonly #url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #last = 0;
  #before: readonly File[] | undefined;

  /** @param before what it is compared with; it is sent once */
  answer(question: Question, before: readonly File[]): Promise<Answer> {
    if (before === this.#before) return this.#ask({ question });
    this.#before = before;
    return this.#ask({ question, before });
  }

  bring(name: string, bytes: Uint8Array): Promise<Brought> {
    return this.#ask({ name, bytes });
  }

  /** The timeline of a run; nothing where there is none. */
  drawn(run: unknown, now: string): Promise<string | undefined> {
    return this.#ask({ run, now });
  }

  sparkKeys(): Promise<readonly string[]> {
    return this.#ask({ keys: true });
  }

  close(): void {
    this.#stop(new Error('closed'));
    URL.revokeObjectURL(this.#url);
  }

  #ask<T>(asked: Of<Asked>): Promise<T> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = (this.#last += 1);
    return new Promise((fulfil, refuse) => {
      const clock = setTimeout(() => {
        this.#stop(new Error(`this takes more than ${patience / 1000} s`));
      }, patience);
      this.#waiting.set(id, { fulfil, refuse, clock });
      worker.postMessage({ ...asked, id });
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#url);
    worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      clearTimeout(waiting?.clock);
      if ('error' in data) waiting?.refuse(new Error(data.error));
      else waiting?.fulfil(data.value as never);
    });
    worker.addEventListener('error', ({ message }) => {
      this.#stop(new Error(message || 'the worker could not be started: worker-src blob: must be allowed'));
    });
    return worker;
  }

  #stop(reason: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#before = undefined;
    for (const { clock, refuse } of this.#waiting.values()) {
      clearTimeout(clock);
      refuse(reason);
    }
    this.#waiting.clear();
  }
}
