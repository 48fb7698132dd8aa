import { createInterface } from 'node:readline/promises';

/** What is asked for: an answer is one of some, or any text that the check has nothing against. */
export interface Question {
  readonly about: string;
  readonly choices?: readonly string[];
  readonly otherwise: string;
  readonly wrong?: (answer: string) => string | undefined;
}

/** Nobody answers any more. */
export class Unanswered extends Error {}

/** Asks on the terminal until the answers are sound; an empty one is what is shown in brackets. */
export async function withQuestions<T>(use: (ask: (question: Question) => Promise<string>) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new AbortController();
  terminal.on('close', () => {
    ended.abort();
  });
  const ask = async ({ about, choices, otherwise, wrong }: Question): Promise<string> => {
    const prompt = `${about}${choices ? ` (${choices.join(', ')})` : ''} [${otherwise}]: `;
    for (;;) {
      let answer: string;
      try {
        answer = (await terminal.question(prompt, { signal: ended.signal })).trim() || otherwise;
      } catch {
        throw new Unanswered();
      }
      const complaint = choices && !choices.includes(answer) ? 'one of these, please' : wrong?.(answer);
      if (complaint === undefined) return answer;
      process.stderr.write(`${complaint}\n`);
    }
  };
  try {
    return await use(ask);
  } finally {
    terminal.close();
  }
}
