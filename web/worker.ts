import { sparkKeys } from '../src/index.js';
import { answer, bring, type Answer, type Brought, type Question } from './work.js';

export type Asked =
  | { readonly id: number; readonly question: Question }
  | { readonly id: number; readonly name: string; readonly bytes: Uint8Array }
  | { readonly id: number; readonly keys: true };
export type Told = { readonly id: number } & (
  { readonly value: Answer | Brought | readonly string[] } | { readonly error: string }
);

const work = (asked: Asked): Answer | Brought | readonly string[] => {
  if ('question' in asked) return answer(asked.question);
  return 'keys' in asked ? [...sparkKeys()].filter((key) => !key.includes('*')) : bring(asked.name, asked.bytes);
};

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  try {
    postMessage({ id: data.id, value: work(data) } satisfies Told);
  } catch (error) {
    postMessage({ id: data.id, error: String(error) } satisfies Told);
  }
});
