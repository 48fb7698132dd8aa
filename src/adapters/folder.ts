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
import { dirname, join, resolve } from 'node:path';
import type { Report } from '../diagnostics/index.js';
import { makeFolder, reasonOf, textOf, wholeFile } from './files.js';
import { acquire, Busy } from './mutex.js';
import type { FolderPath } from './path.js';
import { digest, readRecord, recordName, recordText, type Owned } from './record.js';

/**
 * What a file is to us: `missing` (not there yet), `current`, `stale` (as we wrote it, but no longer what we would
 * write), `edited` (ours, changed by another hand), `foreign` (another's), `orphaned` (ours, and nothing makes it now).
 */
type FileState = 'missing' | 'current' | 'stale' | 'edited' | 'foreign' | 'orphaned';

/** A file that should be in a folder. */
export interface Wanted {
  readonly path: FolderPath;
  readonly text: string;
}

/** A file in a folder beside what it should be. */
export interface FolderFile<W extends Wanted = Wanted> {
  readonly path: FolderPath;
  readonly state: FileState;
  /** What is there; absent: nothing. */
  readonly found?: string;
  /** What should be there; absent: nothing. */
  readonly wanted?: W;
  /** Whether it differs from what we wrote by its line ends alone, as Git may change them. */
  readonly lineEnds: boolean;
}

/** Whether files that nothing makes now are to go; undefined: nobody said so, and where there are some nothing is written. */
export type Prune = boolean | undefined;

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
function isPlain(dir: string, path: FolderPath, known: Map<string, boolean>): boolean {
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

/** A folder's record: as it is there, and what it says. */
interface Recorded {
  readonly record: string | undefined;
  readonly owned: Owned;
}

function recorded(dir: string, report: Report): Recorded | undefined {
  const record = textOf(join(dir, recordName));
  const owned = readRecord(record ?? '');
  if (owned) return { record, owned };
  report.add('unreadable-record', wholeFile(join(dir, recordName)), {});
  return undefined;
}

/**
 * Compares a folder with what should be in it, one file after the other: first those that are wanted, in their order,
 * each path once, then those that nothing makes now.
 */
export function* survey<W extends Wanted>(
  dir: string,
  wanted: Iterable<W>,
  prune: Prune,
  report: Report,
): Generator<FolderFile<W>> {
  try {
    const there = recorded(dir, report);
    if (there) yield* look(dir, wanted, prune, there.owned, report);
  } catch (error) {
    report.add('cannot-read', wholeFile(dir), { reason: systemReasonOf(error) });
  }
}

function* look<W extends Wanted>(
  dir: string,
  wanted: Iterable<W>,
  prune: Prune,
  owned: Owned,
  report: Report,
): Generator<FolderFile<W>> {
  const folders = new Map<string, boolean>();
  const file = (path: FolderPath, own?: W): FolderFile<W>[] => {
    if (!isPlain(dir, path, folders)) {
      report.add('cannot-write', wholeFile(join(dir, path)), { reason: 'it is no plain file in a plain folder' });
      return [];
    }
    const found = textOf(join(dir, path));
    const digests = owned.get(path);
    const state = stateOf(own?.text, found, digests);
    const lineEnds = state === 'edited' && digests?.has(digest((found ?? '').replaceAll('\r\n', '\n'))) === true;
    return state ? [{ path, state, lineEnds, ...(found !== undefined && { found }), ...(own && { wanted: own }) }] : [];
  };
  const seen = new Set<string>();
  for (const own of wanted) {
    seen.add(own.path);
    yield* file(own.path, own);
  }
  for (const path of prune === false ? [] : owned.keys()) if (!seen.has(path)) yield* file(path);
}

/** Why the system refused; any other error is a mistake of ours. */
function systemReasonOf(error: unknown): string {
  if (error instanceof Error && 'syscall' in error) return reasonOf(error);
  throw error;
}

/** The files that a folder's record names. */
export const recordedPaths = (dir: string): FolderPath[] => [
  ...(readRecord(textOf(join(dir, recordName)) ?? '')?.keys() ?? []),
];

/** The record, where every file that it names is there as it says, and no run is at work or was killed. */
export function soundRecord(dir: string): string | undefined {
  const record = textOf(join(dir, recordName));
  const owned = record === undefined || isUnsettled(dir) ? undefined : readRecord(record);
  const folders = new Map<string, boolean>();
  const isSound = (path: FolderPath, digests: ReadonlySet<string>): boolean =>
    digests.size === 1 && isPlain(dir, path, folders) && digests.has(digest(readFileSync(join(dir, path))));
  return owned && [...owned].every(([path, digests]) => isSound(path, digests)) ? record : undefined;
}

/** A file before and after a run. */
export interface FileChange {
  readonly path: FolderPath;
  /** Before the run. */
  readonly state: FileState;
  /** Digests of what was there and of what is there now; undefined: nothing. */
  readonly before: string | undefined;
  readonly now: string | undefined;
  /** What was there, where it is kept. */
  readonly found: string | undefined;
}

/** What a run did to a folder. */
export interface Written {
  readonly changed: readonly FileChange[];
  /** How many files were as they should be. */
  readonly unchanged: number;
  /** Puts everything back as it was; absent unless it was asked for. */
  readonly undo?: () => void;
}

interface WriteOptions {
  /** Whether to replace files that others changed or made. */
  readonly force: boolean;
  readonly prune: Prune;
  /** Name and version, for the record. */
  readonly generator: string;
  /** Asked when all files have come: whether they may take their places. */
  readonly isSound?: () => boolean;
  /** Whether the run can be undone: what it replaces is kept in memory until then. */
  readonly mayUndo?: boolean;
}

/**
 * Makes a folder what it should be. First every new file is written aside as it comes, so that a full disk or a mistake
 * in the last of them changes nothing; then the record takes the new digests beside the old ones; then the files take
 * their places; then the record drops the old digests. Killed at any moment, each file is the old or the new one, and
 * known as ours.
 */
export function writeFolder(
  dir: string,
  wanted: Iterable<Wanted>,
  options: WriteOptions,
  report: Report,
): Written | undefined {
  try {
    const made = makeFolder(dir);
    const letGo = acquire(join(dir, mutexName), patience);
    let written: Written | undefined;
    try {
      written = fill(dir, wanted, options, report);
    } finally {
      rmSync(join(dir, stagingName), { recursive: true, force: true });
      letGo();
      if (!written && made !== undefined) removeEmpty(dir, dirname(made));
    }
    const undo = written?.undo;
    const back = (): void => {
      undo?.();
      if (made !== undefined) removeEmpty(dir, dirname(made));
    };
    return written && { ...written, ...(undo && { undo: back }) };
  } catch (error) {
    if (error instanceof Busy) report.add('folder-in-use', wholeFile(dir), { holder: error.holder, file: error.path });
    else report.add('cannot-write', wholeFile(dir), { reason: systemReasonOf(error) });
    return undefined;
  }
}

/** Whether a run is at work there, or was killed. */
const isUnsettled = (dir: string): boolean =>
  existsSync(dir) && readdirSync(dir).some((name) => name.startsWith(mutexName) || name === stagingName);

const aside = (dir: string, name: string): string => join(dir, stagingName, name);

function fill(
  dir: string,
  wanted: Iterable<Wanted>,
  { force, generator, isSound = () => true, mayUndo = false, prune }: WriteOptions,
  report: Report,
): Written | undefined {
  const errors = report.errors;
  // What is there was left by a killed run.
  rmSync(join(dir, stagingName), { recursive: true, force: true });
  const there = recorded(dir, report);
  if (!there) return undefined;
  const { owned, record } = there;
  mkdirSync(join(dir, stagingName));
  const files: FileChange[] = [];
  for (const { found, lineEnds, path, state, wanted: own } of look(dir, wanted, prune, owned, report)) {
    if (!force && (state === 'edited' || state === 'foreign'))
      report.add(`${state}-file`, wholeFile(join(dir, path)), { lineEnds });
    // Not flushed to the disk: of files that a power failure cuts short the next run says that they were changed.
    if (own && state !== 'current' && report.errors === errors)
      writeFileSync(aside(dir, String(files.length)), own.text);
    const [before, now] = [found, own?.text].map((text) => (text === undefined ? undefined : digest(text)));
    files.push({ path, state, before, now, found: mayUndo && state !== 'current' ? found : undefined });
  }
  if (report.errors > errors || !isSound()) return undefined;
  const unasked = prune === undefined ? files.filter(({ now }) => now === undefined).map(({ path }) => path) : [];
  if (unasked.length > 0) {
    report.add('nothing-deleted-unasked', wholeFile(dir), { paths: unasked });
    return undefined;
  }
  const changed = files.filter(({ state }) => state !== 'current');
  const after = new Map(prune === false ? owned : []);
  for (const { now, path } of files) if (now !== undefined) after.set(path, new Set([now]));
  const final = after.size > 0 ? recordText(after, generator) : undefined;
  if (changed.length > 0 || final !== record) {
    writeFileSync(aside(dir, 'both'), recordText(known(owned, files), generator));
    if (final !== undefined) writeFileSync(aside(dir, 'after'), final);
    place(dir, 'both', recordName);
    for (const [n, { now, path, state }] of files.entries()) {
      if (now === undefined) remove(dir, path);
      else if (state !== 'current') place(dir, String(n), path);
    }
    if (final === undefined) remove(dir, recordName);
    else place(dir, 'after', recordName);
  }
  const back = (): void => {
    undo(dir, there, changed, generator);
  };
  return { changed, unchanged: files.length - changed.length, ...(mayUndo && { undo: back }) };
}

/** What the record must say while files take their places: the old digests and the new. */
function known(owned: Owned, files: readonly FileChange[]): Owned {
  const all = new Map(owned);
  for (const { before, now, path } of files) {
    const digests = [before, now].filter((one) => one !== undefined);
    all.set(path, new Set([...(owned.get(path) ?? []), ...digests]));
  }
  return all;
}

type OurPath = FolderPath | typeof recordName;

/** Gives a file that was written aside its place. */
function place(dir: string, name: string, path: OurPath): void {
  if (path.includes('/')) makeFolder(dirname(join(dir, path)));
  renameSync(aside(dir, name), join(dir, path));
}

/** Deletes a file, and folders that are empty without it. */
function remove(dir: string, path: OurPath): void {
  rmSync(join(dir, path), { force: true });
  removeEmpty(dirname(join(dir, path)), dir);
}

/** Deletes a folder and those around it, up to the first that holds something, or to the one that is to stay. */
function removeEmpty(from: string, stay: string): void {
  for (let folder = resolve(from); folder !== resolve(stay); folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
  }
}

/** Frees the room of new files before it takes that of old ones: the disk may be full. */
function undo(dir: string, { owned, record }: Recorded, changed: readonly FileChange[], generator: string): void {
  const letGo = acquire(join(dir, mutexName), patience);
  const put = (path: OurPath, text: string): void => {
    makeFolder(join(dir, stagingName));
    writeFileSync(aside(dir, 'undo'), text);
    place(dir, 'undo', path);
  };
  try {
    for (const { found, path } of changed) if (found === undefined) remove(dir, path);
    put(recordName, recordText(known(owned, changed), generator));
    for (const { found, path } of changed) if (found !== undefined) put(path, found);
    if (record === undefined) remove(dir, recordName);
    else put(recordName, record);
  } finally {
    rmSync(join(dir, stagingName), { recursive: true, force: true });
    letGo();
  }
}
