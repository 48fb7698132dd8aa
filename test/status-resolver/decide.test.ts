import { describe, expect, test } from 'vitest';
import { decide, see, type Seen, type View } from '../../src/status-resolver/decide.js';
import { ownCodes } from '../../src/contract.js';
import type { Reason } from '../../src/status-resolver/outcome.js';
import type { Pod } from '../../src/status-resolver/pod.js';
import { at, driver, ended, running, start, terminated, waiting, withCondition } from './pods.js';

const view = (pods: readonly (Pod | Seen)[], more: Partial<View> = {}): View => ({
  now: start + 60_000,
  started: start + 30_000,
  since: start,
  submitStatus: 'Failed',
  pods: pods.map((one) => ('pod' in one ? one : { pod: one, gone: false })),
  events: [],
  ...more,
});

const gone = (pod: Pod): Seen => ({ pod, gone: true });
const deleting = { deletionTimestamp: at(90) };
const mesh = { name: 'istio-proxy', state: { running: {} } };

describe('a program that ended by itself', () => {
  test.each(Array.from({ length: 256 }, (_, code) => code))('exit code %i is the verdict', (code) => {
    const outcome = decide(view([ended(code)]));
    expect(outcome).toMatchObject({
      exitCode: code,
      phase: code === 0 ? 'Succeeded' : 'Failed',
      reason: code === 0 ? 'Completed' : 'Error',
      startedAt: at(10),
      finishedAt: at(20),
    });
  });

  test.each([-1, 256, 512, 3221225477])('%i is no exit status of a process, and not 0 either', (code) => {
    expect(decide(view([ended(code)]))).toMatchObject({ exitCode: 255, reason: 'Error' });
  });
});

const own = (reason: keyof typeof ownCodes): { exitCode: number; reason: Reason } => ({
  exitCode: ownCodes[reason],
  reason,
});

const unreachable = 'Taint manager: deleting due to NoExecute taint';
const evicted = { reason: 'Evicted', message: 'The node was low on resource: memory.' };
const deadline = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

test.each<[string, View, object, RegExp]>([
  [
    'out of memory',
    view([ended(137, { reason: 'OOMKilled' })]),
    { exitCode: 137, reason: 'OOMKilled', phase: 'Failed' },
    /^driver spark-1 ran out of memory: 137 OOMKilled, limit 5734Mi; raise spark\.driver\.memoryOverhead/,
  ],
  [
    'a child process out of memory, the program fine',
    view([ended(0, { reason: 'OOMKilled' })]),
    { exitCode: 0, reason: 'Completed' },
    /lack of memory/,
  ],
  ['killed by a signal', view([ended(137)]), { exitCode: 137, reason: 'Error' }, /137 \(SIGKILL\)/],
  ['its log is named', view([ended(3)]), { exitCode: 3 }, /kubectl logs -n alida spark-1 -c spark-kubernetes-driver$/],
  [
    'its exception, not its log',
    view([ended(3, { message: 'Traceback (most recent call last):\n  File "x"\nKeyError: k\n' })]),
    { exitCode: 3 },
    /failed with exit code 3: KeyError: k$/,
  ],
  [
    'a sidecar that never ends',
    view([driver({ phase: 'Running', state: terminated(0), others: [mesh] })]),
    { exitCode: 0, reason: 'Completed', phase: 'Succeeded' },
    /succeeded/,
  ],
  [
    'a sidecar that failed beside a program that did not',
    view([ended(0, {}, { phase: 'Failed', others: [{ name: 'log', state: terminated(9) }] })]),
    { exitCode: 0, reason: 'Completed' },
    /succeeded/,
  ],
  [
    "the pod template's own container, after a sidecar",
    view([driver({ phase: 'Running', container: 'app', state: terminated(3), others: [mesh] })]),
    { exitCode: 3, reason: 'Error' },
    /-c app$/,
  ],
  ['deleted after its end was seen', view([gone(ended(3))]), { exitCode: 3, reason: 'Error' }, /exit code 3/],
  [
    'deleted, but its own error came first',
    view([gone(ended(4, {}, { metadata: deleting }))]),
    { exitCode: 4, reason: 'Error' },
    /exit code 4/,
  ],
  [
    'deleted while running',
    view([gone(running())]),
    { ...own('DriverDeleted'), phase: 'Failed' },
    /was deleted before it ended/,
  ],
  [
    'deleted while running, ended by SIGTERM',
    view([ended(143, {}, { metadata: deleting })]),
    own('DriverDeleted'),
    /was deleted .*exit code 143/,
  ],
  [
    'deleted while running, a sidecar not ended yet',
    view([driver({ phase: 'Running', state: terminated(143), others: [mesh], metadata: deleting })]),
    own('DriverDeleted'),
    /exit code 143/,
  ],
  [
    'deleted while running, and a program that answers SIGTERM with 0',
    view([ended(0, {}, { metadata: deleting })]),
    own('DriverDeleted'),
    /exit code 0/,
  ],
  [
    'the same with a child process out of memory',
    view([ended(0, { reason: 'OOMKilled' }, { metadata: deleting })]),
    own('DriverDeleted'),
    /exit code 0/,
  ],
  [
    'out of memory while being deleted',
    view([ended(137, { reason: 'OOMKilled' }, { metadata: deleting })]),
    { exitCode: 137, reason: 'OOMKilled' },
    /ran out of memory/,
  ],
  [
    'evicted, the container list empty',
    view([driver({ phase: 'Failed', status: { ...evicted, containerStatuses: [] } })]),
    { ...own('Evicted'), phase: 'Failed' },
    /was evicted: The node was low on resource: memory/,
  ],
  [
    'evicted with a killed container',
    view([ended(137, {}, { status: { ...evicted, containerStatuses: ended(137).status?.containerStatuses ?? [] } })]),
    own('Evicted'),
    /exit code 137/,
  ],
  [
    'evicted by the eviction API',
    view([
      gone(
        running({
          status: { ...withCondition('DisruptionTarget', 'True', 'EvictionByEvictionAPI', 'Eviction API: evicting') },
        }),
      ),
    ]),
    own('Evicted'),
    /Eviction API/,
  ],
  [
    'taken back by its queue',
    view([gone(running({ status: withCondition('TerminationTarget', 'True', 'Preempted', 'Preempted by Kueue') }))]),
    own('Evicted'),
    /was evicted: Preempted by Kueue/,
  ],
  [
    'preempted',
    view([
      gone(
        running({
          status: {
            ...withCondition(
              'DisruptionTarget',
              'True',
              'PreemptionByScheduler',
              'preempting to accommodate a higher priority pod',
            ),
          },
        }),
      ),
    ]),
    own('Evicted'),
    /higher priority/,
  ],
  [
    'its node lost, the pod collected',
    view([
      driver({
        phase: 'Failed',
        status: { ...withCondition('DisruptionTarget', 'True', 'DeletionByPodGC', 'PodGC: node no longer exists') },
      }),
    ]),
    { ...own('NodeLost'), phase: 'Unknown' },
    /was lost with node node-1: PodGC/,
  ],
  [
    'its node lost, in the words of old Kubernetes',
    view([driver({ phase: 'Unknown', status: { reason: 'NodeLost', message: 'Node node-1 is unresponsive' } })]),
    own('NodeLost'),
    /unresponsive/,
  ],
  [
    'its node lost, the deletion never confirmed',
    view([
      running({
        metadata: { deletionTimestamp: at(-1) },
        status: { ...withCondition('DisruptionTarget', 'True', 'DeletionByTaintManager', unreachable) },
      }),
    ]),
    own('NodeLost'),
    /may still run there/,
  ],
  [
    'tainted away by a node that lives',
    view([
      ended(
        143,
        {},
        {
          metadata: deleting,
          status: {
            ...withCondition('DisruptionTarget', 'True', 'DeletionByTaintManager', unreachable),
            containerStatuses: ended(143).status?.containerStatuses ?? [],
          },
        },
      ),
    ]),
    own('Evicted'),
    /NoExecute taint/,
  ],
  [
    'refused by its node',
    view([
      driver({
        phase: 'Failed',
        status: { reason: 'OutOfmemory', message: 'Node did not have enough resource: memory' },
      }),
    ]),
    { ...own('PodFailed'), phase: 'Failed' },
    /OutOfmemory: Node did not have enough/,
  ],
  [
    'an init container failed',
    view([
      driver({
        phase: 'Failed',
        init: [{ name: 'fetch', state: terminated(2, { message: 'no bucket' }) }],
        state: { waiting: { reason: 'PodInitializing' } },
      }),
    ]),
    own('InitContainerFailed'),
    /init container fetch failed with exit code 2: no bucket/,
  ],
  [
    'its command does not exist',
    view([ended(128, { reason: 'StartError', message: 'exec: "/opt/entrypoint.sh": no such file or directory' })]),
    own('StartError'),
    /no such file/,
  ],
  [
    'its container was not found again',
    view([ended(137, { reason: 'ContainerStatusUnknown' })]),
    own('Unknown'),
    /not known/,
  ],
  ['a pod that succeeded but names no container', view([driver({ phase: 'Succeeded' })]), own('Unknown'), /not known/],
  [
    'its own deadline, while running',
    view([ended(143, {}, { status: { ...deadline, containerStatuses: ended(143).status?.containerStatuses ?? [] } })]),
    own('RunningDeadlineExceeded'),
    /activeDeadlineSeconds/,
  ],
  [
    'its own deadline, before it ran',
    view([driver({ phase: 'Failed', status: deadline })]),
    own('PendingDeadlineExceeded'),
    /did not run within/,
  ],
  [
    'its own deadline, before its image was there: the kubelet invents an end',
    view([
      driver({
        phase: 'Failed',
        status: deadline,
        state: { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown' } },
      }),
    ]),
    { ...own('PendingDeadlineExceeded'), startedAt: '' },
    /did not run within its activeDeadlineSeconds$/,
  ],
  [
    'longer than allowed',
    view([running()], { now: start + 70_000, runningDeadline: 60 }),
    { ...own('RunningDeadlineExceeded'), phase: 'Running', startedAt: at(10) },
    /allowed 60 s/,
  ],
  [
    'unschedulable',
    view(
      [
        driver({
          status: {
            ...withCondition(
              'PodScheduled',
              'False',
              'Unschedulable',
              '0/3 nodes are available: 3 Insufficient memory.',
            ),
          },
        }),
      ],
      { pendingDeadline: 59 },
    ),
    { ...own('Unschedulable'), phase: 'Pending' },
    /after the allowed 59 s: no node takes it: 0\/3 nodes/,
  ],
  [
    'no image',
    view([waiting('ImagePullBackOff', 'Back-off pulling image "kmeans:1"')], { pendingDeadline: 59 }),
    own('ImagePullError'),
    /image kmeans:1 of container spark-kubernetes-driver cannot be pulled: ImagePullBackOff/,
  ],
  [
    "a sidecar's image",
    view(
      [
        driver({
          others: [
            { name: 'log', image: 'log:1', state: { waiting: { reason: 'ErrImagePull', message: 'not found' } } },
          ],
        }),
      ],
      { pendingDeadline: 59 },
    ),
    own('ImagePullError'),
    /image log:1 of container log/,
  ],
  [
    'an image that can never be pulled, at once',
    view([waiting('InvalidImageName', 'couldn\'t parse image name "docker://x"')]),
    own('ImagePullError'),
    /does not run: image kmeans:1 .*couldn't parse/,
  ],
  [
    'a missing Secret',
    view([waiting('CreateContainerConfigError', 'secret "alida-minio" not found')], { pendingDeadline: 59 }),
    own('ContainerConfigError'),
    /secret "alida-minio" not found/,
  ],
  [
    'a missing volume, told by an event alone',
    view([waiting('ContainerCreating', '')], {
      pendingDeadline: 59,
      events: [
        { at: start, text: 'FailedMount: old' },
        { at: start + 1, text: 'FailedMount: secret "ca" not found' },
      ],
    }),
    own('PendingDeadlineExceeded'),
    /secret "ca" not found/,
  ],
  [
    'pending for no known reason',
    view([driver()], { pendingDeadline: 59 }),
    own('PendingDeadlineExceeded'),
    /gives no reason/,
  ],
  ['never created', view([]), { ...own('DriverNotFound'), phase: 'Unknown' }, /never created, or was deleted$/],
  ['never created, the client lost', view([], { submitStatus: 'Error' }), own('DriverNotFound'), /never created/],
  [
    'gone after a success that only the client saw',
    view([], { submitStatus: 'Succeeded' }),
    own('DriverNotFound'),
    /proves nothing/,
  ],
  [
    'never created, and the client says why',
    view([
      {
        ...driver({ name: 'client', metadata: { labels: {} } }),
        status: {
          containerStatuses: [
            { name: 'main', state: terminated(75, { message: 'pods is forbidden: exceeded quota\n' }) },
          ],
        },
      },
    ]),
    own('DriverNotFound'),
    /the client ended with exit code 75: pods is forbidden: exceeded quota$/,
  ],
  [
    'given up by the client, which says why',
    view([
      {
        ...driver({ name: 'client', metadata: { labels: {} } }),
        status: {
          containerStatuses: [
            { name: 'main', state: terminated(75, { message: 'ImagePullError: kmeans:1: denied\n' }) },
          ],
        },
      },
    ]),
    own('ImagePullError'),
    /^kmeans:1: denied$/,
  ],
  [
    'only a driver of before `argo retry`',
    view([ended(0)], { since: start + 600_000 }),
    own('DriverNotFound'),
    /never created/,
  ],
  [
    'two attempts: the newest counts',
    view(
      [
        ended(3, {}, { name: 'spark-2', submitted: 40, created: 30 }),
        ended(0, {}, { name: 'spark-1', submitted: 0, created: 31 }),
      ],
      { since: start + 40_000 },
    ),
    { exitCode: 3 },
    /^driver spark-2 failed with exit code 3;.*-driver$/,
  ],
  [
    'two attempts, the first driver still there',
    view([running(), ended(0, {}, { name: 'spark-2', submitted: 40 })], { since: start + 40_000 }),
    { exitCode: 0, reason: 'Completed' },
    /spark-2 succeeded; an earlier attempt's driver is still there: spark-1$/,
  ],
  [
    'submitted in the second before its attempt was stamped',
    view([ended(7, {}, { submitted: -1 })]),
    { exitCode: 7 },
    /exit code 7/,
  ],
])('%s', (_, seen, expected, message) => {
  const outcome = decide(seen);
  expect(outcome).toMatchObject(expected);
  expect(outcome.message).toMatch(message);
  expect(outcome.message).not.toContain('\n');
});

test.each<[string, View, number, RegExp]>([
  ['running', view([running()]), Infinity, /is running$/],
  [
    'running, with the address of its UI',
    view([running({ metadata: { annotations: { 'alida.io/ui': 'https://spark.example/spark-1/' } } })]),
    Infinity,
    /is running; its UI: https:\/\/spark\.example\/spark-1\/$/,
  ],
  ['running, with a deadline', view([running()], { runningDeadline: 100 }), start + 110_000, /is running/],
  [
    'pending without a deadline',
    view([waiting('ImagePullBackOff', 'denied')]),
    Infinity,
    /is pending: image .* denied/,
  ],
  ['pending', view([driver()], { pendingDeadline: 100 }), start + 101_000, /is pending$/],
  [
    'a sidecar runs, the driver not yet',
    view([driver({ phase: 'Running', others: [mesh], state: { waiting: { reason: 'ContainerCreating' } } })], {
      runningDeadline: 1,
    }),
    Infinity,
    /is pending/,
  ],
  [
    'a sidecar ended, the driver not',
    view([running({ others: [{ name: 'log', state: terminated(1) }] })]),
    Infinity,
    /is running/,
  ],
  ['being deleted', view([running({ metadata: deleting })]), start + 150_000, /is being deleted/],
  [
    'none yet, the client just lost',
    view([], { submitStatus: 'Error', now: start + 31_000 }),
    start + 40_000,
    /client was lost/,
  ],
])('waits: %s', (_, seen, until, message) => {
  const step = decide(seen);
  expect(step).toMatchObject({ until });
  expect(step.message).toMatch(message);
});

test.each([-3600, 3600])("a node's clock %i s off moves the running deadline by no more than the pod's age", (off) => {
  const pod = running({ state: { running: { startedAt: at(10 + off) } } });
  const since = { pod, gone: false, runningSince: start + 10_000 };
  expect(decide(view([since], { now: start + 40_000, runningDeadline: 60 }))).toHaveProperty('until');
  expect(decide(view([since], { now: start + 71_000, runningDeadline: 60 }))).toMatchObject(
    own('RunningDeadlineExceeded'),
  );
});

describe('what is seen over time', () => {
  const over = (now: number, first: Pod, ...more: Pod[]): Seen =>
    more.reduce(
      (seen, pod, index) => see(seen, pod, false, now + (index + 1) * 100_000),
      see(undefined, first, false, now),
    );
  const pull = (message: string, reason = 'ErrImagePull') => waiting(reason, message);
  const backoff = pull('Back-off pulling image "kmeans:1"', 'ImagePullBackOff');
  const gated = driver({ status: withCondition('PodScheduled', 'False', 'SchedulingGated', 'in queue q') });

  test('what a scheduler with queues of its own has not placed waits in one', () => {
    const held = driver({ status: withCondition('PodScheduled', 'False', 'Unschedulable', 'no room in queue q') });
    const inQueue = { ...held, spec: { ...held.spec, nodeName: undefined, schedulerName: 'volcano' } };
    const deadlines = { pendingDeadline: 1800 };
    const later = { now: start + 90_000_000, ...deadlines };
    const step = decide(view([over(start, inQueue, inQueue)], later));
    expect(step).toEqual({ until: Infinity, message: 'driver spark-1 waits in a queue: no room in queue q' });
    const silent = { ...inQueue, status: { phase: 'Pending' } };
    expect(decide(view([over(start, silent)], later))).toMatchObject({
      message: 'driver spark-1 waits in a queue: volcano holds it',
    });
    // Once it has a node, it has the time that any driver has.
    const placed = driver({ status: withCondition('PodScheduled', 'True', '', '') });
    const seen = over(start, inQueue, placed);
    expect(decide(view([seen], { now: start + 200_000, ...deadlines }))).toMatchObject({ until: start + 1_801_000 });
  });

  test('an image that is not there has the deadline of images, in the words that say most', () => {
    const seen = over(start, pull('kmeans:1: not found'), backoff, backoff);
    const deadlines = { imageDeadline: 300, pendingDeadline: 1800 };
    expect(decide(view([seen], { now: start + 299_000, ...deadlines }))).toMatchObject({ until: start + 300_000 });
    const outcome = decide(view([seen], { now: start + 300_000, ...deadlines }));
    expect(outcome).toMatchObject({ ...own('ImagePullError'), alive: { name: 'spark-1', uid: 'uid-of-spark-1' } });
    expect(outcome.message).toMatch(/after the allowed 300 s: .*kmeans:1: not found$/);
  });

  test.each([
    'dial tcp: i/o timeout',
    'lookup registry: no such host',
    'received unexpected HTTP status: 503 Service Unavailable',
  ])('an image that may come has the deadline of nodes: %s', (message) => {
    const seen = over(start, pull(message), backoff);
    const step = decide(view([seen], { now: start + 900_000, imageDeadline: 300, pendingDeadline: 1800 }));
    expect(step).toMatchObject({ until: start + 1_801_000 });
  });

  test.each([
    'unauthorized: authentication required',
    'pull access denied, repository does not exist or may require authorization',
    'failed to resolve reference "r/kmeans:1": 403 Forbidden',
    'no match for platform in manifest: not found',
    'manifest unknown',
  ])('an image that is not for us: %s', (message) => {
    expect(over(start, pull(message)).stuck).toBeDefined();
  });

  test("an image's own name says nothing", () => {
    const pod = waiting('ErrImagePull', 'kmeans:1: i/o timeout');
    expect(over(start, pod).stuck).toBeUndefined();
    const named = {
      ...pod,
      status: {
        containerStatuses: [
          {
            name: 'x',
            image: 'denied/not found',
            state: { waiting: { reason: 'ErrImagePull', message: 'denied/not found: i/o timeout' } },
          },
        ],
      },
    };
    expect(over(start, named).stuck).toBeUndefined();
  });

  test('what was mended is forgotten', () => {
    expect(over(start, pull('not found'), waiting('ContainerCreating', '')).stuck).toBeUndefined();
  });

  test('a queue holds a driver as long as it likes; deadlines begin when it lets go', () => {
    const deadlines = { imageDeadline: 1, pendingDeadline: 1 };
    expect(decide(view([over(start, gated)], { now: start + 9e9, ...deadlines }))).toMatchObject({ until: Infinity });
    const seen = over(start, gated, gated, driver());
    expect(decide(view([seen], { now: start + 100_500, ...deadlines }))).toMatchObject({ until: start + 101_000 });
  });

  test('a Secret of a volume is missing, as an event tells that is recent', () => {
    const event = { at: start + 290_000, text: 'FailedMount: MountVolume.SetUp failed: secret "ca" not found' };
    const deadlines = { imageDeadline: 300, events: [event] };
    expect(decide(view([driver()], { now: start + 301_000, ...deadlines }))).toMatchObject(own('ContainerConfigError'));
    const old = { ...deadlines, events: [{ ...event, at: start }] };
    expect(decide(view([driver()], { now: start + 301_000, ...old }))).toHaveProperty('until');
  });

  test('a driver that the client judged and deleted ended as the client says, gone or not', () => {
    const client = {
      ...driver({ name: 'client', metadata: { labels: {} } }),
      status: { containerStatuses: [{ name: 'main', state: terminated(1, { message: 'Unschedulable: 0/3 nodes' }) }] },
    };
    for (const pod of [gone(running()), running({ metadata: deleting })]) {
      expect(decide(view([pod, client]))).toMatchObject({ ...own('Unschedulable'), message: '0/3 nodes' });
    }
    expect(decide(view([running(), client]))).toHaveProperty('until');
  });
});

test('every code of ours is its own, and none is a success', () => {
  const codes = Object.values(ownCodes);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => code > 0 && code < 256)).toBe(true);
});
