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
