import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../../src/status-resolver/api.js';
import { ownCodes } from '../../../src/contract.js';
import type { Pod } from '../../../src/status-resolver/pod.js';
import { resolve } from '../../../src/status-resolver/resolve.js';
import type { Clock, Send } from '../../../src/status-resolver/watch.js';
import { type Run, start } from '../program.js';
import { api, config, kubeconfigOf, stopApiServer } from './cluster.js';

const namespace = `resolver-${process.pid}`;
const base = `/api/v1/namespaces/${namespace}`;
const dir = mkdtempSync(join(tmpdir(), 'resolver-real-'));
let least = '';

beforeAll(async () => {
  await api('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  for (const name of ['resolver', 'lister', 'cleaner', 'nobody'])
    await api('POST', `${base}/serviceaccounts`, { metadata: { name } });
  // What docs/status-resolver.md asks for, and nothing else.
  await grant('resolver', ['list', 'watch', 'delete']);
  await grant('lister', ['list']);
  await grant('cleaner', ['list', 'delete']);
  least = await kubeconfigOf(namespace, 'resolver', join(dir, 'resolver'));
});

const grant = async (name: string, verbs: string[]): Promise<void> => {
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const rules = [
    { apiGroups: [''], resources: ['pods'], verbs },
    { apiGroups: [''], resources: ['events'], verbs: ['list'] },
  ];
  await api('POST', `${rbac}/roles`, { metadata: { name }, rules });
  await api('POST', `${rbac}/rolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
};

const table: string[] = [];
afterAll(async () => {
  await api('DELETE', `/api/v1/namespaces/${namespace}`);
  rmSync(dir, { recursive: true });
  console.log(['fault | expected | seen | exit | phase | ms | left behind | sentence', ...table].join('\n'));
});

let submissions = 0;

/** One submission with its drivers, as the kubelet, the scheduler and people treat them. */
class Submission {
  readonly id = `submission-${++submissions}`;
  readonly since = Math.floor(Date.now() / 1000);
  /** When the last thing was done to a driver, by performance.now(). */
  doneAt = Number.NaN;
  private names = 0;

  args = (...more: string[]): string[] => [
    `--workflow-uid=${namespace}`,
    `--submission=${this.id}`,
    `--since=${new Date(this.since * 1000).toISOString()}`,
    '--submit-status=Failed',
    ...more,
  ];

  readonly labels = { 'alida.io/workflow-uid': namespace, 'alida.io/submission': this.id };

  driver = async ({ submitted = this.since, scheduled = true, sidecar = false } = {}): Promise<string> => {
    const name = `spark-${this.id}-${++this.names}`;
    await api('POST', `${base}/pods`, {
      metadata: {
        name,
        labels: { ...this.labels, 'spark-role': 'driver', 'alida.io/submitted-at': String(submitted) },
      },
      spec: {
        restartPolicy: 'Never',
        ...(scheduled && { nodeName: 'node-1' }),
        containers: [
          ...(sidecar ? [{ name: 'istio-proxy', image: 'proxy' }] : []),
          {
            name: sidecar ? 'app' : 'spark-kubernetes-driver',
            image: 'kmeans',
            args: ['driver'],
            resources: { limits: { memory: '5734Mi' } },
          },
        ],
      },
    });
    return name;
  };

  status = async (pod: string, status: unknown): Promise<void> => {
    await api('PATCH', `${base}/pods/${pod}/status`, { status });
    this.doneAt = performance.now();
  };

  run = (pod: string, startedAt = now()): Promise<void> =>
    this.status(pod, { phase: 'Running', containerStatuses: [container({ running: { startedAt } })] });

  end = (pod: string, exitCode: number, reason = exitCode === 0 ? 'Completed' : 'Error', off = 0): Promise<void> =>
    this.status(pod, {
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      containerStatuses: [
        container({
          running: null,
          waiting: null,
          terminated: { exitCode, reason, startedAt: now(off), finishedAt: now(off) },
        }),
      ],
    });

  delete = async (pod: string, gracePeriodSeconds: number): Promise<void> => {
    await api('DELETE', `${base}/pods/${pod}`, { gracePeriodSeconds });
    this.doneAt = performance.now();
  };

  /** The program with the least permissions, once it has begun to watch. */
  watch = async (says: RegExp, ...args: string[]) => {
    const program = start(this.args(...args), { KUBECONFIG: least });
    await program.says(says);
    return program;
  };

  left = async (): Promise<string> => {
    const path = `${base}/pods?labelSelector=alida.io%2Fsubmission%3D${this.id}`;
    const pods = ((await api('GET', path)) as { items: Pod[] }).items;
    return (
      pods
        .map(({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? '')))
        .join(', ') || 'nothing'
    );
  };
}

const now = (off = 0): string => new Date(Date.now() + off * 1000).toISOString().replace(/\.\d+/, '');

const container = (state: unknown, name = 'spark-kubernetes-driver'): unknown => ({
  name,
  image: 'kmeans',
  imageID: '',
  ready: false,
  restartCount: 0,
  state,
});

const waiting = (reason: string, message: string): unknown => ({
  phase: 'Pending',
  containerStatuses: [container({ waiting: { reason, message } })],
});

type Expected = [exitCode: number, reason: string, phase: string];
const own = (reason: keyof typeof ownCodes, phase: string): Expected => [ownCodes[reason], reason, phase];

/** A line of the table; fails where expected and seen differ. */
const fault = (
  name: string,
  [exitCode, reason, phase]: Expected,
  message: RegExp,
  act: (submission: Submission) => Promise<Run>,
): void => {
  test(name, async () => {
    const submission = new Submission();
    const run = await act(submission);
    const { outputs } = run;
    const delay = run.endedAt - submission.doneAt;
    table.push(
      [
        name,
        `${exitCode} ${reason}`,
        `${run.exitCode ?? ''} ${outputs.reason ?? ''}`,
        outputs['exit-code'],
        outputs.phase,
        Number.isNaN(delay) ? '' : delay.toFixed(0),
        await submission.left(),
        outputs.message,
      ].join(' | '),
    );
    expect(run.exitCode).toBe(exitCode);
    expect(outputs).toMatchObject({ 'exit-code': String(exitCode), reason, phase });
    expect(outputs.message).toMatch(message);
    expect(run.terminationLog).toBe(outputs.message);
  });
};

for (const code of [0, 1, 3, 75, 143]) {
  const expected: Expected = code === 0 ? [0, 'Completed', 'Succeeded'] : [code, 'Error', 'Failed'];
  fault(`driver exit ${code}`, expected, /driver spark-/, async (it) => {
    const pod = await it.driver();
    await it.run(pod);
    const program = await it.watch(/is running/);
    await it.end(pod, code);
    return program.done;
  });
}

fault('driver exit 3, before the resolver looks', [3, 'Error', 'Failed'], /exit code 3/, async (it) => {
  await it.end(await it.driver(), 3);
  it.doneAt = Number.NaN;
  return start(it.args(), { KUBECONFIG: least }).done;
});

fault('OOMKilled', [137, 'OOMKilled', 'Failed'], /limit 5734Mi; raise spark\.driver\.memoryOverhead/, async (it) => {
  const pod = await it.driver();
  await it.run(pod);
  const program = await it.watch(/is running/);
  await it.end(pod, 137, 'OOMKilled');
  return program.done;
});

fault('a sidecar that never ends', [0, 'Completed', 'Succeeded'], /succeeded/, async (it) => {
  const pod = await it.driver({ sidecar: true });
  const proxy = container({ running: { startedAt: now() } }, 'istio-proxy');
  const app = (state: unknown): unknown => ({ phase: 'Running', containerStatuses: [proxy, container(state, 'app')] });
  await it.status(pod, app({ running: { startedAt: now() } }));
  const program = await it.watch(/is running/);
  const ended = { exitCode: 0, reason: 'Completed', startedAt: now(), finishedAt: now() };
  await it.status(pod, app({ running: null, terminated: ended }));
  return program.done;
});

fault('deleted while running', own('DriverDeleted', 'Failed'), /was deleted .*exit code 143/, async (it) => {
  const pod = await it.driver();
  await it.run(pod);
  const program = await it.watch(/is running/);
  await it.delete(pod, 30);
  await program.says(/is being deleted/);
  await it.end(pod, 143);
  return program.done;
});

fault(
  'deleted while running; the program answers SIGTERM with 0',
  own('DriverDeleted', 'Failed'),
  /exit code 0/,
  async (it) => {
    const pod = await it.driver();
    await it.run(pod);
    const program = await it.watch(/is running/);
    await it.delete(pod, 30);
    await it.end(pod, 0);
    return program.done;
  },
);

fault('deleted by force', own('DriverDeleted', 'Failed'), /was deleted before it ended/, async (it) => {
  const pod = await it.driver();
  await it.run(pod);
  const program = await it.watch(/is running/);
  await it.delete(pod, 0);
  return program.done;
});

fault(
  'never created, or deleted before anyone looked',
  own('DriverNotFound', 'Unknown'),
  /never created/,
  async (it) => start(it.args(), { KUBECONFIG: least }).done,
);

fault('evicted by its node, no container listed', own('Evicted', 'Failed'), /low on resource: memory/, async (it) => {
  const pod = await it.driver();
  await it.run(pod);
  const program = await it.watch(/is running/);
  const message = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 20Mi.';
  await it.status(pod, { $patch: 'replace', phase: 'Failed', reason: 'Evicted', message });
  return program.done;
});

fault('evicted through the eviction API', own('Evicted', 'Failed'), /Eviction API/, async (it) => {
  const pod = await it.driver();
  await it.run(pod);
  const program = await it.watch(/is running/);
  await api('POST', `${base}/pods/${pod}/eviction`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: pod, namespace },
  });
  await program.says(/is being deleted/);
  await it.end(pod, 143);
  return program.done;
});

fault(
  'node lost, the pod collected',
  own('NodeLost', 'Unknown'),
  /node-1: PodGC: node no longer exists/,
  async (it) => {
    const pod = await it.driver();
    await it.run(pod);
    const program = await it.watch(/is running/);
    const lost = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
    };
    await it.status(pod, { phase: 'Failed', conditions: [lost] });
    await it.delete(pod, 0);
    return program.done;
  },
);

fault('unschedulable', own('Unschedulable', 'Pending'), /0\/3 nodes are available/, async (it) => {
  const pod = await it.driver({ scheduled: false });
  const message = '0/3 nodes are available: 3 Insufficient memory.';
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
  await it.status(pod, { conditions });
  it.doneAt = Number.NaN;
  return (await it.watch(/is pending: no node takes it/, '--pending-deadline=3')).done;
});

fault('image pull error', own('ImagePullError', 'Pending'), /image kmeans .*ImagePullBackOff/, async (it) => {
  const pod = await it.driver();
  await it.status(pod, waiting('ImagePullBackOff', 'Back-off pulling image "kmeans"'));
  it.doneAt = Number.NaN;
  return (await it.watch(/is pending: image/, '--pending-deadline=3')).done;
});

fault('a missing Secret', own('ContainerConfigError', 'Pending'), /secret "alida-minio" not found/, async (it) => {
  const pod = await it.driver();
  await it.status(pod, waiting('CreateContainerConfigError', 'secret "alida-minio" not found'));
  it.doneAt = Number.NaN;
  return (await it.watch(/is pending: container/, '--pending-deadline=3')).done;
});

fault(
  'a missing volume',
  own('PendingDeadlineExceeded', 'Pending'),
  /FailedMount: .*configmap "x" not found/,
  async (it) => {
    const pod = await it.driver();
    const { metadata } = (await api('GET', `${base}/pods/${pod}`)) as Pod;
    await api('POST', `${base}/events`, {
      metadata: { name: `${pod}.1` },
      involvedObject: { kind: 'Pod', namespace, name: pod, uid: metadata.uid },
      type: 'Warning',
      reason: 'FailedMount',
      message: 'MountVolume.SetUp failed for volume "x": configmap "x" not found',
      lastTimestamp: now(),
    });
    return (await it.watch(/is pending/, '--pending-deadline=3')).done;
  },
);

fault('longer than allowed', own('RunningDeadlineExceeded', 'Running'), /allowed 3 s/, async (it) => {
  await it.run(await it.driver());
  it.doneAt = Number.NaN;
  return (await it.watch(/is running/, '--running-deadline=3')).done;
});

fault(
  'its own activeDeadlineSeconds',
  own('RunningDeadlineExceeded', 'Failed'),
  /activeDeadlineSeconds/,
  async (it) => {
    const pod = await it.driver();
    await it.run(pod);
    const program = await it.watch(/is running/);
    const terminated = { exitCode: 143, reason: 'Error', startedAt: now(), finishedAt: now() };
    await it.status(pod, {
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
      containerStatuses: [container({ running: null, terminated })],
    });
    return program.done;
  },
);

fault('client lost while the driver runs on', [0, 'Completed', 'Succeeded'], /succeeded/, async (it) => {
  const program = await it.watch(/client was lost/, '--submit-status=Error');
  const pod = await it.driver();
  await it.run(pod);
  await program.says(/is running/);
  await it.end(pod, 0);
  return program.done;
});

fault(
  'two attempts, the first driver still there',
  [3, 'Error', 'Failed'],
  /exit code 3; .*still there: spark-.*-1$/,
  async (it) => {
    await it.run(await it.driver({ submitted: it.since - 60 }));
    const pod = await it.driver();
    await it.run(pod);
    const program = await it.watch(/-2 is running/);
    await it.end(pod, 3);
    return program.done;
  },
);

fault(
  '`argo retry`: a failed driver of before, a new one',
  [0, 'Completed', 'Succeeded'],
  /-2 succeeded/,
  async (it) => {
    await it.end(await it.driver({ submitted: it.since - 60 }), 3);
    const pod = await it.driver();
    await it.run(pod);
    const program = await it.watch(/-2 is running/);
    await it.end(pod, 0);
    return program.done;
  },
);

fault(
  '`argo retry`: a driver of before that succeeded, no new one',
  own('DriverNotFound', 'Unknown'),
  /never created/,
  async (it) => {
    await it.end(await it.driver({ submitted: it.since - 60 }), 0);
    it.doneAt = Number.NaN;
    return start(it.args(), { KUBECONFIG: least }).done;
  },
);

for (const off of [-3600, 3600]) {
  fault(`Argo's clock ${off} s off`, [3, 'Error', 'Failed'], /exit code 3/, async (it) => {
    const pod = await it.driver({ submitted: it.since + off });
    await it.run(pod);
    const program = await it.watch(/is running/, `--since=${now(off)}`);
    await it.end(pod, 3);
    return program.done;
  });

  fault(`the node's clock ${off} s off`, own('RunningDeadlineExceeded', 'Running'), /allowed 3 s/, async (it) => {
    await it.run(await it.driver(), now(off));
    const began = performance.now();
    const program = await it.watch(/is running/, '--running-deadline=3', '--pending-deadline=2');
    const run = await program.done;
    expect(performance.now() - began).toBeGreaterThan(1_000);
    it.doneAt = Number.NaN;
    return run;
  });
}

fault('403: no permission at all', own('Forbidden', 'Unknown'), /nobody" cannot list resource "pods"/, async (it) => {
  const KUBECONFIG = await kubeconfigOf(namespace, 'nobody', join(dir, 'nobody'));
  return start(it.args('--api-timeout=2'), { KUBECONFIG }).done;
});

fault(
  '403: may list, but not watch',
  own('Forbidden', 'Unknown'),
  /lister" cannot watch resource "pods"/,
  async (it) => {
    const KUBECONFIG = await kubeconfigOf(namespace, 'lister', join(dir, 'lister'));
    await it.run(await it.driver());
    it.doneAt = Number.NaN;
    return start(it.args('--api-timeout=2'), { KUBECONFIG }).done;
  },
);

fault('stopped', own('Stopped', 'Unknown'), /stopped by SIGTERM/, async (it) => {
  await it.run(await it.driver());
  const program = await it.watch(/is running/);
  it.doneAt = performance.now();
  program.child.kill('SIGTERM');
  return program.done;
});

fault('API server restarted during the watch', [3, 'Error', 'Failed'], /exit code 3/, async (it) => {
  const pod = await it.driver();
  await it.run(pod);
  const program = await it.watch(/is running/);
  const server = await stopApiServer();
  await program.says(/API server: .*trying again/);
  await server.start();
  await it.end(pod, 3);
  return program.done;
});

fault(
  'API server gone',
  own('ApiUnreachable', 'Unknown'),
  /could not be reached for 3 s: connect ECONNREFUSED/,
  async (it) => {
    await it.run(await it.driver());
    const program = await it.watch(/is running/, '--api-timeout=3');
    it.doneAt = Number.NaN;
    const server = await stopApiServer();
    const run = await program.done;
    await server.start();
    return run;
  },
);

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/** The same follower within this process, where a request or the clock can be tampered with. */
const inProcess = async (
  it: Submission,
  tamper: (send: Send) => Send,
  ours: Clock,
  lines: string[],
  deadline?: number,
) => {
  const stopped = new AbortController();
  const { exitCode, ...outcome } = await resolve(
    {
      namespace,
      workflowUid: namespace,
      submission: it.id,
      since: it.since * 1000,
      submitStatus: 'Failed',
      apiTimeout: 60,
      ...(deadline !== undefined && { pendingDeadline: deadline }),
    },
    tamper(connect(config, stopped.signal)),
    ours,
    (line) => lines.push(line),
  );
  stopped.abort();
  return { exitCode, outcome };
};

test('watch closed with 410', async () => {
  const it = new Submission();
  const pod = await it.driver();
  await it.run(pod);
  const lines: string[] = [];
  let watches = 0;
  // The first watch asks for a version that the server has long forgotten.
  const tamper =
    (send: Send): Send =>
    (method, path, query, seconds) =>
      send(method, path, query.watch && watches++ === 0 ? { ...query, resourceVersion: '1' } : query, seconds);
  const following = inProcess(it, tamper, clock, lines);
  while (watches < 2) await sleep(20);
  await it.end(pod, 3);
  const { exitCode, outcome } = await following;
  table.push(
    `watch closed with 410 | 3 Error | ${exitCode} ${outcome.reason} | ${exitCode} | ${outcome.phase} | | ${await it.left()} | ${outcome.message}`,
  );
  expect(exitCode).toBe(3);
  expect(lines.join('\n')).toMatch(/410 too old resource version/);
});

test.each([-3600, 3600])("the resolver's own clock %i s off", async (off) => {
  const it = new Submission();
  await it.driver();
  const began = performance.now();
  const ours = { ...clock, now: () => Date.now() + off * 1000 };
  const { exitCode, outcome } = await inProcess(it, (send) => send, ours, [], 3);
  const took = performance.now() - began;
  table.push(
    `the resolver's clock ${off} s off | ${ownCodes.PendingDeadlineExceeded} PendingDeadlineExceeded | ${exitCode} ${outcome.reason} | ${exitCode} | ${outcome.phase} | | ${await it.left()} | ${outcome.message}`,
  );
  expect(outcome.reason).toBe('PendingDeadlineExceeded');
  expect(took).toBeGreaterThan(1_500);
  expect(took).toBeLessThan(15_000);
});

test('cleanup deletes the drivers that run on, and keeps the log of the others', async () => {
  const it = new Submission();
  const [lives, waits, failed] = [await it.driver(), await it.driver({ scheduled: false }), await it.driver()];
  await it.run(lives);
  await it.end(failed, 3);
  const clean = (KUBECONFIG: string): Promise<Run> =>
    start(['cleanup', `--workflow-uid=${namespace}`, '--api-timeout=2'], { KUBECONFIG }).done;
  const refused = await clean(await kubeconfigOf(namespace, 'lister', join(dir, 'lister')));
  expect(refused.exitCode).toBe(ownCodes.Forbidden);
  expect(refused.terminationLog).toMatch(/lister" cannot delete resource "pods"/);

  const run = await clean(await kubeconfigOf(namespace, 'cleaner', join(dir, 'cleaner')));
  expect(run.exitCode).toBe(0);
  for (const name of [lives, waits]) expect(run.terminationLog).toContain(name);
  expect(run.terminationLog).not.toContain(failed);
  // The kubelet would confirm the first; no node holds the second.
  expect((await it.left()).split(', ').sort()).toEqual(['Failed', 'Terminating']);
  table.push(`cleanup | 0 Completed | ${run.exitCode ?? ''} Completed | | | | ${await it.left()} | deleted …`);
});

test('memory', async () => {
  const it = new Submission();
  const pod = await it.driver();
  await it.run(pod);
  const program = await it.watch(/is running/);
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${program.child.pid ?? 0}/status`, 'utf8'))?.[1];
  await it.end(pod, 0);
  await program.done;
  table.push(`peak memory | ≤ 80 MB | ${Math.round(Number(peak) / 1024)} MB`);
  expect(Number(peak) / 1024).toBeLessThan(80);
});
