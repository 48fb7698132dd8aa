import { isUtf8 } from 'node:buffer';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';

// A case of test/cases is an archive as Go's txtar: a line `-- PATH --` begins a file; a comment may come before the first.
// A file that cannot be shown so (no line break at its end, no UTF-8, a line like those) is a JSON string, a character a
// byte, after `-- PATH as JSON --`.

/** Files by path; the comment is that of no path. */
export type Files = ReadonlyMap<string, Buffer>;

const begins = /(?<![^\n])-- (.+?)( as JSON)? --\n/;

export function read(archive: string): Files {
  const [comment = '', ...parts] = archive.split(begins);
  const files = new Map([['', Buffer.from(comment)]]);
  for (let i = 0; i < parts.length; i += 3) {
    const [path = '', json, text = ''] = parts.slice(i, i + 3);
    files.set(path, json ? Buffer.from(JSON.parse(text) as string, 'latin1') : Buffer.from(text));
  }
  return files;
}

export const write = (files: Iterable<readonly [string, Buffer]>): string =>
  Array.from(files, ([path, bytes]) => {
    const text = bytes.toString();
    if (path === '') return text;
    const isShown = isUtf8(bytes) && /(?:^|\n)$/.test(text) && !begins.test(text);
    return isShown ? `-- ${path} --\n${text}` : `-- ${path} as JSON --\n${JSON.stringify(bytes.toString('latin1'))}\n`;
  }).join('');

export const fileOf = (name: string): string => `test/cases/${name}.txtar`;
export const names = readdirSync('test/cases')
  .map((file) => parse(file).name)
  .sort();
export const readCase = (name: string): Files => read(readFileSync(fileOf(name), 'utf8'));
/** One a line. */
export const argsOf = (files: Files): string[] => String(files.get('args')).trimEnd().split('\n');

export function unpack(files: Iterable<readonly [string, string | Buffer]>, dir: string): void {
  for (const [path, content] of files) {
    if (path === '') continue;
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
}

/** Does something in a folder that holds the files, and goes away then. */
export async function inFolder<T>(
  files: Parameters<typeof unpack>[0],
  act: (dir: string) => T | Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'case-'));
  try {
    unpack(files, dir);
    return await act(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
