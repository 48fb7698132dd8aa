import type { Text } from './text.js';
import { known } from './shell.js';
import type { Word } from './word.js';

/** A setting of a properties file. */
interface Property {
  readonly key: string;
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

/** What a file such as spark-defaults.conf sets. */
export const readProperties = (text: Text): Property[] =>
  [...text.content.matchAll(entry)].map((line) => {
    const [whole, key = '', value = ''] = line;
    const start = line.index + whole.length - whole.trimStart().length;
    const place = text.place(start, line.index + whole.length);
    return { key: unescaped(key), value: { ...known(unescaped(value).trim()), place } };
  });

/** Whether a text is a file of Spark settings, and of few others, which Spark passes over. */
export const isProperties = (text: string): boolean => {
  const lines = text
    .split('\n')
    .filter((line, i, all) => /^\s*[^\s#!]/.test(line) && !all[i - 1]?.trimEnd().endsWith('\\'));
  const ofSpark = lines.filter((line) => /^\s*spark\.[^\s=:]+(\s|[=:]|$)/.test(line));
  return 2 * ofSpark.length > lines.length && lines.every((line) => /^\s*[\w-]+\.[^\s=:]+(\s|[=:]|$)/.test(line));
};
