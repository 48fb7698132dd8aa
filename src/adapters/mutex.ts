import { linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { redacted } from '../credentials/index.js';
import { bytesOf, makeFolder } from './files.js';

/** Who holds a mutex. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the system's ticks: a process id is used again. Empty where the system does not say. */
  readonly started: string;
  /** Of this one holding. */
  readonly nonce: string;
}

/** Another process holds the mutex and does not let go. */
export class Busy extends Error {
  constructor(
    readonly path: string,
    readonly holder: string,
  ) {
    super(`${path} is held by ${holder}`);
  }
}

/** Milliseconds after which a holder on another host, which cannot be asked, counts as dead. */
const forgotten = 600_000;
/** Milliseconds between two looks. */
const pause = 20;

const sleeping = new Int32Array(new SharedArrayBuffer(4));
/** Waits without turning the event loop: commands run one after another. */
export const sleep = (milliseconds: number): void => {
  Atomics.wait(sleeping, 0, 0, milliseconds);
};

function startOf(pid: number): string {
  try {
    // The second field, the command, may hold blanks and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Bytes of a holder's file at most. */
const longest = 4096;
const nonceForm = /^[0-9a-f-]{12,36}$/;
const hostForm = /^[\w.-]{1,255}$/;

/** Who holds the mutex: nobody that can be told where it was let go just now, or where the file is none of ours. */
function holderOf(path: string): Holder | undefined {
  try {
    const { host, nonce, pid, started } = JSON.parse(bytesOf(path, longest)?.toString() ?? '') as Partial<Holder>;
    // The file may have come with a repository, and its nonce becomes a name.
    const texts = typeof host === 'string' && typeof nonce === 'string' && typeof started === 'string';
    const sound = texts && hostForm.test(host) && nonceForm.test(nonce) && Number.isInteger(pid) && Number(pid) > 0;
    return sound ? { host, nonce, pid: Number(pid), started } : undefined;
  } catch {
    return undefined;
  }
}

function isDead(path: string, { host, pid, started }: Holder): boolean {
  if (host !== hostname()) {
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return since !== undefined && Date.now() - since > forgotten;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  return startOf(pid) !== started;
}

function grab(path: string): boolean {
  const nonce = crypto.randomUUID();
  const holder: Holder = { host: hostname(), pid: process.pid, started: startOf(process.pid), nonce };
  // Written aside and linked: nobody ever sees a mutex without its holder's name.
  const own = `${path}.${nonce}.new`;
  try {
    // Another run deletes the folder again that it made for nothing.
    makeFolder(dirname(path));
    writeFileSync(own, JSON.stringify(holder), { flag: 'wx' });
    linkSync(own, path);
    return true;
  } catch (error) {
    // No entry: a holder swept our file away with those of dead processes.
    if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

const left = /^(?:\.[0-9a-f-]{12,36})+(?:\.new)?$/;

/** Removes what processes left that died while they took this mutex. For its holder alone. */
function sweep(path: string): void {
  const folder = dirname(path);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const rest = entry.name.startsWith(basename(path)) ? entry.name.slice(basename(path).length) : '';
    if (left.test(rest) && !entry.isDirectory()) rmSync(join(folder, entry.name), { force: true });
  }
}

/** Mutexes that are broken one for the other; more only somebody's hand can have made. */
const deepest = 3;

/**
 * Takes a mutex: a file that says who holds it. One that a dead process left is broken. To break it takes a mutex of its
 * own, named by the dead holding: two that break at once could otherwise break the one the first of them then takes.
 *
 * @param patience Milliseconds to wait for a living holder.
 * @param depth How many mutexes it breaks already: each took a process that died at its work.
 * @returns Lets go.
 * @throws Busy
 */
export function acquire(path: string, patience: number, depth = 0): () => void {
  const until = Date.now() + patience;
  for (;;) {
    if (grab(path)) {
      sweep(path);
      return () => {
        rmSync(path, { force: true });
      };
    }
    const holder = holderOf(path);
    if (holder && depth < deepest && isDead(path, holder)) {
      const letGo = acquire(`${path}.${holder.nonce}`, patience, depth + 1);
      try {
        if (holderOf(path)?.nonce === holder.nonce) rmSync(path, { force: true });
      } finally {
        letGo();
      }
    } else if (Date.now() > until) {
      throw new Busy(path, holder ? `process ${holder.pid} on ${redacted(holder.host)}` : 'another process');
    } else sleep(pause);
  }
}
