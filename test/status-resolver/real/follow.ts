// Following a driver through a real API server; the test plays kubelet, its log server included.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followCodes } from '../../../src/contract.js';
import type { Pod } from '../../../src/status-resolver/pod.js';
import { type Run, start } from '../program.js';
import { api, kubeconfigOf, stopApiServer } from './cluster.js';

const namespace = `follow-${process.pid}`;
const node = `node-${process.pid}`;
const base = `/api/v1/namespaces/${namespace}`;
const dir = mkdtempSync(join(tmpdir(), 'follow-real-'));
const cluster = process.env.CLUSTER_DIR ?? '';
let least = '';

/** What a container has printed, as its runtime stores it, and who reads along. */
const stored: { at: Date; text: string }[] = [];
const readers = new Set<ServerResponse>();
const asked: (string | null)[] = [];
const render = ({ at, text }: { at: Date; text: string }): string =>
  `${at.toISOString().replace('Z', '000000Z')} ${text}\n`;
const print = (text: string): void => {
  const line = { at: new Date(), text };
  stored.push(line);
  for (const reader of readers) reader.write(render(line));
};
const kubelet = createServer(
  { key: readFileSync(`${cluster}/apiserver.key`), cert: readFileSync(`${cluster}/apiserver.crt`) },
  (request, answer) => {
    const since = new URL(request.url ?? '', 'http://x').searchParams.get('sinceTime');
    asked.push(since);
    const from = since === null ? 0 : Date.parse(since);
    for (const line of stored) if (line.at.getTime() >= from) answer.write(render(line));
    readers.add(answer);
    answer.on('close', () => readers.delete(answer));
  },
);
const closeLogs = (): void => {
  for (const reader of readers) reader.end();
};

beforeAll(async () => {
  await new Promise<void>((ready) => kubelet.listen(0, '127.0.0.1', ready));
  await api('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  await api('POST', `${base}/serviceaccounts`, { metadata: { name: 'follower' } });
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  // What docs/status-resolver.md asks for, and nothing else.
  await api('POST', `${rbac}/roles`, {
    metadata: { name: 'follower' },
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch', 'patch', 'delete'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
    ],
  });
  await api('POST', `${rbac}/rolebindings`, {
    metadata: { name: 'follower' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'follower' },
    subjects: [{ kind: 'ServiceAccount', name: 'follower', namespace }],
  });
  await api('POST', '/api/v1/nodes', { metadata: { name: node } });
  await api('PATCH', `/api/v1/nodes/${node}/status`, {
    status: {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: (kubelet.address() as AddressInfo).port } },
    },
  });
  least = await kubeconfigOf(namespace, 'follower', join(dir, 'follower'));
});
afterAll(async () => {
  await api('DELETE', `/api/v1/namespaces/${namespace}`);
  await api('DELETE', `/api/v1/nodes/${node}`);
  kubelet.close();
  kubelet.closeAllConnections();
  rmSync(dir, { recursive: true });
});

const status = (name: string, status: unknown): Promise<unknown> =>
  api('PATCH', `${base}/pods/${name}/status`, { status });
const container = (state: unknown): unknown => ({
  name: 'spark-kubernetes-driver',
  image: 'kmeans',
  imageID: '',
  ready: false,
  restartCount: 0,
  state,
});
const end = (name: string, exitCode: number): Promise<unknown> => {
  const now = new Date().toISOString();
  const terminated = { exitCode, reason: 'Error', startedAt: now, finishedAt: now, message: 'ValueError: no k\n' };
  return status(name, { phase: 'Failed', containerStatuses: [container({ running: null, terminated })] });
};
const podOf = async (name: string): Promise<Pod> => (await api('GET', `${base}/pods/${name}`)) as Pod;

let count = 0;
const driver = async (state: unknown, ...args: string[]) => {
  const name = `spark-${++count}`;
  const labels = { 'alida.io/workflow-uid': namespace, 'alida.io/submission': name };
  await api('POST', `${base}/pods`, {
    metadata: { name, labels: { ...labels, 'spark-role': 'driver', 'alida.io/submitted-at': '1' } },
    spec: {
      nodeName: node,
      // `default` comes only when the controller-manager has noticed the namespace.
      serviceAccountName: 'follower',
      restartPolicy: 'Never',
      containers: [{ name: 'spark-kubernetes-driver', image: 'kmeans', args: ['driver'] }],
    },
  });
  await status(name, { phase: 'Running', containerStatuses: [container(state)] });
  writeFileSync(join(dir, 'driver'), name);
  writeFileSync(join(dir, 'exit-code'), '0');
  const given = ['follow', `--workflow-uid=${namespace}`, `--submission=${name}`, `--folder=${dir}`, ...args];
  return { name, ...start(given, { KUBECONFIG: least, POD_NAME: 'client' }) };
};
const running = { running: { startedAt: new Date().toISOString() } };

test('the log goes on where it was when the API server is restarted, each line once', async () => {
  stored.length = 0;
  const it = await driver(running);
  let restarted: Promise<void> | undefined;
  for (let n = 0; n < 200; n++) {
    print(`line ${n}`);
    if (n === 50) {
      await it.says(/line 50/);
      restarted = stopApiServer().then(({ start }) => start());
    }
    await sleep(30);
  }
  await restarted;
  await end(it.name, 3);
  closeLogs();
  const ticking = setInterval(closeLogs, 100);
  const run: Run = await it.done;
  clearInterval(ticking);
  expect(run.stdout.trim().split('\n')).toEqual([
    ...stored.map(({ text }) => text),
    `Error: driver ${it.name} failed with exit code 3: ValueError: no k`,
  ]);
  expect(run.exitCode).toBe(followCodes.Failed);
  expect(asked.filter((since) => since !== null).length).toBeGreaterThan(0);
  expect((await podOf(it.name)).metadata.labels?.['alida.io/told']).toBe('true');
});

test('a driver whose image is not there is deleted, and told of', async () => {
  const message = 'failed to resolve reference "kmeans": not found';
  const it = await driver({ waiting: { reason: 'ErrImagePull', message } }, '--image-deadline=2');
  const run = await it.done;
  expect(run.exitCode).toBe(followCodes.Refused);
  expect(run.terminationLog).toMatch(/^ImagePullError: .*not found$/);
  expect((await podOf(it.name)).metadata.deletionTimestamp).toBeDefined();
});

test('asked to end by Argo, it deletes the driver', async () => {
  const it = await driver(running);
  await it.says(/is running/);
  it.child.kill('SIGTERM');
  expect((await it.done).exitCode).toBe(followCodes.Stopped);
  expect((await podOf(it.name)).metadata.deletionTimestamp).toBeDefined();
});

test('asked to end by Kubernetes, it leaves the driver', async () => {
  const it = await driver(running);
  await it.says(/is running/);
  writeFileSync(join(dir, 'evicted'), '');
  it.child.kill('SIGTERM');
  expect((await it.done).exitCode).toBe(followCodes.Infrastructure);
  rmSync(join(dir, 'evicted'));
  expect((await podOf(it.name)).metadata.deletionTimestamp).toBeUndefined();
});
