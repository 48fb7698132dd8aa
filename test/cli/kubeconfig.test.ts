import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { Cluster } from '../../src/cluster/cluster.js';
import { readKubeconfig } from '../../src/cluster/kubeconfig.js';
import { Report } from '../../src/diagnostics/index.js';

const dir = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
const fileOf = (name: string): string => join(dir, name);
const write = (
  name: string,
  { cluster = 'c', server = `https://${name}`, user = 'u', rest = 'current-context: x' },
) => {
  writeFileSync(
    fileOf(name),
    `clusters: [{ name: c, cluster: { server: "${server}" } }]
users: [{ name: u, user: { token: secret } }]
contexts: [{ name: x, context: { cluster: ${cluster}, user: ${user} } }, { name: of-${name}, context: { cluster: c } }]
${rest}
`,
  );
};
const list = (...names: string[]): void => {
  vi.stubEnv('KUBECONFIG', names.map(fileOf).join(delimiter));
};
const told = (): string => {
  const report = new Report();
  Cluster.open({}, report);
  return report.diagnostics.map(({ code, message, place }) => `${place.file} ${code}: ${message}`).join('\n');
};

afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => {
  rmSync(dir, { recursive: true });
});

it('takes of several files those that are there, and each name’s first', () => {
  write('one', { rest: '' });
  write('two', {});
  list('absent', 'one', 'two');
  const config = readKubeconfig(undefined, new Report());
  expect(config?.getCurrentContext()).toBe('x');
  expect(config?.getCurrentCluster()?.server).toBe('https://one');
  expect(config?.getContexts().map(({ name }) => name)).toEqual(expect.arrayContaining(['x', 'of-one', 'of-two']));
});

it('tells that there is none', () => {
  list('absent');
  expect(told()).toMatch(/^<kubeconfig> cluster-unreachable: .*: there is no kubeconfig:/);
  vi.stubEnv('KUBECONFIG', '');
  vi.stubEnv('KUBERNETES_SERVICE_HOST', '');
  vi.stubEnv('HOME', dir);
  expect(told()).toMatch(/^<kubeconfig> cluster-unreachable: .*: there is no kubeconfig:/);
});

it.each([
  [{ rest: '' }, 'unknown-context: no context is chosen'],
  [{ cluster: 'd' }, 'context x names cluster d, which is not there'],
  [{ user: 'v' }, 'context x names user v, who is not there'],
  [{ server: 'nonsense' }, 'the server of cluster c is no address such as https://HOST:6443'],
  [{ server: 'secret@host:6443' }, 'the server of cluster c is no address such as https://HOST:6443'],
  [{ rest: 'current-context: [' }, 'cluster-unreachable'],
])('tells what is wrong with %o, and no secret', (wrong, expected) => {
  write('wrong', wrong);
  list('wrong');
  expect(told()).toContain(expected);
  expect(told()).not.toContain('secret');
});
