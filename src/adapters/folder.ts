import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Report } from '../diagnostics/index.js';
import { reasonOf, textOf, wholeFile } from './files.js';
import { acquire, Busy } from './mutex.js';
import { digest, readRecord, recordName, recordText, type Owned } from './record.js';

/**
 * What a file is to us: `missing` (not there yet), `current`, `stale` (as we wrote it, but no longer what we would
 * write), `edited` (ours, changed by another hand), `foreign` (another's), `orphaned` (ours, and nothing makes it now).
 */
export type FileState = 'missing' | 'current' | 'stale' | 'edited' | 'foreign' | 'orphaned';

export interface FolderFile {
  /** With slashes, relative to the folder. */
  readonly path: string;
  readonly state: FileState;
  /** What is there; absent: nothing. */
  readonly found?: string;
  /** What should be there; absent: nothing. */
  readonly wanted?: string;
}

/** An output folder beside what should be in it. */
export interface Folder {
  readonly dir: string;
  readonly files: readonly FolderFile[];
  readonly owned: Owned;
  /** The record as it is there. */
  readonly record?: string;
}

/** By path, with slashes, relative to the folder. */
export type Wanted = ReadonlyMap<string, string>;

/** Milliseconds that a run waits for another one in the same folder. */
const patience = 60_000;

const mutexName = '.alida-argo.busy';
/** New files wait here until all are written: in the same file system as their places. */
const stagingName = '.alida-argo.new';

function stateOf(
  wanted: string | undefined,
  found: string | undefined,
  digests: ReadonlySet<string> | undefined,
): FileState | undefined {
  if (found === undefined) return wanted === undefined ? undefined : 'missing';
  if (found === wanted) return 'current';
  if (!digests) return wanted === undefined ? undefined : 'foreign';
  if (!digests.has(digest(found))) return 'edited';
  return wanted === undefined ? 'orphaned' : 'stale';
}

/** Only plain files below plain folders are read and replaced: a link could lead anywhere. */
function isPlain(dir: string, path: string, known: Map<string, boolean>): boolean {
  const parts = path.split('/');
  return parts.every((_, n) => {
    const part = join(dir, ...parts.slice(0, n + 1));
    const last = n === parts.length - 1;
    let plain = last ? undefined : known.get(part);
    if (plain === undefined) {
      const stat = lstatSync(part, { throwIfNoEntry: false });
      plain = !stat || (last ? stat.isFile() : stat.isDirectory());
      if (!last) known.set(part, plain);
    }
    return plain;
  });
}

/**
 * Compares a folder with what should be in it.
 *
 * @param prune Whether files that nothing makes now are to go.
 */
export function survey(dir: string, wanted: Wanted, prune: boolean, report: Report): Folder | undefined {
  try {
    return look(dir, wanted, prune, report);
  } catch (error) {
    report.add('cannot-read', wholeFile(dir), { reason: reasonOf(error) });
    return undefined;
  }
}

function look(dir: string, wanted: Wanted, prune: boolean, report: Report): Folder | undefined {
  const errors = report.errors;
  const record = textOf(join(dir, recordName));
  const owned: Owned | undefined = readRecord(record ?? '');
  if (!owned) {
    report.add('unreadable-record', wholeFile(join(dir, recordName)), {});
    return undefined;
  }
  const folders = new Map<string, boolean>();
  const paths = new Set([...wanted.keys(), ...(prune ? owned.keys() : [])]);
  const files = [...paths].sort().flatMap((path): FolderFile[] => {
    if (!isPlain(dir, path, folders)) {
      report.add('cannot-write', wholeFile(join(dir, path)), { reason: 'it is no plain file in a plain folder' });
      return [];
    }
    const [found, own] = [textOf(join(dir, path)), wanted.get(path)];
    const state = stateOf(own, found, owned.get(path));
    if (!state) return [];
    return [{ path, state, ...(found !== undefined && { found }), ...(own !== undefined && { wanted: own }) }];
  });
  if (report.errors > errors) return undefined;
  return { dir, files, owned, ...(record !== undefined && { record }) };
}

/** The files that a folder's record names. */
export const recordedPaths = (dir: string): string[] => [
  ...(readRecord(textOf(join(dir, recordName)) ?? '')?.keys() ?? []),
];

/** The record, where every file that it names is there as it says, and no run is at work or was killed. */
export function soundRecord(dir: string): string | undefined {
  const record = textOf(join(dir, recordName));
  const owned = record === undefined || isUnsettled(dir) ? undefined : readRecord(record);
  const folders = new Map<string, boolean>();
  const isSound = (path: string, digests: ReadonlySet<string>): boolean =>
    digests.size === 1 && isPlain(dir, path, folders) && digests.has(digest(readFileSync(join(dir, path))));
  return owned && [...owned].every(([path, digests]) => isSound(path, digests)) ? record : undefined;
}

/** What a run did to a folder. */
export interface Written {
  readonly folder: Folder;
  readonly changed: readonly FolderFile[];
  /** Puts everything back as it was. */
  readonly undo: () => void;
}

export interface WriteOptions {
  /** Whether to replace files that others changed or made. */
  readonly force: boolean;
  readonly prune: boolean;
  /** Name and version, for the record. */
  readonly generator: string;
}

/**
 * Makes a folder what it should be. First every new file is written aside, so that a full disk changes nothing;
 * then the record takes the new digests beside the old ones; then the files take their places; then the record drops
 * the old digests. Killed at any moment, each file is the old or the new one, and known as ours.
 */
export function writeFolder(dir: string, wanted: Wanted, options: WriteOptions, report: Report): Written | undefined {
  const { force, generator, prune } = options;
  try {
    // A folder in which nothing is to do is only read.
    const first = look(dir, wanted, prune, report);
    if (!first || (isDone(first, wanted, options) && !isUnsettled(dir)))
      return first && { folder: first, changed: [], undo: () => undefined };
    mkdirSync(dir, { recursive: true });
    const letGo = acquire(join(dir, mutexName), patience);
    try {
      const folder = look(dir, wanted, prune, report);
      if (!folder) return undefined;
      const errors = report.errors;
      for (const { path, state } of force ? [] : folder.files) {
        if (state === 'edited') report.add('edited-file', wholeFile(join(dir, path)), {});
        if (state === 'foreign') report.add('foreign-file', wholeFile(join(dir, path)), {});
      }
      if (report.errors > errors) return undefined;
      rmSync(join(dir, stagingName), { recursive: true, force: true });
      const changed = folder.files.filter(({ state }) => state !== 'current');
      if (!isDone(folder, wanted, options)) replace(folder, changed, recordAfter(folder, wanted, prune), generator);
      return {
        folder,
        changed,
        undo: () => {
          undo(folder, changed, generator);
        },
      };
    } finally {
      letGo();
    }
  } catch (error) {
    if (error instanceof Busy) report.add('folder-in-use', wholeFile(dir), { holder: error.holder, file: error.path });
    else report.add('cannot-write', wholeFile(dir), { reason: reasonOf(error) });
    return undefined;
  }
}

/** Whether a run is at work there, or was killed. */
const isUnsettled = (dir: string): boolean =>
  existsSync(dir) && readdirSync(dir).some((name) => name.startsWith(mutexName) || name === stagingName);

/** Whether files and record are what they should be. */
function isDone(folder: Folder, wanted: Wanted, { generator, prune }: WriteOptions): boolean {
  const after = recordAfter(folder, wanted, prune);
  const record = after.size > 0 ? recordText(after, generator) : undefined;
  return folder.record === record && folder.files.every(({ state }) => state === 'current');
}

function recordAfter({ owned }: Folder, wanted: Wanted, prune: boolean): Owned {
  const kept = prune ? [] : [...owned].filter(([path]) => !wanted.has(path));
  return new Map([...kept, ...[...wanted].map(([path, text]) => [path, new Set([digest(text)])] as const)]);
}

/** A file to write, or to delete where there is no text. */
interface Step {
  readonly path: string;
  readonly text: string | undefined;
}

/** Takes the steps in their order, after all their texts are on the disk. */
function take(dir: string, steps: readonly Step[]): void {
  const aside = join(dir, stagingName);
  // What is there was left by a killed run.
  rmSync(aside, { recursive: true, force: true });
  try {
    mkdirSync(aside);
    const renames = steps.map(({ path, text }, n) => {
      if (text === undefined) return undefined;
      const from = join(aside, String(n));
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      // Not flushed to the disk: of files that a power failure cuts short the next run says that they were changed.
      writeFileSync(from, text);
      return from;
    });
    for (const [n, { path }] of steps.entries()) {
      const from = renames[n];
      if (from === undefined) remove(dir, path);
      else renameSync(from, join(dir, path));
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function replace({ dir, owned }: Folder, changed: readonly FolderFile[], after: Owned, generator: string): void {
  const both = new Map(owned);
  const add = (path: string, digests: Iterable<string>): void => {
    both.set(path, new Set([...(both.get(path) ?? []), ...digests]));
  };
  for (const [path, digests] of after) add(path, digests);
  for (const { found, path } of changed) if (found !== undefined) add(path, [digest(found)]);
  take(dir, [
    { path: recordName, text: recordText(both, generator) },
    ...changed.map(({ path, wanted }) => ({ path, text: wanted })),
    { path: recordName, text: after.size > 0 ? recordText(after, generator) : undefined },
  ]);
}

/** Deletes a file, and folders that are empty without it. */
function remove(dir: string, path: string): void {
  rmSync(join(dir, path), { force: true });
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    try {
      rmdirSync(join(dir, folder));
    } catch {
      return; // not empty
    }
  }
}

/** Frees the room of new files before it takes that of old ones: the disk may be full. */
function undo({ dir, owned, record }: Folder, changed: readonly FolderFile[], generator: string): void {
  const letGo = acquire(join(dir, mutexName), patience);
  try {
    for (const { found, path } of changed) if (found === undefined) remove(dir, path);
    const replaced = changed.flatMap(({ found, path }) => (found === undefined ? [] : [{ path, found }]));
    const before = new Map([...owned, ...replaced.map(({ found, path }) => [path, new Set([digest(found)])] as const)]);
    const now = changed.map(({ path, wanted }) => [path, wanted] as const);
    const both = new Map(before);
    for (const [path, wanted] of now) {
      if (wanted !== undefined) both.set(path, new Set([...(before.get(path) ?? []), digest(wanted)]));
    }
    take(dir, [{ path: recordName, text: recordText(both, generator) }]);
    for (const { found, path } of replaced) take(dir, [{ path, text: found }]);
    take(dir, [{ path: recordName, text: record }]);
  } finally {
    letGo();
  }
}
