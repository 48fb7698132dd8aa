import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../cli.js';
import { serving, type Serving } from '../serving.js';
import { drop, fromDisk, open } from './page.js';

// `serve --runs` as a command, beside an API server that is played: it says what Argo's controller has written.

const token = 'none-of-your-business';
const dir = mkdtempSync(join(tmpdir(), 'runs-'));
const asked: string[] = [];
let logs: ServerResponse[] = [];
let phase = 'Running';

const node = (id: string, type: string, from: string, to: string | undefined, rest: object) => ({
  ...{ id, displayName: id, type, phase: to ? 'Succeeded' : 'Running', startedAt: `2026-01-01T10:${from}Z` },
  ...(to && { finishedAt: `2026-01-01T10:${to}Z` }),
  ...rest,
});
const failed = {
  metadata: { name: 'kmeans-x1', namespace: 'alida', labels: { 'alida.io/service': 'kmeans' } },
  status: {
    ...{ phase: 'Failed', startedAt: '2026-01-01T10:00:00Z', finishedAt: '2026-01-01T10:05:00Z' },
    nodes: {
      a: node('kmeans-x1', 'DAG', '00:00', '05:00', { phase: 'Failed' }),
      b: node('submit', 'Pod', '00:05', '04:30', { phase: 'Failed', boundaryID: 'a' }),
      c: node('resolve', 'Pod', '04:32', '05:00', {
        ...{ phase: 'Failed', boundaryID: 'a', message: '<img src=x onerror="window.harmed=1">' },
        outputs: {
          parameters: [
            { name: 'exit-code', value: '17' },
            { name: 'reason', value: 'ProgramFailed' },
            { name: 'history', value: 'https://history.example/history/spark-1/jobs/' },
          ],
        },
      }),
    },
  },
};
const running = () => ({
  metadata: { name: 'churn-y2', namespace: 'alida', labels: { 'alida.io/workflow': 'churn' } },
  status: {
    ...{
      phase,
      startedAt: '2026-01-01T11:00:00Z',
      ...(phase === 'Succeeded' && { finishedAt: '2026-01-01T11:01:00Z' }),
    },
    nodes: { a: node('churn-y2', 'DAG', '59:00', phase === 'Succeeded' ? '59:40' : undefined, {}) },
  },
});
const strange = { metadata: { name: 'not-ours' }, status: { phase: 'Running' } };
const pod = {
  metadata: { name: 'churn-y2-pod' },
  status: { containerStatuses: [{ name: 'main', state: { running: {} } }] },
};

const api = createServer(({ method, url = '' }, answer) => {
  const { pathname } = new URL(url, 'http://x');
  asked.push(`${method} ${pathname}`);
  const workflows = '/apis/argoproj.io/v1alpha1/namespaces/alida/workflows';
  const one = [failed, running(), strange].find(({ metadata }) => pathname === `${workflows}/${metadata.name}`);
  if (pathname.endsWith('/log')) {
    logs.push(answer);
    answer.writeHead(200).write('2026-01-01T11:00:01.000000000Z the program speaks <b>\n');
  } else if (pathname === workflows) answer.end(JSON.stringify({ metadata: {}, items: [failed, running(), strange] }));
  else if (pathname.endsWith('/pods')) answer.end(JSON.stringify({ items: [pod] }));
  else if (one) answer.end(JSON.stringify(one));
  else answer.writeHead(404).end('{}');
});
let hook: Serving;
let url = '';

beforeAll(async () => {
  await new Promise<void>((ready) => api.listen(0, '127.0.0.1', ready));
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'c', users: [{ name: 'u', user: {} }] },
    clusters: [
      {
        name: 'k',
        cluster: {
          server: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
          'insecure-skip-tls-verify': true,
        },
      },
    ],
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
  };
  writeFileSync(join(dir, 'kubeconfig'), JSON.stringify(config));
  hook = await serving(join(root, 'dist/alida-argo.cjs'), token, '--runs', '--kubeconfig', join(dir, 'kubeconfig'));
  url = hook.url;
});
afterAll(async () => {
  const gone = hook.stop();
  for (const log of logs) log.end();
  api.closeAllConnections();
  await gone;
  api.close();
  rmSync(dir, { recursive: true });
});

it('shows the runs of a cluster to those who know the token, and one with its log as it is written', async () => {
  const { complaints, page } = await open(`${url}/`);
  await page.getByRole('tab', { name: 'Runs' }).click();
  await page.getByLabel('Token').fill('a guess');
  await page.keyboard.press('Enter');
  await page.getByText('This is not the token of the hook.').waitFor();
  await page.getByLabel('Token').fill(token);
  await page.keyboard.press('Enter');
  const rows = page.getByRole('region', { name: 'Runs' }).locator('tbody tr');
  await rows.first().waitFor();
  const told = (await rows.allTextContents()).map((row) => row.replace(/\s+/g, ' ').trim());
  expect(told).toEqual([
    expect.stringMatching(/^churn-y2 Running 2026-01-01 11:00:00 UTC/),
    'kmeans-x1 ProgramFailed Failed 2026-01-01 10:00:00 UTC 00:05:00 17 Open',
  ]);

  await page.getByRole('button', { name: 'churn-y2' }).click();
  await page.getByRole('log').getByText('the program speaks <b>').waitFor();
  logs[0]?.write('2026-01-01T11:00:02.000000000Z and goes on\n');
  await page.getByRole('log').getByText('and goes on').waitFor();
  phase = 'Succeeded';
  await page.getByText('Succeeded, exit code 0').waitFor();
  for (const log of logs) log.end();
  logs = [];

  await page.getByRole('button', { name: 'All runs' }).click();
  await page.getByRole('button', { name: 'kmeans-x1' }).click();
  await page.getByText('Failed, exit code 17, ProgramFailed').waitFor();
  expect(await page.getByRole('link', { name: 'History server, history of kmeans-x1' }).getAttribute('href')).toBe(
    'https://history.example/history/spark-1/jobs/',
  );
  expect(await page.locator('.picture rect').count()).toBe(3);
  expect(await page.evaluate('window.harmed')).toBeUndefined();
  // What the browser says of an answer that is no.
  expect(complaints.filter((line) => !line.includes('401'))).toEqual([]);
});

it('reads and changes nothing, tells nobody without the token, and nothing that is not ours', async () => {
  const ask = (path: string, given = token): Promise<Response> =>
    fetch(`${url}/v1/runs${path}`, { headers: { authorization: `Bearer ${given}` } });
  for (const path of ['', '/kmeans-x1', '/kmeans-x1/log']) expect((await ask(path, 'x')).status).toBe(401);
  for (const path of ['/not-ours', '/absent', '/..%2Fpods', '/not-ours/log'])
    expect((await ask(path)).status).toBe(404);
  expect((await fetch(`${url}/v1/runs`, { method: 'POST' })).status).toBe(405);
  expect(asked.filter((line) => !line.startsWith('GET '))).toEqual([]);
  expect(asked.filter((line) => line.includes('..'))).toEqual([]);
});

it('draws when the steps of a run began and ended, of a file', async () => {
  const { page } = await open(fromDisk);
  await drop(page, [
    { name: 'run.json', bytes: JSON.stringify({ kind: 'Workflow', apiVersion: 'argoproj.io/v1alpha1', ...failed }) },
  ]);
  await page.getByRole('heading', { name: 'kmeans-x1' }).waitFor();
  const texts = (): Promise<string[]> => page.locator('.picture text').allTextContents();
  const told = await texts();
  expect(told).toEqual(expect.arrayContaining(['submit', '4 min 25 s', 'resolve', '28 s', '5 min']));

  // As Argo writes one with many steps.
  const { nodes, ...status } = failed.status;
  const compressedNodes = gzipSync(JSON.stringify(nodes)).toString('base64');
  const packed = { kind: 'Workflow', metadata: { name: 'packed' }, status: { ...status, compressedNodes } };
  await drop(page, [{ name: 'packed.json', bytes: JSON.stringify(packed) }]);
  await page.getByRole('heading', { name: 'packed' }).waitFor();
  expect(await texts()).toEqual(told);
});
