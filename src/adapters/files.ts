import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { decodeUtf8, maxSourceSize, readSource, type SourceFile } from '../definition/index.js';
import type { Place, Report } from '../diagnostics/index.js';

const start = { line: 1, column: 1, offset: 0 };

/** The place of a file as a whole. */
export const wholeFile = (file: string): Place => ({ file, pointer: '', start, end: start, lineText: '' });

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

/** The JSON and YAML files below a folder, in order of their names; hidden ones and node_modules are left out. */
function* filesBelow(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => byName(a.name, b.name));
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (/\.(json|ya?ml)$/i.test(entry.name)) yield path;
  }
}

/** A file to read, and whether the user named it or only its folder. */
interface Input {
  readonly path: string;
  readonly named: boolean;
}

/** Why the system refused, without the path: the place says it. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/, \w+ '.*'$/, '') : String(error);

/** Whether a file of a folder may be read: a pipe waits for whoever writes into it, and a device has no end. */
function isReadable(path: string, report: Report): boolean {
  try {
    if (statSync(path).isFile()) return true;
  } catch {
    return true; // who reads it will tell
  }
  report.add('cannot-read', wholeFile(path), { reason: 'it is no plain file, and is read only where it is named' });
  return false;
}

/** The files that paths stand for, each once: `-` is standard input, a folder all its JSON and YAML files. */
export function inputs(paths: readonly string[], report: Report, texts?: Texts): Input[] {
  const all = paths.flatMap((path): Input[] => {
    if (path === '-' || texts?.has(path)) return [{ path, named: true }];
    try {
      if (!statSync(path).isDirectory()) return [{ path, named: true }];
      const files = [...filesBelow(path)].filter((file) => isReadable(file, report));
      return files.map((file) => ({ path: file, named: false }));
    } catch (error) {
      report.add('cannot-read', wholeFile(path), { reason: reasonOf(error) });
      return [];
    }
  });
  const once = new Map<string, Input>();
  for (const input of all) {
    const file = resolve(input.path);
    if (input.named || !once.has(file)) once.set(file, input);
  }
  return [...once.values()];
}

/** Files as they were read first, or as they shall be. */
export type Texts = Map<string, string>;

/** Reads a file, or standard input for `-`, as text. */
export function readText(path: string, report: Report, texts?: Texts): string | undefined {
  const name = nameOf(path);
  const text = texts?.get(name) ?? textIn(path, name, report);
  if (text !== undefined) texts?.set(name, text);
  return text;
}

/**
 * A file's bytes, or those of standard input for `-`; nothing where there are more than may be. A link in a repository may
 * lead to what has no size and no end, such as /dev/zero.
 */
export function bytesOf(path: string, most = maxSourceSize): Buffer | undefined {
  const file = path === '-' ? 0 : openSync(path, 'r');
  try {
    const stat = fstatSync(file);
    if (stat.isFile() && stat.size > most) return undefined;
    if (stat.isFile() && stat.size > 0) return readFileSync(file);
    const pieces: Buffer[] = [];
    for (let length = 0; length <= most;) {
      const piece = Buffer.alloc(65_536);
      const read = readSync(file, piece, 0, piece.length, null);
      if (read === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, read));
      length += read;
    }
    return undefined;
  } finally {
    if (file !== 0) closeSync(file);
  }
}

function textIn(path: string, name: string, report: Report): string | undefined {
  try {
    const bytes = bytesOf(path);
    if (bytes) return decodeUtf8(name, bytes, report);
    report.add('too-large', wholeFile(name), { limit: maxSourceSize });
  } catch (error) {
    report.add('cannot-read', wholeFile(name), { reason: reasonOf(error) });
  }
  return undefined;
}

const nameOf = (path: string): string => (path === '-' ? '<stdin>' : path);

/** Reads a file, or standard input for `-`, as JSON or YAML. */
export function readFile(path: string, report: Report, texts?: Texts): SourceFile | undefined {
  const text = readText(path, report, texts);
  return text === undefined ? undefined : readSource(nameOf(path), text, report);
}

/** The text of a file, or nothing if there is none. */
export function textOf(path: string): string | undefined {
  try {
    const bytes = bytesOf(path);
    if (!bytes) throw new Error(`${path} is too large`);
    return bytes.toString();
  } catch (error) {
    // A folder holds none, nor has a file one below it.
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Makes a folder and those around it; gives the first that was not there. Node's own recursive way does not end below /proc. */
export function makeFolder(folder: string): string | undefined {
  const isThere = (): boolean | undefined => statSync(folder, { throwIfNoEntry: false })?.isDirectory();
  if (isThere()) return undefined;
  const around = dirname(folder);
  const made = around === folder ? undefined : makeFolder(around);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isThere()) throw error; // another run may have made it
  }
  return made ?? folder;
}

/** Writes a file so that at any moment it is the old or the new one: to a sibling, then renamed. */
export function writeWhole(path: string, text: string): void {
  makeFolder(dirname(path));
  const sibling = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    writeFileSync(sibling, text, { flush: true });
    renameSync(sibling, path);
  } catch (error) {
    rmSync(sibling, { force: true });
    throw error;
  }
}

/** A file that is to be written. */
interface Writing {
  readonly file: string;
  /** Where, and what; throws where it cannot be. */
  readonly ready: () => { readonly path: string; readonly text: string; readonly mode?: number };
}

/** Writes all files aside, and then gives them their places: where one cannot be written, which is told, none is. */
function writeTogether(files: readonly Writing[], report: Report): boolean {
  const aside: { readonly sibling: string; readonly path: string }[] = [];
  let current = '';
  try {
    for (const { file, ready } of files) {
      current = file;
      const { mode, path, text } = ready();
      const sibling = `${path}.${crypto.randomUUID()}.tmp`;
      aside.push({ sibling, path });
      writeFileSync(sibling, text, { flush: true });
      if (mode !== undefined) chmodSync(sibling, mode);
    }
    for (const { path, sibling } of aside) renameSync(sibling, path);
    return true;
  } catch (error) {
    for (const { sibling } of aside) rmSync(sibling, { force: true });
    report.add('cannot-write', wholeFile(current), { reason: reasonOf(error) });
    return false;
  }
}

/** Writes new files, or in the place of others. */
export const writeAll = (files: readonly { readonly path: string; readonly text: string }[], report: Report): boolean =>
  writeTogether(
    files.map(({ path, text }) => ({
      file: path,
      ready: () => {
        makeFolder(dirname(path));
        if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('there is a folder of that name');
        return { path, text };
      },
    })),
    report,
  );

/** A file's text as it was read, and as it shall be. */
interface Rewrite {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** Writes files that a user keeps: their permissions, links and byte order marks stay. Where one is no more what was read, none. */
export const rewrite = (rewrites: readonly Rewrite[], report: Report): boolean =>
  writeTogether(
    rewrites.map(({ after, before, file }) => ({
      file,
      ready: () => {
        const path = realpathSync(file);
        const bytes = readFileSync(path);
        if (new TextDecoder().decode(bytes) !== before) throw new Error('it was changed meanwhile');
        const mark = bytes.subarray(0, 3).equals(byteOrderMark) ? byteOrderMark : '';
        return { path, text: `${mark.toString()}${after}`, mode: statSync(path).mode };
      },
    })),
    report,
  );

const byteOrderMark = Buffer.from('\ufeff');
