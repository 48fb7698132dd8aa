import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { runsOf, type Cluster } from '../../src/cluster/runs.js';

// Whoever may write Workflows may write what stands in their status, too.
let began = 60;
const ours = (name: string, status: object): object => ({
  metadata: { name, labels: { 'alida.io/service': 'kmeans' } },
  status: { phase: 'Failed', startedAt: `2026-01-01T00:00:${--began}Z`, ...status },
});
const packed = (data: string | Buffer): string => gzipSync(data).toString('base64');
const exitCode = { outputs: { parameters: [{ name: 'exit-code', value: '17' }] } };

const listed = (...items: object[]): Promise<readonly object[]> => {
  const cluster = { name: 'c', ask: () => Promise.resolve({ items, metadata: {} }) } as unknown as Cluster;
  return runsOf(cluster, 'alida', (why) => new Error(why)).list();
};

it('tells a run by its steps, packed or not', async () => {
  const nodes = { a: exitCode };
  const runs = await listed(ours('a', { nodes }), ours('b', { compressedNodes: packed(JSON.stringify(nodes)) }));
  expect(runs).toMatchObject([
    { name: 'a', exitCode: 17 },
    { name: 'b', exitCode: 17 },
  ]);
});

it.each([
  ['no base64 of anything', { compressedNodes: '!!' }],
  ['packed, and no JSON', { compressedNodes: packed('{') }],
  ['packed, and no steps', { compressedNodes: packed('17') }],
  ['far larger than it was packed', { compressedNodes: packed(Buffer.alloc(64 * 1024 * 1024, ' ')) }],
  ['null', { nodes: null }],
  ['a step that is none', { nodes: { a: null } }],
])('tells the others, and the run without its steps, where they are %s', async (_, status) => {
  expect(await listed(ours('bad', status), ours('good', { nodes: { a: exitCode } }))).toMatchObject([
    { name: 'bad', phase: 'Failed' },
    { name: 'good', exitCode: 17 },
  ]);
});

const told = (name: string, url: unknown): object => ({
  name,
  outputs: { parameters: [{ name: 'history', value: url }] },
});

it('tells where the history server has the drivers, each once, by the steps of a workflow', async () => {
  const [one, two] = [1, 2].map((n) => `https://history.example/history/spark-${n}/jobs/`);
  const nodes = {
    ...{ a: told('run.x.train.resolve', one), b: told('run.x.train.resolve(0)', one) },
    // Of the shared runtime.
    c: told('run.x.evaluate.run.resolve(0)', two),
    ...{ d: told('run.x.e.resolve', 'javascript:alert(1)'), e: told('run.x.f.resolve', ''), f: told('g', 17) },
    g: { outputs: { parameters: 'none' } },
    h: { outputs: { parameters: [null] } },
  };
  expect(
    await listed(ours('run.x', { nodes }), ours('alone', { nodes: { a: told('alone.resolve', one) } })),
  ).toMatchObject([
    {
      history: [
        { step: 'train', url: one },
        { step: 'evaluate', url: two },
      ],
    },
    { history: [{ step: '', url: one }] },
  ]);
});
