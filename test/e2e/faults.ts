// What can go wrong with a driver, against a real kubelet and Argo's real controller; prints fault × expected × seen.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { restricted } from '../../src/kubernetes.js';
import { api, stopApiServer } from '../status-resolver/real/cluster.js';
import {
  apply,
  argo,
  argumentsOf,
  churn,
  churnObjects,
  from,
  items,
  kubectl,
  logs,
  namespace,
  objectStore,
  Run,
  until,
  type Verdict,
} from './cluster.js';
import { named, watchMemory } from './memory.js';

const here = import.meta.dirname;

/** Profiles that differ from the test's own; each makes a WorkflowTemplate of its own name. */
const profiles = {
  usual: { retry: { limit: 1, backoff: { duration: '5s' } } },
  once: { retry: { limit: 0 } },
  impatient: { retry: { limit: 0 }, deadlines: { pending: 60, image: 30, executors: 30 } },
  orphaned: { retry: { limit: 0 }, executorServiceAccount: 'nobody' },
  queued: { retry: { limit: 0 }, pod: { priorityClassName: 'queued' } },
  brief: { retry: { limit: 0 }, deadlines: { running: 60 } },
  slow: { retry: { limit: 1, backoff: { duration: '10m' } } },
  shared: { retry: { limit: 1, backoff: { duration: '5s' } }, runtime: 'shared' },
};

interface Seen extends Verdict {
  /** What is left besides the Workflow's own pods. */
  readonly left: string;
}

interface Fault extends Seen {
  readonly name: string;
  readonly template?: keyof typeof profiles;
  /** What the program is told. */
  readonly program?: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
  /** Called by templateRef from another workflow's DAG. */
  readonly outer?: boolean;
  /** Runs this class of Spark's own instead of the program. */
  readonly javaClass?: string;
  /** What is so before it begins. */
  readonly before?: () => Promise<unknown>;
  /** Whatever became of it. */
  readonly after?: () => Promise<unknown>;
  /** What happens to it. */
  readonly happens?: (run: Run) => Promise<unknown>;
  /** What its node's message holds. */
  readonly message?: string;
  /** What else must be so at the end; what it answers is told. */
  readonly sees?: (run: Run) => Promise<string>;
}

const ready = ['--executors', '--sleep=600'];
const killIn = (pod: string, container: string, script: string): Promise<string> =>
  kubectl('exec', pod, '-c', container, '--', 'bash', '-c', script);
// argoexec is the first process, the follower its child.
const killFollower = (pod: string): Promise<string> => {
  const parent = "require('fs').readFileSync('/proc/' + id + '/stat', 'utf8').split(') ')[1].split(' ')[1]";
  const children = `require('fs').readdirSync('/proc').filter((id) => /^\\d+$/.test(id) && ${parent} === '1')`;
  return kubectl('exec', pod, '-c', 'main', '--', 'node', '-e', `${children}.map((id) => process.kill(id, 'SIGKILL'))`);
};
const evict = (name: string): Promise<unknown> =>
  api('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
  });

/** Drivers that ended, with what belongs to them. */
const drivers = (...states: string[]): string =>
  [...states.map((state) => `driver ${state}`), `${states.length * 2} configmaps`, `${states.length} services`].join(
    ', ',
  );
/** Spark, where it was started, deletes the Service at its end. */
const withExecutors = 'driver Succeeded, 2 configmaps';
/** A run that is ended by Argo's command line while its driver runs. */
const ended = (how: 'stop' | 'terminate'): Omit<Fault, 'name'> => ({
  program: ready,
  happens: async (run) => {
    await run.driver();
    await argo(how, run.name);
  },
  phase: 'Failed',
  client: '143',
  resolver: 'none',
  left: '',
});

/** Numbered lines arrive each once, in their order. */
const eachOnce = (log: string, pattern: RegExp, count: number): void => {
  const found = [...log.matchAll(pattern)];
  const wrong = found.findIndex(([, number], index) => Number(number) !== index);
  const { index: end = 0 } = found[wrong] ?? {};
  const { index: begin = 0 } = found[wrong - 2] ?? {};
  // What stands there, without what fills a line.
  const there = wrong < 0 ? '' : log.slice(begin, end + 100).replace(/\.{10,}/g, '…');
  expect({ lines: found.length, there }).toEqual({ lines: count, there: '' });
};
const ticks = 300;
const sent = async (run: Run): Promise<string> => {
  const log = await run.archived();
  eachOnce(log, /^tick (\d+) /gm, ticks);
  return `${ticks} lines, each once`;
};
/** Arguments of so many KiB together. */
const valuesOf = (size: number): string[] => {
  const parts = Math.ceil(size / 100);
  return Array.from({ length: parts }, () => `--ignored=${'x'.repeat((size << 10) / parts)}`);
};
const arrived =
  (size: number) =>
  async (run: Run): Promise<string> => {
    const [driver] = await run.drivers();
    const log = await kubectl('logs', driver?.metadata.name ?? '', '-c', 'spark-kubernetes-driver');
    const parts = Math.ceil(size / 100);
    expect(/^FAULT (\d+)$/m.exec(log)?.[1]).toBe(String(parts * Math.floor((size << 10) / parts)));
    return `${size} KiB arrived`;
  };
const sparkSubmitArgs = async (change: (text: string) => string): Promise<string> => {
  const path = `{.spec.templates[?(@.name=="main")].inputs.parameters[?(@.name=="spark-submit-args")].default}`;
  return change(await kubectl('get', 'workflowtemplate', 'fault-usual', '-o', `jsonpath=${path}`));
};

const faults: readonly Fault[] = [
  {
    name: 'unschedulable',
    template: 'impatient',
    parameters: { 'spark-kubernetes-driver-node-selector-e2e': 'nowhere' },
    phase: 'Failed',
    client: '1',
    resolver: '210 Unschedulable',
    left: '',
  },
  {
    name: 'registry that cannot be reached',
    template: 'impatient',
    parameters: { 'spark-kubernetes-driver-container-image': 'alida-argo.test/nothing:1' },
    phase: 'Failed',
    client: '78',
    resolver: '209 ImagePullError',
    left: '',
    message: 'alida-argo.test/nothing:1',
  },
  ...Object.entries({ nothing: 'not found', private: '403 Forbidden' }).map(([image, message]) => ({
    name: `image that the registry does not give: ${message}`,
    template: 'impatient' as const,
    parameters: { 'spark-kubernetes-driver-container-image': `localhost:5000/${image}:1` },
    phase: 'Failed',
    client: '78',
    resolver: '209 ImagePullError',
    left: '',
    message,
  })),
  {
    name: 'label that Kubernetes refuses',
    parameters: { 'spark-kubernetes-driver-label-e2e': 'no label' },
    phase: 'Failed',
    client: '78',
    resolver: '217 SubmissionRefused',
    left: '',
    message: 'a valid label must be',
  },
  {
    name: 'Secret is missing',
    template: 'impatient',
    parameters: { 'hash-token-secret': 'nothing' },
    phase: 'Failed',
    client: '78',
    resolver: '208 ContainerConfigError',
    left: '',
    message: 'secret "nothing" not found',
  },
  {
    name: 'runs longer than its deadline',
    template: 'brief',
    program: ['--sleep=600'],
    phase: 'Failed',
    client: '1',
    resolver: '212 RunningDeadlineExceeded',
    // The kubelet ends it, or the follower deletes it: both keep to the same deadline.
    left: [drivers('Failed'), ''].join(' or '),
  },
  {
    name: 'no service account for executors',
    template: 'orphaned',
    program: ready,
    phase: 'Failed',
    client: '78',
    resolver: '217 SubmissionRefused',
    left: '',
    message: 'there is no service account nobody in alida',
  },
  {
    name: 'executors that no node takes',
    template: 'impatient',
    program: ready,
    parameters: { 'spark-kubernetes-executor-node-selector-e2e': 'nowhere' },
    phase: 'Failed',
    client: '1',
    resolver: '220 ExecutorsNotStarted',
    left: '',
  },
  ...[0, 1, 3, 75, 137, 143].map((code) => ({
    name: `program exits ${code}`,
    program: [`--exit=${code}`],
    phase: code === 0 ? 'Succeeded' : 'Failed',
    client: code === 0 ? '0' : '1',
    resolver: code === 0 ? '0 Completed' : `${code} Error`,
    left: drivers(code === 0 ? 'Succeeded' : 'Failed'),
  })),
  {
    name: 'out of memory',
    program: ['--allocate=2000'],
    phase: 'Failed',
    client: '1',
    resolver: '137 OOMKilled',
    left: drivers('Failed'),
  },
  {
    name: 'evicted by the kubelet: too much on a volume',
    program: ['--write=8', '--sleep=600'],
    phase: 'Failed',
    client: '75 75',
    resolver: '203 Evicted',
    left: drivers('Failed', 'Failed'),
  },
  {
    name: 'evicted through the API, as kubectl drain does, then retried',
    program: ['--executors', '--sleep=20'],
    happens: async (run) => evict(await run.driver()),
    phase: 'Succeeded',
    client: '75 0',
    resolver: '0 Completed',
    left: withExecutors,
  },
  {
    name: 'driver deleted while it runs',
    template: 'once',
    program: ready,
    happens: async (run) => kubectl('delete', 'pod', await run.driver()),
    phase: 'Failed',
    client: '75',
    resolver: '202 DriverDeleted',
    left: '',
  },
  {
    name: 'driver killed inside its container: as a program that exits 143',
    program: ['--sleep=20'],
    happens: async (run) => killIn(await run.driver(), 'spark-kubernetes-driver', 'kill -TERM 1'),
    phase: 'Failed',
    client: '1',
    resolver: '143 Error',
    left: drivers('Failed'),
  },
  {
    name: 'sidecar that never ends',
    program: [],
    parameters: {
      'pod-template': stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        spec: {
          restartPolicy: 'Never',
          securityContext: restricted.pod(185),
          containers: [
            { name: 'spark-kubernetes-driver', securityContext: restricted.container },
            {
              name: 'sidecar',
              image: 'alida-argo.test/pause:test',
              imagePullPolicy: 'IfNotPresent',
              securityContext: restricted.container,
            },
          ],
        },
      }),
    },
    phase: 'Succeeded',
    client: '0',
    resolver: '0 Completed',
    left: drivers('Running'),
  },
  {
    name: 'follower killed: the next attempt follows the same driver',
    program: ['--sleep=60', '--exit=3'],
    happens: async (run) => {
      await run.driver();
      await killFollower(await run.client());
    },
    phase: 'Failed',
    client: '137 1',
    resolver: '3 Error',
    left: drivers('Failed'),
  },
  {
    name: "client's pod deleted by force: two attempts alive, one driver",
    program: ['--sleep=60'],
    happens: async (run) => {
      await run.driver();
      await kubectl('delete', 'pod', await run.client(), '--grace-period=0', '--force');
    },
    phase: 'Succeeded',
    client: '0',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
  },
  {
    name: "client's pod deleted: the next attempt follows the same driver",
    program: ['--sleep=60'],
    happens: async (run) => {
      await run.driver();
      await kubectl('delete', 'pod', await run.client());
    },
    phase: 'Succeeded',
    client: '0',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
  },
  {
    name: 'client evicted through the API: the next attempt follows the same driver',
    program: ['--sleep=60'],
    happens: async (run) => {
      await run.driver();
      await evict(await run.client());
    },
    phase: 'Succeeded',
    client: '0',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
  },
  { name: 'argo stop', ...ended('stop') },
  { name: 'argo stop, called by another workflow', ...ended('stop'), outer: true },
  {
    name: "argo stop during a retry's backoff",
    template: 'slow',
    program: ['--sleep=600'],
    happens: async (run) => {
      await kubectl('delete', 'pod', await run.driver());
      await until('the first attempt ends', 120, async () =>
        (await run.nodes('spark-client'))[0]?.phase === 'Failed' ? true : undefined,
      );
      await argo('stop', run.name);
    },
    phase: 'Failed',
    client: '75',
    resolver: 'none',
    left: '',
  },
  { name: 'argo terminate', ...ended('terminate') },
  {
    name: 'argo stop while spark-submit is at work',
    program: ready,
    happens: async (run) => {
      const name = await until('the client submits', 300, async () => (await run.client()) || undefined);
      await until('spark-submit is at work', 300, async () =>
        (await kubectl('logs', name, '-c', 'spark-client').catch(() => '')) === '' ? undefined : true,
      );
      await argo('stop', run.name);
    },
    phase: 'Failed',
    client: 'none',
    resolver: 'none',
    left: '',
  },
  {
    name: 'values of 70 KiB',
    program: valuesOf(70),
    phase: 'Succeeded',
    client: '0',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
    sees: arrived(70),
  },
  {
    name: 'a shared runtime: program exits 3',
    template: 'shared',
    program: ['--exit=3'],
    phase: 'Failed',
    client: '1',
    resolver: '3 Error',
    left: drivers('Failed'),
  },
  { name: 'a shared runtime: argo stop', ...ended('stop'), template: 'shared' },
  {
    name: 'a Python program raises',
    program: ['--raise=no such table'],
    phase: 'Failed',
    client: '1',
    resolver: '1 Error',
    left: drivers('Failed'),
    message: 'LookupError: no such table',
  },
  {
    name: 'a Java program throws',
    javaClass: 'org.apache.spark.ml.param.shared.SharedParamsCodeGen',
    phase: 'Failed',
    client: '1',
    resolver: '1 Error',
    left: drivers('Failed'),
    message: 'java.io.FileNotFoundException: src/main/scala',
  },
  {
    name: 'a log of 100 MB, rotated on its way',
    program: ['--log=100'],
    phase: 'Succeeded',
    client: '0',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
    sees: async (run) => {
      const log = await run.archived();
      eachOnce(log, /^line (\d+) \.+$/gm, 100 << 10);
      return `${log.length} bytes archived, each line once`;
    },
  },
  {
    name: 'lines reach the node',
    program: ['--executors', `--tick=${ticks / 10}`],
    phase: 'Succeeded',
    client: '0',
    resolver: '0 Completed',
    left: withExecutors,
    sees: async (run) => {
      await sent(run);
      const log = await kubectl('logs', await run.client(), '-c', 'main', '--timestamps');
      const late = [...log.matchAll(/^(\S+) tick \d+ ([\d.]+)$/gm)].map(
        ([, at = '', printed]) => Date.parse(at) / 1000 - Number(printed),
      );
      return `at most ${Math.max(...late).toFixed(1)} s after the driver printed them`;
    },
  },
  {
    name: 'argo retry after the program failed',
    program: ['--exit=3'],
    happens: async (run) => {
      await run.verdict(400);
      await argo('retry', run.name, '-p', 'application-args=--exit=4');
    },
    phase: 'Failed',
    client: '1',
    resolver: '4 Error',
    left: drivers('Failed', 'Failed'),
  },
];

const core = `/api/v1/namespaces/${namespace}`;
/** A rule for all of the namespace. */
const set = (kind: string, spec: object): Promise<unknown> =>
  api('POST', `${core}/${kind.toLowerCase()}s`, { apiVersion: 'v1', kind, metadata: { name: 'fault' }, spec });
const lift = (kind: string): Promise<unknown> => api('DELETE', `${core}/${kind.toLowerCase()}s/fault`);
const quota = {
  hard: { pods: '0' },
  scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['queued'] }] },
};
const waitsForRoom = (run: Run): Promise<true> =>
  until(
    'the client waits for room',
    300,
    async () =>
      (await kubectl('logs', await run.client(), '-c', 'main').catch(() => '')).includes('waiting for room') ||
      undefined,
  );

const roles = '/apis/rbac.authorization.k8s.io/v1';
const rolePath = `${roles}/namespaces/${namespace}/roles/argo-workflow`;
interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
const role = async (): Promise<{ rules: readonly Rule[] }> => (await api('GET', rolePath)) as { rules: Rule[] };
let allRules: readonly Rule[] = [];
const forbid = async (verb: string, resource: string): Promise<void> => {
  const whole = await role();
  allRules = whole.rules;
  const rules = allRules.map((rule) =>
    rule.resources.includes(resource) ? { ...rule, verbs: rule.verbs.filter((one) => one !== verb) } : rule,
  );
  await api('PUT', rolePath, { ...whole, rules: rules.filter(({ verbs }) => verbs.length > 0) });
};
const allow = async (): Promise<unknown> => api('PUT', rolePath, { ...(await role()), rules: allRules });
/** What Argo keeps large templates in. */
const allowConfigMaps = async (): Promise<void> => {
  await kubectl('create', 'role', 'large-templates', '--verb=create,delete', '--resource=configmaps');
  await kubectl('create', 'rolebinding', 'large-templates', '--role=large-templates', '--serviceaccount=argo:argo');
};
const forbidConfigMaps = async (): Promise<unknown> => {
  return kubectl('delete', 'role,rolebinding', 'large-templates');
};

/** What changes the node or the namespace for all. */
const serial: readonly Fault[] = [
  {
    name: 'API server restarted while the driver runs and writes',
    program: [`--tick=${ticks / 10}`, '--sleep=20', '--exit=3'],
    happens: async (run) => {
      await run.driver();
      const server = await stopApiServer();
      await sleep(5000); // its last threads hold the port
      await server.start();
    },
    phase: 'Failed',
    client: '1',
    resolver: '3 Error',
    left: drivers('Failed'),
    sees: (run) => sent(run),
  },
  {
    name: 'client evicted by its kubelet: too much on its disk',
    program: ['--sleep=90'],
    before: () => set('LimitRange', { limits: [{ type: 'Container', default: { 'ephemeral-storage': '64Mi' } }] }),
    after: () => lift('LimitRange'),
    happens: async (run) => {
      await run.driver();
      const [pod, fill] = [await run.client(), "require('fs').writeFileSync('/tmp/fill', Buffer.alloc(100 << 20))"];
      await kubectl('exec', pod, '-c', 'main', '--', 'node', '-e', fill);
      await until('it is evicted', 180, async () => (await run.client()) !== pod || undefined);
    },
    phase: 'Succeeded',
    client: '75 0',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
  },
  {
    name: 'node drained: client and driver are evicted, a new driver succeeds',
    program: ['--sleep=30'],
    after: () => kubectl('uncordon', 'e2e'),
    happens: async (run) => {
      await run.driver();
      const pods = `--pod-selector=alida.io/workflow-uid=${run.uid}`;
      await kubectl('drain', 'e2e', '--force', '--delete-emptydir-data', '--timeout=120s', pods);
      await kubectl('uncordon', 'e2e');
    },
    phase: 'Succeeded',
    client: '0',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
  },
  {
    name: 'no room in the quota, until there is',
    template: 'queued',
    before: () => set('ResourceQuota', quota),
    after: () => lift('ResourceQuota').catch(() => undefined),
    happens: async (run) => {
      await waitsForRoom(run);
      await lift('ResourceQuota');
    },
    phase: 'Succeeded',
    client: '79 0',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
  },
  {
    name: 'PodSecurity refuses the driver, and none of our own pods',
    parameters: {
      'pod-template': stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        spec: { hostNetwork: true, restartPolicy: 'Never', containers: [{ name: 'spark-kubernetes-driver' }] },
      }),
    },
    phase: 'Failed',
    client: '78',
    resolver: '217 SubmissionRefused',
    left: '',
    message: 'violates PodSecurity',
  },
  {
    name: 'pods may not be created',
    before: () => forbid('create', 'pods'),
    after: allow,
    phase: 'Failed',
    client: '78',
    resolver: '217 SubmissionRefused',
    left: '',
    message: 'cannot create resource "pods"',
  },
  {
    name: 'the log may not be read',
    program: ['--exit=3'],
    before: () => forbid('get', 'pods/log'),
    after: allow,
    phase: 'Failed',
    client: '1',
    resolver: '3 Error',
    left: drivers('Failed'),
    sees: async (run) => {
      const log = await kubectl('logs', await run.client(), '-c', 'main');
      expect(log).toMatch(/^the driver's log cannot be read: .*; let the Role allow /m);
      return 'the verdict is the same, and the log says why it is empty';
    },
  },
  {
    name: 'values of 120 KiB: Argo may keep them nowhere',
    template: 'once',
    program: valuesOf(120),
    phase: 'Failed',
    client: 'none',
    resolver: '201 DriverNotFound',
    left: '',
    message: 'configmaps is forbidden',
  },
  {
    name: 'values of 280 KiB, where Argo may create ConfigMaps',
    program: valuesOf(280),
    before: allowConfigMaps,
    after: forbidConfigMaps,
    phase: 'Succeeded',
    client: '0',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
    sees: arrived(280),
  },
  {
    name: 'values of 400 KiB: more than the templates hand on',
    program: valuesOf(400),
    before: allowConfigMaps,
    after: forbidConfigMaps,
    phase: 'Failed',
    client: '78',
    resolver: '217 SubmissionRefused',
    left: '',
    message: 'too large',
  },
];

type Submission = Pick<Fault, 'javaClass' | 'outer' | 'parameters' | 'program' | 'template'>;

const spec = async ({
  javaClass,
  outer,
  parameters,
  program = [],
  template = 'usual',
}: Submission): Promise<object> => {
  const name = `fault-${template}`;
  const jar = 'local:///opt/spark/jars/spark-mllib_2.13-4.0.1.jar';
  const java = javaClass !== undefined && {
    'spark-submit-args': await sparkSubmitArgs((text) => text.replace(/^local:.*$/m, `--class=${javaClass}\n${jar}`)),
  };
  const given = { 'application-args': program.join('\n'), ...java, ...parameters };
  if (!outer) return from(name, given);
  const spark = { name: 'spark', templateRef: { name, template: 'main' }, arguments: argumentsOf(given) };
  return {
    entrypoint: 'outer',
    serviceAccountName: 'argo-workflow',
    hooks: { exit: { templateRef: { name, template: 'on-exit' } } },
    templates: [{ name: 'outer', dag: { tasks: [spark] } }],
  };
};

const generate = async (name: keyof typeof profiles): Promise<void> => {
  const scratch = { name: 'scratch', mountPath: '/scratch' };
  const profile = {
    ...(parse(readFileSync(join(here, 'profile.yaml'), 'utf8')) as object),
    naming: `{name}-${name}`,
    policy: { nodeSelector: 'allow', labels: 'allow' },
    pod: { volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '1Mi' } }], volumeMounts: [scratch] },
    ...profiles[name],
  };
  const file = join(logs, `${name}.profile.yaml`);
  writeFileSync(file, stringify(profile));
  await apply(`fault-${name}`, 'generate', '--profile', file, join(here, 'fault.json'));
};

const seen = async (run: Run, expected: Seen): Promise<Seen> => {
  const verdict = await run.verdict(400);
  // Pods take their grace period, and what they own is collected after them.
  let left = await run.left();
  const wanted = expected.left.split(' or ');
  await until('what is left', 90, async () => wanted.includes((left = await run.left())) || undefined).catch(() => '');
  return { ...verdict, left: wanted.includes(left) ? expected.left : left };
};

const table: string[] = [];
const told = ({ client, left, phase, resolver }: Seen): string =>
  `${phase}, client ${client}, resolver ${resolver}, left: ${left || 'nothing'}`;
const tell = (name: string, expected: string, was: string, run: Run, seconds: number, more = ''): void => {
  const seen = was === expected ? 'the same' : `**${was}**`;
  const cells = [run.name, name, expected, seen, Math.round(seconds), more];
  table.push(`| ${cells.map((cell) => String(cell).replace(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`);
};
const passed = (since: number): number => (performance.now() - since) / 1000;

/** A registry that gives no image. */
const registry = createServer((request, answer) => {
  const isPrivate = request.url?.includes('/private/') === true;
  const errors = [{ code: isPrivate ? 'DENIED' : 'MANIFEST_UNKNOWN' }];
  answer.writeHead(isPrivate ? 403 : 404, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }));
});
let memory = (): string => '';

beforeAll(async () => {
  registry.listen(5000, '127.0.0.1');
  memory = watchMemory();
  const metadata = { name: 'queued' };
  await api('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', {
    ...{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata, value: 1 },
  }).catch(() => undefined);
  mkdirSync(logs, { recursive: true });
  for (const name of Object.keys(profiles) as (keyof typeof profiles)[]) await generate(name);
});
afterAll(() => {
  const text = [
    '| run | fault | expected | seen | seconds from it, else from the submission, to the verdict | more |',
    '| - | - | - | - | - | - |',
    ...table,
    '',
    memory(),
  ].join('\n');
  registry.close();
  writeFileSync(join(logs, 'table.md'), `${text}\n`);
  console.log(text);
});

const play = async (fault: Fault, name: string): Promise<void> => {
  const specification = await spec(fault);
  let run: Run | undefined;
  try {
    await fault.before?.();
    run = await Run.submit(name, specification);
    await fault.happens?.(run);
    const since = performance.now();
    await run.verdict(400);
    const seconds = passed(since);
    const was = await seen(run, fault);
    const message = (await run.nodes('spark-client')).at(-1)?.message ?? '';
    let more = fault.message === undefined ? '' : message;
    try {
      more = (await fault.sees?.(run)) ?? more;
    } finally {
      tell(fault.name, told(fault), told(was), run, seconds, more);
    }
    expect(told(was)).toBe(told(fault));
    if (fault.message !== undefined) expect(message).toContain(fault.message);
  } catch (error) {
    if (run && !table.some((row) => row.startsWith(`| ${name} |`)))
      tell(fault.name, told(fault), String(error), run, 0);
    throw error;
  } finally {
    await fault.after?.();
    if (run) {
      named(await run.pods());
      await run.record();
    }
  }
};

// A line each, parts of the names; none: all.
const wanted = (process.env.E2E_FAULTS ?? '').split('\n').filter(Boolean);
const chosen = (name: string): boolean => wanted.length === 0 || wanted.some((part) => name.includes(part));

describe.concurrent('at once', () => {
  faults.forEach((fault, index) => {
    test.runIf(chosen(fault.name))(fault.name, () => play(fault, `fault-${index + 1}`));
  });

  const deleted = 'Workflow deleted while its driver runs';
  test.runIf(chosen(deleted))(deleted, async () => {
    const run = await Run.submit('fault-deleted', await spec({ program: ready }));
    await run.driver();
    await argo('delete', run.name);
    const since = performance.now();
    let left = await run.left();
    await until('nothing is left', 120, async () => (left = await run.left()) === '' || undefined).catch(() => '');
    tell(deleted, 'left: nothing', `left: ${left || 'nothing'}`, run, passed(since));
    expect(left).toBe('');
  });
});

describe('one after the other', () => {
  const memoized = 'argo resubmit --memoized: what is not run again hands its data on';
  test.runIf(chosen(memoized))(memoized, async () => {
    const store = objectStore();
    store.locked.add('/best');
    const first = await Run.submit('fault-memoized', await churn(store.location));
    let second: Run | undefined;
    try {
      expect((await first.verdict(400)).phase).toBe('Failed');
      store.locked.clear();
      second = await first.resubmitted();
      const { uid } = second;
      const since = performance.now();
      const stored = (): Promise<true | undefined> => Promise.resolve(store.objects.has('/best') || undefined);
      await until('the last service has stored its model', 400, stored).catch(() => undefined);
      const again = [...store.objects.keys()].filter((path) => path.includes(uid)).map((path) => path.split('/')[2]);
      // Argo 4.0.5 makes of its groups nodes that never end: mended after it, by argoproj/argo-workflows#16938.
      tell(
        memoized,
        'the last service has found what the first run left',
        store.objects.has('/best') ? 'the last service has found what the first run left' : 'it has not',
        second,
        passed(since),
        `run again: ${again.join(', ') || 'none'}; Argo 4.0.5 itself leaves the Workflow Running`,
      );
      expect(again).not.toContain('ingest');
      expect([...store.objects.keys()]).toEqual(expect.arrayContaining(churnObjects(first.uid)));
    } finally {
      for (const run of [first, ...(second ? [second] : [])]) await run.record();
      store.close();
    }
  });
  serial.forEach((fault, index) => {
    test.runIf(chosen(fault.name))(fault.name, () => play(fault, `fault-serial-${index + 1}`));
  });

  test('every pod but executors ran as the one service account, which has no other role', async () => {
    const pods = await items('pods', 'spark-role!=executor');
    const accounts = new Set(pods.map(({ spec }) => spec.serviceAccountName));
    const named = async (path: string): Promise<string[]> =>
      ((await api('GET', path)) as { items: Binding[] }).items
        .filter(({ subjects }) => subjects?.some((subject) => subject.namespace === namespace))
        .map(({ metadata }) => metadata.name);
    expect([...accounts]).toEqual(['argo-workflow']);
    expect(await named(`${roles}/namespaces/${namespace}/rolebindings`)).toEqual(['argo-workflow']);
    expect(await named(`${roles}/clusterrolebindings`)).toEqual([]);
  });

  test('nothing is left once the Workflows are deleted', async () => {
    await kubectl('delete', 'workflow', '--all');
    const left = async (): Promise<string[]> =>
      (await Promise.all(['pods', 'configmaps', 'services', 'persistentvolumeclaims'].map((kind) => items(kind))))
        .flat()
        .map(({ metadata }) => metadata.name)
        .filter((name) => name !== 'kube-root-ca.crt');
    let names = await left();
    await until('nothing is left', 120, async () => (names = await left()).length === 0 || undefined).catch(() => '');
    expect(names).toEqual([]);
  });
});

interface Binding {
  readonly metadata: { readonly name: string };
  readonly subjects?: readonly { readonly namespace?: string }[];
}
