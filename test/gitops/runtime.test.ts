import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { alida, git, repository, service, textsBelow, write } from './workspace.js';

let dir = '';
const runtime = (): string => join(dir, 'out/alida-argo-runtime-0-2-0.yaml');
const profile = (name: string, retries: number): void => {
  const text = `apiVersion: alida-argo/v1\nkind: PlatformProfile\nruntime: shared\nretry: { limit: ${retries} }\n`;
  write(join(dir, name), text);
};
const into = ['--out', 'out'];
/** Everything that writes a folder, or says what would be written. */
const commands = {
  generate: ['generate', ...into, '--no-prune'],
  export: ['export', ...into],
  commit: ['commit', '--repo', '.', '--path', 'out', '--no-prune'],
  diff: ['diff', ...into, '--no-prune'],
  'diff with a revision': ['diff', ...into, '--no-prune', '--revision', 'HEAD'],
};
const all = Object.entries(commands);
/** b, by the second profile, beside a. */
const run = ([command = '', ...options]: readonly string[], ...inputs: readonly string[]) =>
  alida(dir, command, ...inputs, '--profile', 'second.yaml', ...options);

beforeEach(() => {
  dir = repository();
  for (const name of ['a', 'b']) write(join(dir, `${name}.json`), service(name));
  profile('first.yaml', 2);
  profile('second.yaml', 5);
  alida(dir, 'generate', 'a.json', '--profile', 'first.yaml', ...into);
  git(dir, 'add', 'out');
  git(dir, 'commit', '--quiet', '--message=Second');
});

describe('a shared runtime', () => {
  it.each(all)('is not replaced under the services of another profile by %s', (_, command) => {
    const before = textsBelow(dir);
    const { exit, stderr } = run(command, 'b.json');
    expect([exit, stderr]).toEqual([1, expect.stringContaining('[runtime-in-use]')]);
    expect(stderr).toContain('a.yaml would run by this one');
    expect(textsBelow(dir)).toEqual(before);
  });

  it.each(all)('of another generator is not replaced by %s', (_, command) => {
    const made = /alida-argo 0\.2\.0/;
    write(runtime(), readFileSync(runtime(), 'utf8').replace(made, 'other-argo 7'));
    git(dir, 'commit', '--quiet', '--all', '--message=Third');
    const before = textsBelow(dir);
    const { exit, stderr } = run(command, 'b.json');
    expect([exit, stderr]).toEqual([1, expect.stringContaining('[runtime-of-another]')]);
    expect(textsBelow(dir)).toEqual(before);
  });

  it.each(all.filter(([name]) => name !== 'export'))('changes with all that call it by %s', (_, command) => {
    expect(run(command, 'a.json', 'b.json')).toMatchObject({ exit: command[0] === 'diff' ? 16 : 0 });
  });

  it.each(all)('is shared with a service that comes later by %s', (_, command) => {
    profile('second.yaml', 2);
    expect(run(command, 'b.json')).toMatchObject({ exit: command[0] === 'diff' ? 16 : 0 });
  });

  it('goes with a service that is pruned', () => {
    expect(alida(dir, 'generate', 'b.json', '--profile', 'second.yaml', ...into, '--prune').exit).toBe(0);
    expect(Object.keys(textsBelow(join(dir, 'out')))).toEqual([
      '.alida-argo.lock',
      'alida-argo-runtime-0-2-0.yaml',
      'b.yaml',
    ]);
  });
});
