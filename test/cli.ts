import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const command = fileURLToPath(new URL('../dist/alida-argo.cjs', import.meta.url));

const { PATH, TMPDIR, ALIDA_ARGO_CACHE } = process.env;
/** What a program gets of the machine: nothing but where to find others, and where its own files are seen to go away;
 *  and that nobody is there, which must not colour what it writes to a file. */
export const env = { PATH, TMPDIR, ALIDA_ARGO_CACHE, CI: 'true' };

export interface Result {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as a user would. */
export const run = (args: readonly string[], cwd: string, stdin: string | Uint8Array = ''): Promise<Result> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { cwd, env });
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (exit) => {
      resolve({
        exit: exit ?? -1,
        stdout: Buffer.concat(chunks.stdout).toString(),
        stderr: Buffer.concat(chunks.stderr).toString(),
      });
    });
    // A command that refuses its input early does not read it to the end.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
