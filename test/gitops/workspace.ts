import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll } from 'vitest';
import { root } from '../cli.js';

const made: string[] = [];
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

/** A folder of its own for a test; gone when the file's tests have ended. */
export function workspace(): string {
  const dir = mkdtempSync(join(tmpdir(), 'alida-argo-'));
  made.push(dir);
  return dir;
}

export const command = join(root, 'dist/alida-argo.cjs');

/** No settings of the machine's own git. */
export const env = {
  PATH: process.env.PATH,
  TMPDIR: process.env.TMPDIR,
  HOME: '/nonexistent',
  ALIDA_ARGO_CACHE: workspace(),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command. */
export function alida(cwd: string, ...args: readonly string[]): Ran {
  const { status, stderr, stdout } = spawnSync(process.execPath, [command, ...args], { cwd, env, encoding: 'utf8' });
  return { exit: status, stdout, stderr };
}

export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

export function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The text of every file below a folder, by path; .git left out. */
export function textsBelow(dir: string, prefix = ''): Record<string, string> {
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/(^|\/)\.git(\/|$)/.test(path) && statSync(join(dir, path)).isFile())
    .sort();
  return Object.fromEntries(
    paths.map((path) => [prefix + relative(dir, join(dir, path)), readFileSync(join(dir, path), 'utf8')]),
  );
}

/** A service definition as a file's text. */
export const service = (name: string, { k = 8, memory = '4g', namespace = 'alida' } = {}): string =>
  JSON.stringify({
    name,
    version: '1.0.0',
    url: 'docker://registry.example.com/spark-client:4.0.1',
    properties: [
      {
        key: 'spark.kubernetes.container.image',
        type: 'static',
        mandatory: true,
        valueType: 'string',
        defaultValue: `registry.example.com/${name}:1.0.0`,
      },
      {
        key: 'spark.kubernetes.namespace',
        type: 'static',
        mandatory: true,
        valueType: 'string',
        defaultValue: namespace,
      },
      { key: 'spark.executor.memory', type: 'static', mandatory: true, valueType: 'string', defaultValue: memory },
      { key: 'k', type: 'application', mandatory: true, valueType: 'int', defaultValue: k },
    ],
  });

/** A repository with one commit. */
export function repository(): string {
  const dir = workspace();
  git(dir, 'init', '--quiet', '--initial-branch=main');
  write(join(dir, 'README'), 'deployments\n');
  git(dir, 'add', 'README');
  git(dir, 'commit', '--quiet', '--message=First');
  return dir;
}
