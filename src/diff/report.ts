import { describe } from './changes.js';
import type { FileDiff } from './files.js';
import { alike, tally, type Alike } from './groups.js';

const inWords = ({ changes, kind }: FileDiff): string[] => {
  if (kind !== 'changed') return [kind];
  return changes.length > 0 ? changes.map(describe) : ['order or form only'];
};

/** Names that stand for a group. */
const most = 3;

const pathsOf = ({ files }: Alike): string => {
  const named = files.slice(0, most).map(({ path }) => path);
  return files.length > most ? `${named.join(', ')} and ${files.length - most} more` : named.join(', ');
};

/** What a group's files have in common, in words: `1000 files: executor memory 4g → 8g`. */
const headOf = ({ files: [sample, ...others] }: Alike): string => {
  const words = sample ? inWords(sample).join(', ') : '';
  return others.length === 0 ? `1 file: ${words}` : `${others.length + 1} files alike: ${words}`;
};

/** Groups for a terminal: each with a sample of its lines. */
function summaryText(files: readonly FileDiff[]): string {
  const groups = alike(files).map((group) => {
    const [sample] = group.files;
    return `${headOf(group)}\n  ${pathsOf(group)}\n\n${sample?.patch() ?? ''}\n`;
  });
  return `${groups.join('')}${tally(files)}; --no-summary shows each\n`;
}

/**
 * Differences for a terminal: what changed in words, then the lines.
 *
 * @param summary With more files than these, those that changed alike are told once, with a sample.
 */
export function diffText(files: readonly FileDiff[], summary: number): string {
  if (files.length === 0) return 'no differences\n';
  if (files.length > summary) return summaryText(files);
  const words = files.map(
    (file) =>
      `${file.path}\n${inWords(file)
        .map((line) => `  ${line}\n`)
        .join('')}`,
  );
  return `${words.join('')}\n${files.map(({ patch }) => patch()).join('')}\n${tally(files)}\n`;
}

/** Differences for a program. */
export const diffJson = (files: readonly FileDiff[], summary: number): string => {
  const tell = ({ changes, patch, ...file }: FileDiff): object => ({
    ...file,
    patch: patch(),
    changes: changes.map((change) => ({ ...change, text: describe(change) })),
  });
  const groups = (): object[] =>
    alike(files).map(({ files: all, kind }) => ({
      kind,
      count: all.length,
      paths: all.map(({ path }) => path),
      ...(all[0] && { sample: tell(all[0]) }),
    }));
  const told = files.length > summary ? { groups: groups() } : { files: files.map(tell) };
  return `${JSON.stringify(told, undefined, 2)}\n`;
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
export function diffMarkdown(files: readonly FileDiff[], summary: number): string {
  if (files.length === 0) return 'No differences.\n';
  const rows =
    files.length > summary
      ? alike(files).map((group) => ({ head: pathsOf(group), count: group.files.length, file: group.files[0] }))
      : files.map((file) => ({ head: file.path, count: 1, file }));
  const parts = [`**${tally(files)}**\n\n| file | what changes |\n| --- | --- |\n`];
  let left = longestComment;
  const add = (part: string): boolean => {
    left -= part.length;
    if (left > 0) parts.push(part);
    return left > 0;
  };
  let told = 0;
  for (const { count, file, head } of rows) {
    const words = file ? inWords(file).map(cell).join('<br>') : '';
    if (!add(`| ${cell(head)} | ${count > 1 ? `${count} alike: ` : ''}${words} |\n`)) break;
    told += 1;
  }
  if (told < rows.length)
    parts.push(`\nAnd ${rows.length - told} more ${rows.length < files.length ? 'groups' : 'files'}.\n`);
  let details = 0;
  for (const { count, file } of told < rows.length ? [] : rows) {
    const title = `<summary>${file?.path ?? ''}${count > 1 ? `, as ${count - 1} more` : ''}</summary>`;
    if (!add(`\n<details>${title}\n\n${fenced(file?.patch() ?? '')}\n</details>\n`)) break;
    details += 1;
  }
  if (told === rows.length && details < rows.length) {
    parts.push(`\nThe lines of ${rows.length - details} more files are too long for a comment.\n`);
  }
  return parts.join('');
}
