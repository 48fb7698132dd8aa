import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../src/diagnostics/index.js';
import { root, run } from './cli.js';

// A case is a folder: `args` (one argument a line), its inputs, and what is expected of stdout, stderr and the exit code.
// UPDATE=1 writes what comes out instead of comparing; read the difference before you commit it.
const folder = join(root, 'test/cases');
const names = readdirSync(folder).sort();

const fileText = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

function expectFile(path: string, text: string): void {
  if (!process.env.UPDATE) expect(text).toBe(fileText(path));
  else if (text === '') rmSync(path, { force: true });
  else writeFileSync(path, text);
}

describe.concurrent('cases', () => {
  it.each(names)('%s', async (name) => {
    const cwd = join(folder, name);
    const args = fileText(join(cwd, 'args')).trimEnd().split('\n');
    const stdin = existsSync(join(cwd, 'stdin')) ? readFileSync(join(cwd, 'stdin')) : '';
    const { exit, stderr, stdout } = await run(args, cwd, stdin);
    expectFile(join(cwd, 'expected.stdout'), stdout);
    expectFile(join(cwd, 'expected.stderr'), stderr);
    expectFile(join(cwd, 'expected.exit'), `${exit}\n`);
  });
});

describe('the diagnostics', () => {
  it('each have a case', () => {
    const elsewhere = [
      // Its input has 11 MiB: made by bad-input.test.ts.
      'too-large',
      // Their inputs have 10,000 mistakes, 1 MB: made by bad-input.test.ts.
      'more-findings',
      'too-many-items',
      'too-many-parts',
      // Only the hook gives up: made by http/.
      'too-much-work',
      // Only a live API server says so: made by live/.
      ...['cluster-refuses', 'field-conflict'],
      // They need a repository or another process: made by gitops/.
      ...['branch-in-the-way', 'commit-refused', 'detached-head', 'folder-in-use', 'outside-repository'],
      ...['repository-locked', 'unfinished-merge', 'unknown-revision'],
    ];
    const told = names.map((name) => fileText(join(folder, name, 'expected.stderr'))).join('');
    const untold = Object.keys(catalogue).filter((code) => !told.includes(`[${code}]`) && !elsewhere.includes(code));
    expect(untold).toEqual([]);
  });
});
