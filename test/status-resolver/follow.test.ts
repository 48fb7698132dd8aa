import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { followCodes } from '../../src/contract.js';
import { type Exchange, fakeApiServer, list, refuse, type Script, watch } from './fake-api-server.js';
import { at, driver, ended, running, start as startOfTests, waiting, withCondition } from './pods.js';
import { type Run, start } from './program.js';

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

const submitted = { driver: 'spark-1', 'exit-code': '0', log: 'INFO all is well\n' };

/** Follows a driver, beside what the init containers left. */
const begin = async (script: Script, left: Readonly<Record<string, string>> = submitted, ...args: string[]) => {
  const server = await fakeApiServer(script);
  const folder = mkdtempSync(join(tmpdir(), 'follow-'));
  closers.push(server.close, () => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries(left)) writeFileSync(join(folder, name), text);
  const all = ['follow', '--workflow-uid=wf-1', '--submission=abc', `--folder=${folder}`, ...args];
  const program = start(all, { KUBECONFIG: server.kubeconfig, POD_NAME: 'client-1' });
  return { ...program, ...server, folder };
};

const follow = async (
  script: Script,
  left?: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<Run & { requests: Awaited<ReturnType<typeof begin>>['requests'] }> => {
  const { done, requests } = await begin(script, left, ...args);
  return { ...(await done), requests };
};

const stamp = (seconds: number, nanos = 0): string => at(seconds).replace('Z', `.${String(nanos).padStart(9, '0')}Z`);

/** A log of the kubelet's that is at its end. */
const log =
  (...lines: string[]) =>
  ({ answer }: Exchange): void => {
    answer.end(lines.map((line, index) => `${stamp(20, index)} ${line}`).join(''));
  };

const modified = (object: unknown) => ({ type: 'MODIFIED', object });
const done = refuse(200, '');
const client = (more: object = {}) =>
  driver({
    name: 'client-1',
    container: 'main',
    metadata: { labels: {}, creationTimestamp: new Date().toISOString(), ...more },
  });
const real = (name: string): string => readFileSync(join(import.meta.dirname, 'spark-submit', `${name}.log`), 'utf8');

describe.concurrent('follow', () => {
  test("gives the driver's log out, then its end, and marks it as told", async () => {
    const run = await follow({
      list: [list(running())],
      watch: [watch(modified(ended(0)))],
      log: [log('k = 3\n', 'silhouette 0.71\n')],
      patch: [done],
    });
    expect(run.stdout).toBe('k = 3\nsilhouette 0.71\nCompleted: driver spark-1 succeeded\n');
    expect(run).toMatchObject({ exitCode: 0, terminationLog: 'Completed: driver spark-1 succeeded', outputs: {} });
    const asked = run.requests.find(({ kind }) => kind === 'log');
    expect(asked?.url).toBe(
      '/api/v1/namespaces/alida/pods/spark-1/log?container=spark-kubernetes-driver&follow=true&timestamps=true',
    );
    const told = run.requests.find(({ kind }) => kind === 'patch');
    expect(told?.url).toBe('/api/v1/namespaces/alida/pods/spark-1');
    expect(JSON.parse(told?.body ?? '')).toEqual({
      metadata: { uid: 'uid-of-spark-1', labels: { 'alida.io/told': 'true' } },
    });
  });

  test.each<[string, Script, number, RegExp]>([
    [
      'a program that failed: its exception',
      {
        list: [
          list(ended(3, { message: 'Traceback (most recent call last):\nValueError: k\n26/01/01 00:00:00 INFO X: y' })),
        ],
        watch: [],
      },
      followCodes.Failed,
      /^Error: driver spark-1 failed with exit code 3: ValueError: k$/,
    ],
    ...[75, 137, 143].map((code): [string, Script, number, RegExp] => [
      `a program that exits with ${code} is no infrastructure`,
      { list: [list(ended(code))], watch: [] },
      followCodes.Failed,
      new RegExp(`^Error: .* exit code ${code}`),
    ]),
    [
      'a driver that was deleted',
      { list: [list(running())], watch: [watch({ type: 'DELETED', object: running() })] },
      followCodes.Infrastructure,
      /^DriverDeleted: /,
    ],
    ['a driver that is gone', { list: [list()], watch: [] }, followCodes.Infrastructure, /^DriverDeleted: /],
    [
      'an end whose exit code nobody knows',
      { list: [list(driver({ phase: 'Succeeded' }))], watch: [] },
      followCodes.Unknown,
      /^Unknown: /,
    ],
  ])('ends after %s', async (_, script, exitCode, message) => {
    const run = await follow(script);
    expect(run.exitCode).toBe(exitCode);
    expect(run.terminationLog).toMatch(message);
  });

  // What the kubelet keeps of a log's end holds nothing but the stack.
  const stack = Array.from({ length: 60 }, (_, index) => `\tat org.apache.spark.Frame${index}.run(Frame.java)`);
  const cut = () => list(ended(1, { message: stack.slice(-30).join('\n') }));
  const whole = ['k = 3', 'Exception in thread "main" java.io.IOException: no bucket', ...stack].join('\n');

  const asked =
    (answers: (exchange: Exchange) => void) =>
    (exchange: Exchange): void => {
      (exchange.query.has('follow') ? log('k = 3\n') : answers)(exchange);
    };

  test('an exception above a long stack is found in the log', async () => {
    const run = await follow({
      list: [cut()],
      watch: [],
      log: [
        asked(({ answer, query }) => {
          answer.end(query.get('container') === 'spark-kubernetes-driver' ? whole : '');
        }),
      ],
    });
    expect(run.terminationLog).toBe('Error: driver spark-1 failed with exit code 1: java.io.IOException: no bucket');
  });

  test.each<[string, (exchange: Exchange) => void]>([
    ['may not be read', refuse(403, 'no')],
    ['is gone', refuse(404, 'pods "spark-1" not found')],
    ['is empty', ({ answer }) => answer.end()],
    ['breaks off', ({ answer }) => answer.destroy()],
  ])('an exception above a long stack is left unsaid where the log %s', async (_, answers) => {
    const run = await follow({ list: [cut()], watch: [], log: [asked(answers)] });
    expect(run.exitCode).toBe(followCodes.Failed);
    expect(run.terminationLog).toMatch(
      /exit code 1; its log: kubectl logs -n alida spark-1 -c spark-kubernetes-driver$/,
    );
  });

  test('a driver that a newer attempt of the same submission has is not its own', async () => {
    const other = running({ name: 'spark-2', submitted: 9 });
    const run = await follow({ list: [list(other, ended(0))], watch: [] });
    expect(run).toMatchObject({ exitCode: 0, terminationLog: 'Completed: driver spark-1 succeeded' });
  });

  test.each<[string, Script['log'], RegExp]>([
    ['403', [refuse(403, 'User "u" cannot get resource "pods/log"')], /cannot get resource "pods\/log"; let the Role/],
    ['404', [refuse(404, 'pods "spark-1" not found')], /^$/],
    [
      'no node',
      [refuse(404, 'nodes "n" not found')],
      /interrupted: 404 nodes "n" not found.*\n.*could not be read to its end/,
    ],
  ])(
    'without the log the verdict is the same: %s',
    async (_, script = [], says) => {
      const run = await follow({ list: [list(ended(3))], watch: [], log: script });
      expect(run.exitCode).toBe(followCodes.Failed);
      expect(run.stderr).toMatch(says);
    },
    20_000,
  );

  test('goes on with the log where it was interrupted', async () => {
    const first = ({ answer }: Exchange): void => {
      answer.write(`${stamp(20, 1)} one\n${stamp(21, 1)} two\n${stamp(21, 2)} thr`, () => answer.destroy());
    };
    const second = ({ answer }: Exchange): void => {
      answer.end(`${stamp(20, 1)} one\n${stamp(21, 1)} two\n${stamp(21, 2)} three\n${stamp(22)} four`);
    };
    const over = ({ answer }: Exchange): void => {
      answer.end(`${stamp(21, 2)} three\n${stamp(22)} four`);
    };
    const run = await follow({ list: [list(ended(0))], watch: [], log: [first, refuse(502, 'kubelet'), second, over] });
    expect(run.stdout).toBe('one\ntwo\nthree\nfour\nCompleted: driver spark-1 succeeded\n');
    expect(run.stderr).toMatch(/log was interrupted: .*; trying again/);
  });

  test('changes no byte', async () => {
    const bytes = Buffer.concat([
      Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
      Buffer.from('\r\nü\n\n'),
    ]);
    const stamped = bytes.toString('latin1').replace(/[^\n]*\n/g, (line) => `${stamp(20)} ${line}`);
    const run = await follow({
      list: [list(ended(0))],
      watch: [],
      log: [({ answer }) => answer.end(stamped, 'latin1')],
    });
    expect(run.bytes.subarray(0, bytes.length).equals(bytes)).toBe(true);
  });

  test('tells what a driver waits for, each thing once', async () => {
    const unscheduled = (message: string) =>
      modified(driver({ status: withCondition('PodScheduled', 'False', 'Unschedulable', message) }));
    const run = await follow({
      list: [list(driver({ status: withCondition('PodScheduled', 'False', 'SchedulingGated', 'in queue q') }))],
      watch: [
        watch(
          unscheduled('0/3 nodes'),
          unscheduled('0/4 nodes'),
          unscheduled('0/3 nodes'),
          modified(waiting('ErrImagePull', 'i/o timeout')),
          modified(ended(0)),
        ),
      ],
      log: [log()],
    });
    expect(run.stderr.trim().split('\n')).toEqual([
      'driver spark-1 waits in a queue: in queue q',
      'driver spark-1 is pending: no node takes it: 0/3 nodes',
      'driver spark-1 is pending: no node takes it: 0/4 nodes',
      'driver spark-1 is pending: image kmeans:1 of container spark-kubernetes-driver cannot be pulled: ErrImagePull: i/o timeout',
    ]);
  });

  test.each<[string, Script, string[], number, RegExp]>([
    [
      'an image that is not there',
      {
        list: [list(waiting('ErrImagePull', 'kmeans:1: not found'))],
        watch: [watch(modified(waiting('ImagePullBackOff', 'Back-off pulling image "kmeans:1"')))],
      },
      ['--image-deadline=1'],
      followCodes.Refused,
      /^ImagePullError: driver spark-1 does not run after the allowed 1 s: image .*: not found$/,
    ],
    [
      'a missing Secret',
      { list: [list(waiting('CreateContainerConfigError', 'secret "s3" not found'))], watch: [watch()] },
      ['--image-deadline=1'],
      followCodes.Refused,
      /^ContainerConfigError: .*secret "s3" not found$/,
    ],
    [
      'no node',
      {
        list: [list(driver({ status: withCondition('PodScheduled', 'False', 'Unschedulable', '0/3 nodes') }))],
        watch: [watch()],
      },
      ['--image-deadline=1', '--pending-deadline=1'],
      followCodes.Failed,
      /^Unschedulable: .*0\/3 nodes$/,
    ],
    [
      'longer than allowed',
      { list: [list(running())], watch: [watch()], log: [log('one\n')] },
      ['--running-deadline=1'],
      followCodes.Failed,
      /^RunningDeadlineExceeded: /,
    ],
    [
      'executors that never start',
      {
        list: [list(running())],
        watch: [watch()],
        log: [log('one\n')],
        executors: [
          ({ answer, query }) => {
            const pending = query.get('fieldSelector') === 'status.phase=Pending';
            const status = withCondition('PodScheduled', 'False', 'Unschedulable', '0/3 nodes');
            list(...(pending ? [driver({ name: 'exec-1', status })] : []))({ answer, query });
          },
        ],
      },
      ['--executors-deadline=1'],
      followCodes.Failed,
      /^ExecutorsNotStarted: driver spark-1 waits in vain: no executor started within the allowed 1 s, exec-1 is pending: no node takes it: 0\/3 nodes$/,
    ],
  ])('judges and deletes a driver that lives: %s', async (_, script, args, exitCode, message) => {
    const run = await follow({ ...script, remove: [done] }, submitted, ...args);
    expect(run.exitCode).toBe(exitCode);
    expect(run.terminationLog).toMatch(message);
    const removed = run.requests.find(({ kind }) => kind === 'remove');
    expect(removed?.url).toMatch(/\/pods\/spark-1\?/);
    expect(JSON.parse(removed?.body ?? '')).toMatchObject({ preconditions: { uid: 'uid-of-spark-1' } });
  });

  test('says that a driver could not be deleted', async () => {
    const run = await follow(
      { list: [list(waiting('InvalidImageName', 'x'))], watch: [], remove: [refuse(403, 'cannot delete')] },
      submitted,
      '--api-timeout=1',
    );
    expect(run.terminationLog).toMatch(/could not be deleted: may not delete pods \(403\): cannot delete/);
  });
});

describe.concurrent('asked to end', () => {
  const script: Script = { list: [list(running(), client())], watch: [watch()], log: [log('one\n')], remove: [done] };
  const removed = ({ requests }: { requests: { kind: string; body: string }[] }) =>
    requests
      .filter(({ kind }) => kind === 'remove')
      .map(({ body }) => (JSON.parse(body) as { preconditions: object }).preconditions);

  test('by Argo, it deletes the driver', async () => {
    const it = await begin(script);
    await it.says(/is running/);
    it.child.kill('SIGTERM');
    const run = await it.done;
    expect(run.exitCode).toBe(followCodes.Stopped);
    expect(run.terminationLog).toBe('Stopped: stopped by SIGTERM; driver spark-1 was deleted');
    expect(removed(it)).toEqual([{ uid: 'uid-of-spark-1' }]);
  });

  test('by Argo, it leaves a driver that had ended: its log stays', async () => {
    const silent = ({ answer }: Exchange): void => {
      answer.flushHeaders();
    };
    const it = await begin({ list: [list(ended(3))], watch: [watch()], log: [silent] });
    while (!it.requests.some(({ kind }) => kind === 'log')) await sleep(10);
    it.child.kill('SIGTERM');
    const run = await it.done;
    expect(run.exitCode).toBe(followCodes.Stopped);
    expect(removed(it)).toEqual([]);
  });

  test.each<[string, Script, string | undefined]>([
    ['a mark', script, 'evicted'],
    ['its own deletion', { ...script, list: [list(running(), client({ deletionTimestamp: at(9) }))] }, undefined],
    [
      'its own eviction',
      {
        ...script,
        list: [list(running(), { ...client(), status: { phase: 'Failed', reason: 'Evicted' } })],
      },
      undefined,
    ],
  ])('by Kubernetes, it leaves the driver to the next attempt: %s', async (_, by, mark) => {
    const it = await begin(by);
    await it.says(/is running/);
    if (mark !== undefined) writeFileSync(join(it.folder, mark), '');
    it.child.kill('SIGTERM');
    const run = await it.done;
    expect(run.exitCode).toBe(followCodes.Infrastructure);
    expect(run.terminationLog).toMatch(/^Interrupted: .*spark-1 lives on/);
    expect(removed(it)).toEqual([]);
  });
});

describe.concurrent('a submission that failed', () => {
  test.each([
    [
      'psa',
      followCodes.Refused,
      /^SubmissionRefused: there is no driver: pods "spark-d" is forbidden: violates PodSecurity .*"Localhost"\)$/,
    ],
    [
      'label',
      followCodes.Refused,
      /^SubmissionRefused: .*Pod "spark-d" is invalid: metadata.labels: Invalid value: "b c!"/,
    ],
    ['limits', followCodes.Refused, /maximum memory usage per Container is 512Mi, but limit is 1433Mi$/],
    ['nons', followCodes.Refused, /namespaces "nowhere" not found$/],
    [
      'taken',
      followCodes.Infrastructure,
      /^SubmissionFailed: another attempt was quicker.*pods "spark-d" already exists$/,
    ],
    ['badopt', followCodes.Refused, /^SubmissionRefused: there is no driver: Error: Unrecognized option: --nonsense$/],
    ['badconf', followCodes.Refused, /SparkException: Driver memory must be a positive number$/],
    ['badtemplate', followCodes.Refused, /FileNotFoundException: \/nowhere.yaml \(No such file or directory\)$/],
    ['nohost', followCodes.Infrastructure, /^SubmissionFailed: .*UnknownHostException: nohost.invalid$/],
    ['rbac', followCodes.Refused, /User "system:serviceaccount:rbac:nobody" cannot create resource "pods"/],
    ['unauth', followCodes.Infrastructure, /^SubmissionFailed: there is no driver: Unauthorized$/],
    ['tight', followCodes.Refused, /failed quota: need: must specify limits.cpu for: spark-kubernetes-driver$/],
  ])('%s', async (name, exitCode, message) => {
    const left = { driver: 'spark-1', 'exit-code': '1', log: real(name) };
    const run = await follow({ list: [list()], watch: [] }, left);
    expect(run.exitCode).toBe(exitCode);
    expect(run.terminationLog).toMatch(message);
    expect(run.stdout.startsWith(left.log)).toBe(true);
  });
});

describe.concurrent('a quota that is exceeded', () => {
  const left = { driver: 'spark-1', 'exit-code': '1', log: real('quota') };
  const used =
    (memory: string) =>
    ({ answer }: Exchange): void => {
      answer.end(
        JSON.stringify({ status: { hard: { 'requests.memory': '4Gi' }, used: { 'requests.memory': memory } } }),
      );
    };

  test('is waited for until there is room: then another attempt submits', async () => {
    const run = await follow({ list: [list(client())], watch: [], quota: [used('2664Mi'), used('2663Mi')] }, left);
    expect(run.exitCode).toBe(followCodes.Queued);
    expect(run.stderr).toMatch(
      /waiting for room in the quota: .*exceeded quota: compute, requested: requests.memory=1433Mi/,
    );
    expect(run.requests.filter(({ kind }) => kind === 'quota').map(({ url }) => url)).toEqual(
      Array.from({ length: 2 }, () => '/api/v1/namespaces/alida/resourcequotas/compute'),
    );
  }, 20_000);

  test('is waited for no longer than a node is, over all attempts', async () => {
    const seconds = (Date.now() - startOfTests) / 1000;
    const before = {
      ...driver({ name: 'client-0', container: 'main', created: seconds - 60, metadata: { labels: {} } }),
      status: { containerStatuses: [{ name: 'main', state: { terminated: { exitCode: followCodes.Queued } } }] },
    };
    const script = { list: [list(client(), before)], watch: [], quota: [used('4Gi')] };
    const run = await follow(script, left, '--pending-deadline=60');
    expect(run.exitCode).toBe(followCodes.Failed);
    expect(run.terminationLog).toMatch(
      /^QuotaExceeded: there was no room for the driver within the allowed 60 s: .*compute/,
    );
  });
});

test('what spark-submit had made when it failed is deleted: it lacks a part', async () => {
  const run = await follow(
    { list: [list(driver())], watch: [], remove: [done] },
    { driver: 'spark-1', 'exit-code': '143', log: 'killed\n' },
  );
  expect(run.exitCode).toBe(followCodes.Infrastructure);
  expect(run.requests.filter(({ kind }) => kind === 'remove')).toHaveLength(1);
});

test('what the script refuses is told as it is, and nothing is asked', async () => {
  const run = await follow({ list: [], watch: [] }, { driver: 'spark-1', refused: 'no Spark here' });
  expect(run).toMatchObject({ exitCode: followCodes.Refused, terminationLog: 'SubmissionRefused: no Spark here' });
  expect(run.requests).toEqual([]);
});
