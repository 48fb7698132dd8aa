import { KubeConfig } from '@kubernetes/client-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { adopt } from '../../src/status-resolver/adopt.js';
import { connect } from '../../src/status-resolver/api.js';
import { quantity } from '../../src/status-resolver/quota.js';
import { ApiFailure } from '../../src/status-resolver/watch.js';
import { fakeApiServer, list, refuse, type Script } from './fake-api-server.js';
import { at, driver, ended, running, start } from './pods.js';

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

const attempt = {
  namespace: 'alida',
  workflowUid: 'wf-1',
  submission: 'abc',
  submittedAt: '1767225700',
  podName: 'run-spark-client-123',
  apiTimeout: 1,
};
const clock = { now: () => Date.now(), sleep: (ms: number) => sleep(ms) };
const told = {
  labels: { 'spark-role': 'driver', 'alida.io/submitted-at': String(start / 1000), 'alida.io/told': 'true' },
};
const done = refuse(200, '');

const adopting = async (script: Partial<Script>) => {
  const server = await fakeApiServer({ list: [list()], watch: [], ...script });
  closers.push(server.close);
  const config = new KubeConfig();
  config.loadFromFile(server.kubeconfig);
  const said: string[] = [];
  const adopted = await adopt(attempt, connect(config), clock, (line) => said.push(line));
  return { adopted, said, requests: server.requests };
};

describe('an attempt', () => {
  test('has a driver of its own where there is none', async () => {
    const { adopted, requests } = await adopting({});
    expect(adopted).toEqual({ driver: 'spark-wf-1-123', live: false });
    expect(requests.map(({ kind, url }) => `${kind} ${url}`)).toEqual([
      'list /api/v1/namespaces/alida/pods?labelSelector=alida.io%2Fworkflow-uid%3Dwf-1%2Calida.io%2Fsubmission%3Dabc%2Cspark-role%3Ddriver',
    ]);
  });

  test.each([
    ['runs', running()],
    ['waits', driver()],
    ['ended by itself while nobody looked', ended(0)],
    ['failed by itself while nobody looked', ended(3)],
  ])('takes a driver that %s, as its own', async (_, pod) => {
    const { adopted, requests } = await adopting({ list: [list(pod)], patch: [refuse(503, 'x'), done] });
    expect(adopted).toEqual({ driver: 'spark-1', live: true });
    const patch = requests.findLast(({ kind }) => kind === 'patch');
    expect(patch?.url).toBe('/api/v1/namespaces/alida/pods/spark-1');
    expect(JSON.parse(patch?.body ?? '')).toEqual({
      metadata: { uid: 'uid-of-spark-1', labels: { 'alida.io/submitted-at': '1767225700' } },
    });
  });

  test('takes the newest', async () => {
    const { adopted } = await adopting({
      list: [list(running({ name: 'spark-2', submitted: 9 }), running({ name: 'spark-1' }))],
      patch: [done],
    });
    expect(adopted.driver).toBe('spark-2');
  });

  test.each([
    ['is being deleted', running({ metadata: { deletionTimestamp: at(9) } })],
    ['was evicted', driver({ phase: 'Failed', status: { phase: 'Failed', reason: 'Evicted' } })],
    ['ended, as an attempt told', ended(3, {}, { metadata: told })],
    ['nobody knows the end of', driver({ phase: 'Failed' })],
  ])('does not take a driver that %s', async (_, pod) => {
    const { adopted } = await adopting({ list: [list(pod)], patch: [done] });
    expect(adopted).toEqual({ driver: 'spark-wf-1-123', live: false });
  });

  test('does not take one that goes while it is taken', async () => {
    const { adopted } = await adopting({ list: [list(running())], patch: [refuse(404, 'gone')] });
    expect(adopted.live).toBe(false);
  });

  test('finds a name that is free: `argo retry` uses the names of pods again', async () => {
    const names = ['spark-wf-1-123', 'spark-wf-1-123-2'];
    const { adopted } = await adopting({
      list: [list(...names.map((name) => ended(3, {}, { name, metadata: { ...told, uid: name, name } })))],
    });
    expect(adopted).toEqual({ driver: 'spark-wf-1-123-3', live: false });
  });

  test.each<[string, Partial<Script>, string]>([
    ['list', { list: [refuse(403, 'cannot list')] }, 'Forbidden'],
    ['patch', { list: [list(running())], patch: [refuse(403, 'cannot patch')] }, 'Forbidden'],
    ['reach', { list: [refuse(503, 'down')] }, 'ApiUnreachable'],
  ])('fails where it cannot %s', async (_, script, reason) => {
    const error: unknown = await adopting(script).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ApiFailure);
    expect(error).toMatchObject({ reason });
  });
});

test.each([
  ['500m', 0.5],
  ['2', 2],
  ['1433Mi', 1433 * 2 ** 20],
  ['1G', 1e9],
  ['1e3', 1000],
  ['12E', 12e18],
  ['1.5k', 1500],
  ['x', Number.NaN],
  [undefined, Number.NaN],
])('a quantity: %s', (text, amount) => {
  expect(quantity(text)).toBe(amount);
});
