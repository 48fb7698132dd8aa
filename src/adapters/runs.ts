import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Report } from '../diagnostics/index.js';
import { inputs, textOf, writeWhole } from './files.js';
import { soundRecord } from './folder.js';
import { digest, recordName } from './record.js';

/** A file that a run has read. */
export interface Read {
  readonly file: string;
  readonly text: string | Uint8Array;
}

/**
 * Digests of the latest runs that had nothing to tell, a line each: a cache, which may be deleted. It is no part of the
 * output folder, where every change would touch it and two branches could not be merged.
 */
const memory = (): string =>
  join(process.env.ALIDA_ARGO_CACHE ?? join(homedir(), '.cache', 'alida-argo'), 'clean-runs');
const most = 200;

const remembered = (): string[] => textOf(memory())?.split('\n') ?? [];

/** A run in one digest: who made it and how, every byte that it read, and the record of what it left. */
function digestOf(dir: string, about: unknown, read: readonly Read[], record: string): string {
  const files = read.map(({ file, text }) => `${digest(text)} ${file}`).sort();
  return digest(JSON.stringify([resolve(dir), about, files, record]));
}

/**
 * Whether a run would find nothing to do and nothing to tell: one before it had nothing to tell, read the same bytes
 * and left a folder in which every file is still as it was.
 *
 * @param about Everything else that decides what a run does.
 */
export function wasCleanBefore(dir: string, about: unknown, paths: readonly string[]): boolean {
  try {
    const report = new Report();
    const read = inputs(paths, report).map(({ path }) => ({ file: path, text: readFileSync(path) }));
    const record = soundRecord(dir);
    return record !== undefined && report.errors === 0 && remembered().includes(digestOf(dir, about, read, record));
  } catch {
    return false; // the run will say what cannot be read
  }
}

/** Remembers a run that had nothing to tell. */
export function rememberClean(dir: string, about: unknown, read: readonly Read[]): void {
  try {
    const run = digestOf(dir, about, read, textOf(join(dir, recordName)) ?? '');
    const runs = remembered();
    if (runs.includes(run)) return;
    writeWhole(memory(), [...runs.slice(1 - most), run].join('\n'));
  } catch {
    // Without it the next run takes its time.
  }
}
