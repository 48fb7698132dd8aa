import type { Draft } from './draft.js';
import { filledIn, nothingAround, type Surroundings, type Value } from './shell.js';
import { openKey, takeSetting } from './spark-submit.js';
import type { Text } from './text.js';
import type { Word } from './word.js';

/** A setting of a properties file. */
interface Property {
  readonly key: Value;
  readonly value: Word;
}

/** A line of a Java properties file with its continuations; comments and blank lines are none. */
const entry =
  /^[ \t\f]*(?![#!\s])((?:\\[\s\S]|[^\\\s=:])+)(?:[ \t\f]*[=:][ \t\f]*|[ \t\f]+|$)((?:\\\r?\n|\\[^\n]|[^\\\r\n])*)/gm;

const unescaped = (text: string): string =>
  text.replace(/\\(?:\r?\n[ \t\f]*|u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code?: string, plain?: string) => {
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    return plain === undefined ? '' : ({ n: '\n', t: '\t', r: '\r', f: '\f' }[plain] ?? plain);
  });

/** Takes over what a file such as spark-defaults.conf sets, with what stands for `{{NAME}}` in it. */
export function takeProperties(draft: Draft, text: Text, around?: Surroundings): void {
  for (const { key, value } of readProperties(text, around)) {
    if (key.unknown.length > 0) draft.lose(value.place, `${key.text}=${value.text}`, openKey(key.unknown));
    else takeSetting(draft, key.text, value);
  }
}

const readProperties = (text: Text, around = nothingAround): Property[] =>
  [...text.content.matchAll(entry)].map((line) => {
    const [whole, key = '', value = ''] = line;
    const start = line.index + whole.length - whole.trimStart().length;
    const place = text.place(start, line.index + whole.length);
    return { key: filledIn(unescaped(key), around), value: { ...filledIn(unescaped(value).trim(), around), place } };
  });

/** Whether a text is a file of Spark settings, and of few others, which Spark passes over. */
export const isProperties = (text: string): boolean => {
  const lines = text
    .split('\n')
    .filter((line, i, all) => /^\s*[^\s#!]/.test(line) && !all[i - 1]?.trimEnd().endsWith('\\'));
  const ofSpark = lines.filter((line) => /^\s*spark\.[^\s=:]+(\s|[=:]|$)/.test(line));
  return 2 * ofSpark.length > lines.length && lines.every((line) => /^\s*[\w-]+\.[^\s=:]+(\s|[=:]|$)/.test(line));
};
