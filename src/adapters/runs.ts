import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Report } from '../diagnostics/index.js';
import { bytesOf, inputs, textOf, writeWhole } from './files.js';
import { soundRecord } from './folder.js';
import { digest, recordName } from './record.js';

/** What a run has read of a file; one that changed between two readings gives two that no later run will give. */
export const reading = (file: string, text: string | Uint8Array): string => `${digest(text)} ${file}`;

/**
 * Digests of the latest runs that had nothing to tell, a line each: a cache, which may be deleted. It is no part of the
 * output folder, where every change would touch it and two branches could not be merged.
 */
const memory = (): string =>
  join(process.env.ALIDA_ARGO_CACHE ?? join(homedir(), '.cache', 'alida-argo'), 'clean-runs');
const most = 200;

const remembered = (): string[] => textOf(memory())?.split('\n') ?? [];

/** A run in one digest: who made it and how, every byte that it read, and the record of what it left. */
const digestOf = (dir: string, about: unknown, readings: Iterable<string>, record: string): string =>
  digest(JSON.stringify([resolve(dir), about, [...new Set(readings)].sort(), record]));

/**
 * Whether a run would find nothing to do and nothing to tell: one before it had nothing to tell, read the same bytes
 * and left a folder in which every file is still as it was.
 *
 * @param about Everything else that decides what a run does.
 */
export function wasCleanBefore(dir: string, about: unknown, paths: readonly string[]): boolean {
  try {
    const report = new Report();
    const read: string[] = [];
    for (const { path } of inputs(paths, report)) {
      // What a pipe holds can be read once.
      const bytes = path !== '-' && statSync(path).isFile() ? bytesOf(path) : undefined;
      if (!bytes) return false;
      read.push(reading(path, bytes));
    }
    const record = soundRecord(dir);
    return record !== undefined && report.errors === 0 && remembered().includes(digestOf(dir, about, read, record));
  } catch {
    return false; // the run will say what cannot be read
  }
}

/** Remembers a run that had nothing to tell. */
export function rememberClean(dir: string, about: unknown, read: Iterable<string>): void {
  try {
    const run = digestOf(dir, about, read, textOf(join(dir, recordName)) ?? '');
    const runs = remembered();
    if (runs.includes(run)) return;
    writeWhole(memory(), [...runs.slice(1 - most), run].join('\n'));
  } catch {
    // Without it the next run takes its time.
  }
}
