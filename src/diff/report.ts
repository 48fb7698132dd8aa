import { describe } from './changes.js';
import type { FileDiff } from './files.js';
import { tally } from './groups.js';

const inWords = ({ changes, kind }: FileDiff): string[] => {
  if (kind !== 'changed') return [kind];
  return changes.length > 0 ? changes.map(describe) : ['order or form only'];
};

/** Differences for a terminal: what changed in words, then the lines. */
export function diffText(files: readonly FileDiff[]): string {
  if (files.length === 0) return 'no differences\n';
  const words = files.map(
    (file) =>
      `${file.path}\n${inWords(file)
        .map((line) => `  ${line}\n`)
        .join('')}`,
  );
  return `${words.join('')}\n${files.map(({ patch }) => patch()).join('')}\n${tally(files)}\n`;
}

/** Differences for a program. */
export const diffJson = (files: readonly FileDiff[]): string => {
  const told = files.map(({ changes, patch, ...file }) => ({
    ...file,
    patch: patch(),
    changes: changes.map((change) => ({ ...change, text: describe(change) })),
  }));
  return `${JSON.stringify({ files: told }, undefined, 2)}\n`;
};

/** GitHub takes comments of 65,536 characters; GitLab more. */
const longestComment = 60_000;

export const cell = (text: string): string => text.replace(/[\\`*_{}[\]<>|#!~]/g, '\\$&').replaceAll('\n', ' ');

/** A fence that no line inside can close. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${text}${fence}\n`;
}

/** Differences for a comment of a pull or merge request: a table in words, the lines folded away. */
export function diffMarkdown(files: readonly FileDiff[]): string {
  if (files.length === 0) return 'No differences.\n';
  const parts = [`**${tally(files)}**\n\n| file | what changes |\n| --- | --- |\n`];
  let left = longestComment;
  const add = (part: string): boolean => {
    left -= part.length;
    if (left > 0) parts.push(part);
    return left > 0;
  };
  let rows = 0;
  for (const file of files) {
    if (!add(`| ${cell(file.path)} | ${inWords(file).map(cell).join('<br>')} |\n`)) break;
    rows += 1;
  }
  if (rows < files.length) parts.push(`\nAnd ${files.length - rows} more files.\n`);
  let details = 0;
  for (const file of rows < files.length ? [] : files) {
    const summary = `<summary>${file.path}</summary>`;
    if (!add(`\n<details>${summary}\n\n${fenced(file.patch())}\n</details>\n`)) break;
    details += 1;
  }
  if (rows === files.length && details < files.length) {
    parts.push(`\nThe lines of ${files.length - details} more files are too long for a comment.\n`);
  }
  return parts.join('');
}
