import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const bundle = process.env.ALIDA_STATUS_RESOLVER ?? 'dist/alida-status-resolver.js';

export interface Run {
  readonly exitCode: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly terminationLog: string;
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly stderr: string;
  /** When the process ended, by performance.now(). */
  readonly endedAt: number;
}

/** Starts the program as users get it; `done` is what it left behind. */
export const start = (args: readonly string[], env: Record<string, string> = {}) => {
  const dir = mkdtempSync(join(tmpdir(), 'resolver-'));
  const outputs = join(dir, 'outputs');
  const terminationLog = join(dir, 'termination-log');
  const child = spawn(
    process.execPath,
    [bundle, `--outputs=${outputs}`, `--termination-log=${terminationLog}`, ...args],
    {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const said = { stdout: '', stderr: '' };
  const bytes: Buffer[] = [];
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (piece: Buffer) => {
      said[stream] += piece.toString();
      if (stream === 'stdout') bytes.push(piece);
    });
  const done = new Promise<Run>((fulfil, reject) => {
    child.on('error', reject);
    child.on('exit', () => (endedAt = performance.now()));
    child.on('close', (exitCode) => {
      const names = existsSync(outputs) ? readdirSync(outputs) : [];
      const run = {
        exitCode,
        ...said,
        bytes: Buffer.concat(bytes),
        endedAt,
        outputs: Object.fromEntries(names.map((name) => [name, readFileSync(join(outputs, name), 'utf8')])),
        terminationLog: existsSync(terminationLog) ? readFileSync(terminationLog, 'utf8') : '',
      };
      rmSync(dir, { recursive: true });
      fulfil(run);
    });
  });
  let endedAt = Number.NaN;
  /** Waits until the program has said this. */
  const says = async (text: RegExp): Promise<void> => {
    const more = (stream: 'stdout' | 'stderr'): Promise<unknown> =>
      new Promise((next) => child[stream].once('data', next));
    while (!text.test(said.stdout + said.stderr)) await Promise.race([more('stdout'), more('stderr'), done]);
  };
  return { child, done, says };
};
