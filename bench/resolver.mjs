import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { file } from './measure.mjs';

const pod = (phase, state) => ({
  metadata: {
    uid: 'u',
    name: 'driver',
    namespace: 'alida',
    resourceVersion: '2',
    creationTimestamp: '2026-01-01T00:00:01Z',
    labels: { 'spark-role': 'driver', 'alida.io/submitted-at': '1767225600' },
  },
  spec: { containers: [{ name: 'spark-kubernetes-driver', image: 'i', args: ['driver'] }] },
  status: { phase, containerStatuses: [{ name: 'spark-kubernetes-driver', image: 'i', state }] },
});
const times = { startedAt: '2026-01-01T00:00:10Z', finishedAt: '2026-01-01T00:00:20Z' };
const ended = pod('Failed', { terminated: { exitCode: 3, reason: 'Error', ...times } });

/**
 * Runs the resolver against an API server that knows a running driver and says a moment later that it ended with 3.
 *
 * @returns {Promise<{ start: number, reaction: number, memory: number }>} milliseconds from the start of the process to
 *   its first request, milliseconds from that news to the end of the process, and MiB
 */
export async function resolver() {
  const dir = mkdtempSync(join(tmpdir(), 'bench-resolver-'));
  let [asked, told] = [0, 0];
  const server = createServer((request, response) => {
    asked ||= performance.now();
    if (!request.url.includes('watch=')) {
      const items = [pod('Running', { running: { startedAt: times.startedAt } })];
      response.end(JSON.stringify({ metadata: { resourceVersion: '1' }, items }));
      return;
    }
    response.flushHeaders();
    setTimeout(() => {
      told = performance.now();
      response.write(`${JSON.stringify({ type: 'MODIFIED', object: ended })}\n`);
    }, 300);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kubeconfig = join(dir, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: [
        {
          name: 'c',
          cluster: { server: `http://127.0.0.1:${server.address().port}`, 'insecure-skip-tls-verify': true },
        },
      ],
      users: [{ name: 'u', user: { token: 't' } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u', namespace: 'alida' } }],
      'current-context': 'c',
    }),
  );
  const args = [
    '--workflow-uid=w',
    '--submission=s',
    '--since=2026-01-01T00:00:00Z',
    '--submit-status=Failed',
    '--api-timeout=5',
  ];
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...['--import', file('peak.mjs'), file('../dist/alida-status-resolver.js'), ...args],
      ...[`--outputs=${dir}/outputs`, `--termination-log=${dir}/log`],
    ],
    { env: { PATH: process.env.PATH, KUBECONFIG: kubeconfig }, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] },
  );
  let memory = '';
  child.stdio[3].on('data', (text) => (memory += text));
  let over = 0;
  child.once('exit', () => (over = performance.now()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  server.close();
  server.closeAllConnections();
  rmSync(dir, { recursive: true });
  if (code !== 3) throw new Error(`the resolver ended with ${code} instead of 3`);
  return { start: asked - began, reaction: over - told, memory: Number(memory) / 1024 };
}
