import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { acquire } from '../../src/adapters/mutex.js';
import { alida, git, repository, service, workspace, write } from './workspace.js';

const number = 1000;
const dir = workspace();
const repo = repository();
const commit = () => alida(dir, 'commit', 'in', '--repo', repo, '--path', 'deploy', '--kustomization');

it(`commits ${number} services, then one changed value, then nothing`, () => {
  for (let n = 0; n < number; n += 1) write(join(dir, `in/service-${n}.json`), service(`service-${n}`));
  expect(commit().stdout).toContain(`Add ${number} services`);
  // Manifests, record, kustomization.yaml.
  expect(git(repo, 'ls-tree', '-r', '--name-only', 'HEAD', 'deploy').trim().split('\n')).toHaveLength(number + 2);

  write(join(dir, 'in/service-500.json'), service('service-500', { memory: '8g' }));
  const changed = commit();
  expect(changed.stdout).toContain('service-500: executor memory 4g → 8g\n');
  expect(changed.stderr).toContain(`1 written, ${number} unchanged`);
  expect(git(repo, 'log', '-1', '--format=%B')).toContain('service-500:\n- executor memory 4g → 8g\n');
  const manifest = git(repo, 'show', '--format=', '--unified=0', 'HEAD', '--', 'deploy/service-500.yaml');
  const lines = manifest.split('\n').filter((line) => /^[-+](?![-+]{2})/.test(line));
  expect(lines).toEqual([
    expect.stringMatching(/^- {4}alida\.io\/inputs-sha256: [0-9a-f]{64}$/),
    expect.stringMatching(/^\+ {4}alida\.io\/inputs-sha256: [0-9a-f]{64}$/),
    expect.stringMatching(/^- +--conf=spark\.executor\.memory=4g$/),
    expect.stringMatching(/^\+ +--conf=spark\.executor\.memory=8g$/),
  ]);
  expect(git(repo, 'show', '--format=', '--name-only', 'HEAD')).toBe(
    'deploy/.alida-argo.lock\ndeploy/service-500.yaml\n',
  );

  const head = git(repo, 'rev-parse', 'HEAD');
  const again = commit();
  expect([again.exit, again.stdout]).toEqual([0, '']);
  expect(git(repo, 'rev-parse', 'HEAD')).toBe(head);
  expect(git(repo, 'status', '--porcelain')).toBe('');
});

it('does not wait forever for another run', () => {
  const own = workspace();
  write(join(own, 'in/a.json'), service('a'));
  mkdirSync(join(own, 'out'));
  const letGo = acquire(join(own, 'out/.alida-argo.busy'), 0);
  const { exit, stderr } = alida(own, 'generate', 'in', '--out', 'out');
  expect([exit, stderr]).toEqual([1, expect.stringContaining(`error[folder-in-use]: process ${process.pid} on `)]);
  letGo();
  expect(alida(own, 'generate', 'in', '--out', 'out').exit).toBe(0);
});
