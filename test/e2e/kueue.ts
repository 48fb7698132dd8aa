// A driver and its executors in a queue of the real Kueue: `npm run e2e -- kueue`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { apply, command, from, items, kubectl, logs, profile, Run, until } from './cluster.js';

const file = join(logs, 'queued.profile.yaml');
const api = 'kueue.x-k8s.io/v1beta2';

/** So many pods at a time. */
const room = async (pods: number, stopPolicy = 'None'): Promise<void> => {
  const quota = [
    { name: 'cpu', nominalQuota: '100' },
    { name: 'memory', nominalQuota: '100Gi' },
    { name: 'pods', nominalQuota: String(pods) },
  ];
  const group = {
    coveredResources: ['cpu', 'memory', 'pods'],
    flavors: [{ name: 'any', resources: quota }],
  };
  const objects = [
    { apiVersion: api, kind: 'ResourceFlavor', metadata: { name: 'any' } },
    {
      ...{ apiVersion: api, kind: 'ClusterQueue', metadata: { name: 'all' } },
      spec: { namespaceSelector: {}, stopPolicy, resourceGroups: [group] },
    },
    {
      apiVersion: api,
      kind: 'LocalQueue',
      metadata: { name: 'spark', namespace: 'alida' },
      spec: { clusterQueue: 'all' },
    },
  ];
  const path = join(logs, 'queue.yaml');
  writeFileSync(path, objects.map((object) => stringify(object)).join('---\n'));
  await kubectl('apply', '-f', path);
};

beforeAll(async () => {
  const queued = {
    ...(parse(readFileSync(profile, 'utf8')) as object),
    scheduler: { kind: 'kueue', queue: 'spark' },
    // What a driver has once it left the queue.
    deadlines: { pending: 60 },
    retry: { backoff: { duration: '1s' } },
  };
  writeFileSync(file, stringify(queued));
  await room(0);
  await apply('queued', 'generate', '--profile', file, 'examples/kmeans/service.json');
});

const gated = async (role: string, run: Run): Promise<string | undefined> => {
  const pods = await items('pods', `spark-role=${role},alida.io/workflow-uid=${run.uid}`);
  const held = pods.find(({ status }) =>
    status?.conditions?.some(({ reason, type }) => type === 'PodScheduled' && reason === 'SchedulingGated'),
  );
  return held?.metadata.name;
};

test('doctor finds the queue, and that a driver would wait in it', async () => {
  const cli = join(process.env.E2E_DIR ?? '', 'dist/alida-argo.cjs');
  // What else it looks for is not all there.
  const args = [cli, 'doctor', '--profile', file, 'examples/kmeans/service.json'];
  const text = await command('node', ...args).catch((error: unknown) => (error as { stdout: string }).stdout);
  expect(text).toMatch(/^ok +LocalQueue spark: is there$/m);
  expect(text).toMatch(/^ok +admission of spark-kmeans-example: its driver would be admitted$/m);
});

test('a driver waits until there is room, then its executors, and what Kueue takes back is tried again', async () => {
  const values = { 'input-dataset': '/opt/spark/data/mllib/sample_kmeans_data.txt', 'output-model': 'x', k: '2' };
  const run = await Run.submit('queued', from('spark-kmeans-example', values));
  try {
    const first = await until('the driver is gated', 240, () => gated('driver', run));
    // Longer than a driver may take that has left the queue.
    await new Promise((resolve) => setTimeout(resolve, 90_000));
    expect(await gated('driver', run)).toBe(first);
    expect(await kubectl('logs', await run.client(), '-c', 'main')).toContain(`driver ${first} waits in a queue: `);
    expect((await run.workflow()).status?.phase).toBe('Running');

    await room(1);
    const executor = await until('the driver runs, and its executor is gated', 300, () => gated('executor', run));
    await room(0, 'HoldAndDrain');
    const second = await until('another driver is gated', 240, async () => {
      const name = await gated('driver', run);
      return name === first ? undefined : name;
    });
    expect(await gated('executor', run)).toBeUndefined();
    await room(2);
    expect(await run.verdict()).toEqual({ phase: 'Succeeded', client: '75 0', resolver: '0 Completed' });
    const drivers = (await run.drivers()).map(({ metadata }) => metadata.name);
    expect(drivers).toEqual([second]);
    expect(executor).not.toBe('');
  } finally {
    await run.record();
  }
});
