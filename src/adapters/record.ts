import { isFolderPath, type FolderPath } from './path.js';

/** The file in an output folder that says which files there are ours. */
export const recordName = '.alida-argo.lock';

/** The digests of what we wrote, by path. */
export type Owned = ReadonlyMap<FolderPath, ReadonlySet<string>>;

/** SHA-256 in hexadecimal digits. Node's cryptography takes a tenth of a start: it is loaded when it is needed. */
export const digest = (text: string | Uint8Array): string =>
  process.getBuiltinModule('node:crypto').hash('sha256', text);

const head = (generator: string): string =>
  `# ${generator}: the files here that it wrote, and their SHA-256. Do not edit.\n`;

/**
 * The record as text, in the form that `sha256sum --check` reads. While files are being replaced a path has two lines,
 * for the old content and the new: whenever a run is killed, what it leaves is known as ours.
 */
export const recordText = (owned: Owned, generator: string): string =>
  head(generator) +
  [...owned]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, digests]) => [...digests].sort().map((one) => `${one}  ${path}\n`))
    .join('');

/** The record comes from Git, and files that it names are deleted. */
const isOurs = (path: string): path is FolderPath => isFolderPath(path) && /\.(?:ya?ml|json)$/.test(path);

const conflict = /^(?:<{7}|={7}|>{7}|\|{7})( |$)/;

/** Reads a record; of a merge conflict in it both sides count. Undefined where it is no record. */
export function readRecord(text: string): Owned | undefined {
  const owned = new Map<FolderPath, Set<string>>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#') || conflict.test(line)) continue;
    const [, one, path] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line.replace(/\r$/, '')) ?? [];
    if (one === undefined || path === undefined || !isOurs(path)) return undefined;
    owned.set(path, (owned.get(path) ?? new Set()).add(one));
  }
  return owned;
}
