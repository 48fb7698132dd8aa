import { KubeConfig } from '@kubernetes/client-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { connect } from '../../src/status-resolver/api.js';
import { prepare } from '../../src/status-resolver/prepare.js';
import { fakeApiServer, list, refuse, type Script } from './fake-api-server.js';

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

const given = {
  workflowName: 'run',
  workflowUid: 'wf-1',
  submission: 'abc',
  submittedAt: '1767225700',
  service: 'k-means',
  master: 'k8s://https://kubernetes.default.svc',
  serviceAccount: 'argo-workflow',
  podName: 'run-spark-client-123',
  runningDeadline: undefined,
};
const clock = { now: () => Date.now(), sleep: (ms: number) => sleep(ms) };

const preparing = async (account: string | undefined, create?: Script['create']) => {
  const server = await fakeApiServer({ list: [list()], watch: [], ...(create && { create }) });
  closers.push(server.close);
  const config = new KubeConfig();
  config.loadFromFile(server.kubeconfig);
  const conf =
    account === undefined ? '' : `--conf=spark.kubernetes.authenticate.executor.serviceAccountName=${account}\n`;
  const values = {
    'spark-submit-args': `--name=x\n${conf}local:///app/main.py\n`,
    'run-time-args': '',
    'application-args': '',
    'pod-template': 'apiVersion: v1\nkind: Pod\nspec:\n  restartPolicy: Never\n',
  };
  const text = Object.entries(values)
    .map(([name, value]) => `${name}=${btoa(value)}`)
    .join('\n');
  const place = { namespace: 'alida', workflowUid: 'wf-1', apiTimeout: 1 };
  const files = await prepare(given, [String(text.length), text], place, connect(config), clock, () => undefined);
  return { files, asked: server.requests.filter(({ kind }) => kind === 'create') };
};

const missing =
  'pods "x" is forbidden: error looking up service account alida/nobody: serviceaccount "nobody" not found';

test('a missing service account of executors is told before there is a driver', async () => {
  const { asked, files } = await preparing('nobody', [refuse(403, missing)]);
  expect(files).toEqual({
    refused: "there is no service account nobody in alida, which executors are to run as: 'alida-argo rbac' prints it",
  });
  expect(asked.map(({ url }) => url)).toEqual(['/api/v1/namespaces/alida/pods?dryRun=All']);
  expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ spec: { serviceAccountName: 'nobody' } });
});

test.each([
  ['it is there', refuse(201, '')],
  [
    'another admission refuses that pod',
    refuse(403, 'pods "x" is forbidden: violates PodSecurity "restricted:latest"'),
  ],
  ['a webhook knows no dry run', refuse(400, 'admission webhook "x" does not support dry run')],
])('executors may come where %s', async (_, answer) => {
  expect(Object.keys((await preparing('spark-executor', [answer])).files)).toContain('driver');
});

test.each([[undefined], ['argo-workflow']])(
  'nothing is asked where executors have the driver\u2019s: %s',
  async (account) => {
    expect((await preparing(account)).asked).toEqual([]);
  },
);
