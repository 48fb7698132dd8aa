import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { alida, command, env, git, repository, service, textsBelow, workspace, write } from './workspace.js';

// Kills a run with SIGKILL at a random moment, half of the times with the git that it called, 200 times: whatever it
// leaves, each file is whole, each commit is whole, and the next run finishes without being forced.

// Runs that end before their kill do not count.
const kills = Number(process.env.KILLS ?? 200);
const services = 40;
// Given to repeat a run; the moments are the machine's.
const seed = Number(process.env.SEED ?? Date.now());
let state = seed >>> 0;
const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

const dir = workspace();

/** Two states of the inputs that differ in every service; two services come and go. */
function inputs(name: 'old' | 'new'): void {
  for (let n = 0; n < services; n += 1) {
    write(join(dir, name, `s${n}.json`), service(`s${n}`, { memory: name === 'old' ? '4g' : '8g' }));
  }
  write(join(dir, name, 'other.json'), service(`only-${name}`));
}
inputs('old');
inputs('new');

/** What both states become. */
const good = (['old', 'new'] as const).map((name) => {
  const out = join(dir, `good-${name}`);
  expect(alida(dir, 'generate', name, '--out', out, '--kustomization').exit).toBe(0);
  return textsBelow(out);
});

const temporary = /^\.alida-argo\.(new|busy)/;

/** Tells a file from one that stood there before. */
const identity = (path: string): string => {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.ctimeNs}` : '';
};

/** A run of the command, and when it makes a file. */
class Run {
  readonly #before = new Map<string, string>();
  readonly child;
  /** Whether it was killed before its end. */
  readonly killed: Promise<boolean>;

  constructor(args: readonly string[], files: readonly string[]) {
    for (const file of files) this.#before.set(file, identity(file));
    this.child = spawn(process.execPath, [command, ...args], { cwd: dir, env, detached: true, stdio: 'ignore' });
    this.killed = once(this.child, 'exit').then(([code]) => code === null);
  }

  made(file: string): boolean {
    return existsSync(file) && identity(file) !== this.#before.get(file);
  }

  /** Waits until it makes a file, or ends. */
  async until(file: string): Promise<void> {
    while (!this.made(file) && this.child.exitCode === null && this.child.signalCode === null) await sleep(1);
  }
}

/** A moment: somewhen after a run makes a file, at most so many milliseconds. Without a file, after its start. */
interface Moment {
  readonly file?: string;
  readonly longest: number;
}

/** The moments that a run has, by what a whole one takes. */
async function moments(args: (name: string) => string[], files: readonly string[]): Promise<Moment[]> {
  alida(dir, ...args('old'));
  const run = new Run(args('new'), files);
  const start = performance.now();
  const begins: number[] = [];
  for (const file of files) {
    await run.until(file);
    begins.push(performance.now());
  }
  expect(await run.killed).toBe(false);
  const end = performance.now();
  return [{ longest: end - start }, ...files.map((file, n) => ({ file, longest: end - (begins[n] ?? end) }))];
}

/** Runs it and kills it at a random moment, half of the times with what it called. */
async function kill(args: readonly string[], all: readonly Moment[], watched: readonly string[]): Promise<Run> {
  const { file, longest = 0 } = all[Math.floor(random() * all.length)] ?? {};
  const run = new Run(args, [...watched, ...(file === undefined ? [] : [file])]);
  if (file !== undefined) await run.until(file);
  await sleep(random() * longest);
  const { pid = 0 } = run.child;
  try {
    process.kill(random() < 0.5 ? -pid : pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
  await run.killed;
  return run;
}

it(`survives ${kills / 2} kills while writing`, async () => {
  const out = join(dir, 'out');
  const args = (name: string): string[] => ['generate', name, '--out', out, '--kustomization', '--prune'];
  // Where the run begins with the folder, and where the files begin to take their places.
  const measure = (): Promise<Moment[]> =>
    moments(args, [join(out, '.alida-argo.busy'), join(out, '.alida-argo.lock')]);
  let all = await measure();
  const left = { killed: 0, mixed: 0, temporary: 0 };
  for (let n = 0; left.killed < kills / 2; n += 1) {
    const name = n % 2 === 0 ? 'old' : 'new';
    const run = await kill(args(name), all, []);
    const was = await run.killed;
    left.killed += Number(was);
    if (!was) all = await measure(); // what is too late on a machine that got faster would never end
    if (!existsSync(out)) continue;
    const texts = textsBelow(out);
    left.temporary += Number(Object.keys(texts).some((path) => temporary.test(path)));
    const found = new Set<number>();
    for (const [path, text] of Object.entries(texts)) {
      if (temporary.test(path) || path === '.alida-argo.lock') continue;
      const which = good.findIndex((one) => one[path] === text);
      if (which < 0) throw new Error(`kill ${n} (SEED=${seed}) left ${path} torn`);
      if (good[1 - which]?.[path] !== text) found.add(which);
    }
    left.mixed += Number(found.size === 2);
    if (n % 5 === 4) {
      const { exit, stderr } = alida(dir, ...args(name));
      expect([n, seed, exit, exit === 0 ? '' : stderr]).toEqual([n, seed, 0, '']);
      expect(textsBelow(out)).toEqual(good[name === 'old' ? 0 : 1]);
    }
  }
  console.log(
    `writing: ${left.killed} killed, of these ${left.temporary} left files aside and ${left.mixed} old and new files`,
  );
  expect(left.temporary).toBeGreaterThan(0);
});

it(`survives ${kills / 2} kills while committing`, async () => {
  const repo = repository();
  const gitDir = join(repo, '.git');
  write(join(repo, 'staged'), 'somebody else\n');
  git(repo, 'add', 'staged');
  const args = (name: string): string[] => [
    'commit',
    name,
    '--repo',
    repo,
    '--path',
    'deploy',
    '--kustomization',
    '--prune',
  ];
  const locks = ['index.lock', 'HEAD.lock', 'refs/heads/main.lock'].map((name) => join(gitDir, name));
  // Where the run begins with the repository, and where git begins with the commit.
  const measure = (): Promise<Moment[]> =>
    moments(args, [join(gitDir, 'alida-argo.busy'), join(gitDir, 'alida-argo.message')]);
  let all = await measure();
  const left = { killed: 0, index: 0, branch: 0, committed: 0 };
  for (let n = 0; left.killed < kills / 2; n += 1) {
    const name = n % 2 === 0 ? 'old' : 'new';
    const before = git(repo, 'rev-parse', 'HEAD');
    const run = await kill(args(name), all, locks);
    const was = await run.killed;
    const [index = false, ...branch] = locks.map((lock) => run.made(lock));
    left.killed += Number(was);
    left.index += Number(index);
    left.branch += Number(branch.includes(true));
    left.committed += Number(was && git(repo, 'rev-parse', 'HEAD') !== before);
    if (!was) all = await measure();
    // A git that lives on may commit yet: that commit must be whole as well.
    for (const revision of git(repo, 'rev-list', `${before.trim()}..HEAD`).split('\n').filter(Boolean)) {
      const paths = git(repo, 'ls-tree', '-r', '--name-only', revision, 'deploy/').trim().split('\n');
      const texts = paths.map((path) => [path.slice(7), git(repo, 'show', `${revision}:${path}`)] as const);
      expect(good).toContainEqual(Object.fromEntries(texts));
    }
    if (n % 5 === 4) {
      const { exit, stderr } = alida(dir, ...args(name));
      expect([n, seed, exit, exit === 0 ? '' : stderr]).toEqual([n, seed, 0, '']);
      expect(git(repo, 'status', '--porcelain')).toBe('A  staged\n');
      expect(textsBelow(join(repo, 'deploy'))).toEqual(good[name === 'old' ? 0 : 1]);
      expect(alida(dir, ...args(name)).stdout).toBe('');
      const own = readdirSync(gitDir, { recursive: true, encoding: 'utf8' }).filter((path) =>
        /\.lock$|alida/.test(path),
      );
      expect(own).toEqual([]);
    }
  }
  git(repo, 'fsck', '--strict');
  expect(git(repo, 'rev-list', '--count', '--merges', 'HEAD').trim()).toBe('0');
  expect(readFileSync(join(repo, 'staged'), 'utf8')).toBe('somebody else\n');
  console.log(
    `committing: ${left.killed} killed, of these ${left.index} left a locked index, ${left.branch} a locked branch, ${left.committed} a commit`,
  );
  expect(left.index).toBeGreaterThan(0);
});

it('ends both of two runs at once, ten times', async () => {
  const repo = repository();
  for (let n = 0; n < 10; n += 1) {
    const name = n % 2 === 0 ? 'old' : 'new';
    const runs = [0, 1].map(() => {
      const child = spawn(
        process.execPath,
        [command, 'commit', name, '--repo', repo, '--path', 'deploy', '--kustomization', '--prune'],
        { cwd: dir, env, stdio: 'ignore' },
      );
      return new Promise((resolve) => child.on('exit', resolve));
    });
    expect(await Promise.all(runs)).toEqual([0, 0]);
    expect(git(repo, 'rev-list', '--count', 'HEAD').trim()).toBe(String(n + 2));
    expect(textsBelow(join(repo, 'deploy'))).toEqual(good[n % 2]);
    expect(git(repo, 'status', '--porcelain')).toBe('');
  }
});
