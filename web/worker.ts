import { sparkKeys } from '../src/index.js';
import { answer, bring, drawnRun, type Answer, type Brought, type File, type Question } from './work.js';

export type Asked =
  /** `before`: what later questions are about too. */
  | { readonly id: number; readonly question: Question; readonly before?: readonly File[] }
  | { readonly id: number; readonly name: string; readonly bytes: Uint8Array }
  | { readonly id: number; readonly run: unknown; readonly now: string }
  | { readonly id: number; readonly keys: true };

type Value = Answer | Brought | readonly string[] | string | undefined;
export type Told = { readonly id: number } & ({ readonly value: Value } | { readonly error: string });

let before: readonly File[] = [];

const work = (asked: Asked): Value => {
  if ('question' in asked) return answer(asked.question, (before = asked.before ?? before));
  if ('run' in asked) return drawnRun(asked.run, asked.now);
  return 'keys' in asked ? [...sparkKeys()].filter((key) => !key.includes('*')) : bring(asked.name, asked.bytes);
};

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  try {
    postMessage({ id: data.id, value: work(data) } satisfies Told);
  } catch (error) {
    postMessage({ id: data.id, error: String(error) } satisfies Told);
  }
});
