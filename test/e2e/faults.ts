// What can go wrong with a driver, against a real kubelet and Argo's real controller; prints fault × expected × seen.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { api, stopApiServer } from '../status-resolver/real/cluster.js';
import {
  apply,
  argo,
  argumentsOf,
  from,
  items,
  kubectl,
  logs,
  namespace,
  Run,
  until,
  type Verdict,
} from './cluster.js';

const here = import.meta.dirname;

/** Profiles that differ from the test's own; each makes a WorkflowTemplate of its own name. */
const profiles = {
  usual: { retry: { limit: 1, backoff: { duration: '5s' } } },
  once: { retry: { limit: 0 } },
  impatient: { retry: { limit: 0 }, deadlines: { pending: 60 } },
  brief: { retry: { limit: 0 }, deadlines: { running: 60 } },
  slow: { retry: { limit: 1, backoff: { duration: '10m' } } },
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
  /** What happens to it. */
  readonly happens?: (run: Run) => Promise<unknown>;
}

const ready = ['--executors', '--sleep=600'];
const killIn = (pod: string, container: string, script: string): Promise<string> =>
  kubectl('exec', pod, '-c', container, '--', 'bash', '-c', script);
// argoexec is the first process, bash its child, spark-submit's JVM the child of that.
const bashOfClient = 'read -r bash _ < <(cat /proc/1/task/*/children);';
const sparkOfClient = `${bashOfClient} for p in $(</proc/$bash/task/$bash/children); do [[ $(</proc/$p/comm) != java ]] || kill -KILL $p; done`;

/** Drivers that ended, with what belongs to them. */
const drivers = (...states: string[]): string =>
  [...states.map((state) => `driver ${state}`), `${states.length * 2} configmaps`, `${states.length} services`].join(
    ', ',
  );
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

const faults: readonly Fault[] = [
  {
    name: 'unschedulable',
    template: 'impatient',
    parameters: { 'spark-kubernetes-driver-node-selector-e2e': 'nowhere' },
    phase: 'Failed',
    client: '76',
    resolver: '210 Unschedulable',
    left: '',
  },
  {
    name: 'image pull error',
    template: 'impatient',
    parameters: { 'spark-kubernetes-driver-container-image': 'alida-argo.test/nothing:1' },
    phase: 'Failed',
    client: '75',
    resolver: '209 ImagePullError',
    left: '',
  },
  {
    name: 'Secret is missing',
    template: 'impatient',
    parameters: { 'hash-token-secret': 'nothing' },
    phase: 'Failed',
    client: '76',
    resolver: '208 ContainerConfigError',
    left: '',
  },
  {
    name: 'runs longer than its deadline',
    template: 'brief',
    program: ['--sleep=600'],
    phase: 'Failed',
    client: '1',
    resolver: '212 RunningDeadlineExceeded',
    left: drivers('Failed'),
  },
  ...[0, 1, 3, 75].map((code) => ({
    name: `program exits ${code}`,
    program: [`--exit=${code}`],
    phase: code === 0 ? 'Succeeded' : 'Failed',
    client: code === 0 ? '0' : '1',
    resolver: code === 0 ? '0 Completed' : `${code} Error`,
    left: drivers(code === 0 ? 'Succeeded' : 'Failed'),
  })),
  {
    name: 'program exits 143, as if stopped from outside',
    program: ['--exit=143'],
    phase: 'Failed',
    client: '75 75',
    resolver: '143 Error',
    left: drivers('Failed', 'Failed'),
  },
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
    program: ['--executors', '--sleep=60'],
    happens: async (run) => {
      const name = await run.driver();
      const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
      await api('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, body);
    },
    phase: 'Succeeded',
    client: '75 0',
    resolver: '0 Completed',
    left: 'driver Succeeded, 2 configmaps', // Spark, where it was started, deletes the Service at its end
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
    name: 'driver killed from outside, then retried: the first one is still there',
    program: ['--sleep=20'],
    happens: async (run) => killIn(await run.driver(), 'spark-kubernetes-driver', 'kill -TERM 1'),
    phase: 'Succeeded',
    client: '75 0',
    resolver: '0 Completed',
    left: drivers('Failed', 'Succeeded'),
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
          containers: [
            { name: 'spark-kubernetes-driver' },
            { name: 'sidecar', image: 'alida-argo.test/pause:test', imagePullPolicy: 'IfNotPresent' },
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
    name: 'client killed, the driver runs on',
    program: ['--sleep=90', '--exit=3'],
    happens: async (run) => {
      await run.driver();
      await killIn(await run.client(), 'main', `${bashOfClient} kill -KILL $bash`);
    },
    phase: 'Failed',
    client: '137',
    resolver: '3 Error',
    left: drivers('Failed'),
  },
  {
    name: 'spark-submit killed, the driver runs on',
    program: ['--sleep=90'],
    happens: async (run) => {
      await run.driver();
      await killIn(await run.client(), 'main', sparkOfClient);
    },
    phase: 'Succeeded',
    client: '76',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
  },
  {
    name: "client's pod deleted by force, the driver runs on",
    program: ['--sleep=90'],
    happens: async (run) => {
      await run.driver();
      await kubectl('delete', 'pod', await run.client(), '--grace-period=0', '--force');
    },
    phase: 'Succeeded',
    client: 'none or 76',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
  },
  {
    name: "client's pod deleted",
    program: ready,
    happens: async (run) => {
      await run.driver();
      await kubectl('delete', 'pod', await run.client());
    },
    phase: 'Failed',
    client: 'none',
    resolver: '201 DriverNotFound',
    left: '',
  },
  { name: 'argo stop', ...ended('stop') },
  { name: 'argo stop, called by another workflow', ...ended('stop'), outer: true },
  {
    name: "argo stop during a retry's backoff",
    template: 'slow',
    program: ['--sleep=600'],
    happens: async (run) => {
      await killIn(await run.driver(), 'spark-kubernetes-driver', 'kill -TERM 1');
      await until('the first attempt ends', 120, async () =>
        (await run.nodes('spark-client'))[0]?.phase === 'Failed' ? true : undefined,
      );
      await argo('stop', run.name);
    },
    phase: 'Failed',
    client: '75',
    resolver: 'none',
    left: drivers('Failed'),
  },
  { name: 'argo terminate', ...ended('terminate') },
  {
    name: 'an argument of 60 KiB',
    program: [`--ignored=${'x'.repeat(60 << 10)}`],
    phase: 'Succeeded',
    client: '0',
    resolver: '0 Completed',
    left: drivers('Succeeded'),
  },
  {
    name: 'argo retry after the program failed',
    program: ['--exit=3'],
    happens: async (run) => {
      await run.verdict();
      await argo('retry', run.name, '-p', 'application-args=--exit=4');
    },
    phase: 'Failed',
    client: '1',
    resolver: '4 Error',
    left: drivers('Failed', 'Failed'),
  },
];

type Submission = Pick<Fault, 'outer' | 'parameters' | 'program' | 'template'>;

const spec = ({ outer, parameters, program = [], template = 'usual' }: Submission): object => {
  const name = `fault-${template}`;
  const given = { 'application-args': program.join('\n'), ...parameters };
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
  const verdict = await run.verdict();
  // Pods take their grace period, and what they own is collected after them.
  let left = await run.left();
  await until('what is left', 90, async () => (left = await run.left()) === expected.left || undefined).catch(() => '');
  // Argo makes the pod anew, or does not, by chance.
  const client = expected.client.split(' or ').includes(verdict.client) ? expected.client : verdict.client;
  return { ...verdict, client, left };
};

const table: string[] = [];
const told = ({ client, left, phase, resolver }: Seen): string =>
  `${phase}, client ${client}, resolver ${resolver}, left: ${left || 'nothing'}`;
const tell = (name: string, expected: string, was: string, run?: Run): void => {
  table.push(`| ${[run?.name ?? '', name, expected, was === expected ? 'the same' : `**${was}**`].join(' | ')} |`);
};

beforeAll(async () => {
  mkdirSync(logs, { recursive: true });
  for (const name of Object.keys(profiles) as (keyof typeof profiles)[]) await generate(name);
});
afterAll(() => {
  const text = ['| run | fault | expected | seen |', '| - | - | - | - |', ...table].join('\n');
  writeFileSync(join(logs, 'table.md'), `${text}\n`);
  console.log(text);
});

const play = async (fault: Fault, name: string): Promise<void> => {
  const run = await Run.submit(name, spec(fault));
  try {
    await fault.happens?.(run);
    const was = await seen(run, fault);
    tell(fault.name, told(fault), told(was), run);
    expect(told(was)).toBe(told(fault));
  } finally {
    await run.record();
  }
};

// E2E_FAULT=PATTERN plays only the faults whose names match.
const chosen = (name: string): boolean => new RegExp(process.env.E2E_FAULT ?? '').test(name);

describe.concurrent('at once', () => {
  faults.forEach((fault, index) => {
    test.runIf(chosen(fault.name))(fault.name, () => play(fault, `fault-${index + 1}`));
  });

  const deleted = 'Workflow deleted while its driver runs';
  test.runIf(chosen(deleted))(deleted, async () => {
    const run = await Run.submit('fault-deleted', spec({ program: ready }));
    await run.driver();
    await argo('delete', run.name);
    let left = await run.left();
    await until('nothing is left', 120, async () => (left = await run.left()) === '' || undefined).catch(() => '');
    tell(deleted, 'left: nothing', `left: ${left || 'nothing'}`, run);
    expect(left).toBe('');
  });
});

describe('one after the other', () => {
  const restarted: Fault = {
    name: 'API server restarted while the driver runs',
    program: ['--sleep=60', '--exit=3'],
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
  };
  test.runIf(chosen(restarted.name))(restarted.name, () => play(restarted, 'fault-restarted'));

  test('every pod ran as the one service account, which has no other role', async () => {
    const bindings = `/apis/rbac.authorization.k8s.io/v1`;
    const accounts = new Set((await items('pods')).map(({ spec }) => spec.serviceAccountName));
    const named = async (path: string): Promise<string[]> =>
      ((await api('GET', path)) as { items: Binding[] }).items
        .filter(({ subjects }) => subjects?.some((subject) => subject.namespace === namespace))
        .map(({ metadata }) => metadata.name);
    expect([...accounts]).toEqual(['argo-workflow']);
    expect(await named(`${bindings}/namespaces/${namespace}/rolebindings`)).toEqual(['argo-workflow']);
    expect(await named(`${bindings}/clusterrolebindings`)).toEqual([]);
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
