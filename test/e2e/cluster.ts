import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Pod as Driver } from '../../src/status-resolver/pod.js';
import { api } from '../status-resolver/real/cluster.js';

export const namespace = 'alida';
const core = `/api/v1/namespaces/${namespace}`;
const argoApi = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}`;

type Pod = Driver & {
  readonly metadata: { readonly ownerReferences?: readonly { readonly name: string }[] };
  readonly spec: { readonly serviceAccountName: string };
  readonly status?: { readonly podIP?: string };
};

interface Node {
  readonly type: string;
  readonly phase: string;
  readonly displayName: string;
  readonly templateName?: string;
  readonly templateRef?: { readonly template: string };
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly message?: string;
  readonly outputs?: {
    readonly exitCode?: string;
    readonly artifacts?: readonly { readonly name: string; readonly s3?: { readonly key?: string } }[];
    readonly parameters?: readonly { readonly name: string; readonly value?: string }[];
  };
}

interface Workflow {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly phase?: string;
    readonly nodes?: Readonly<Record<string, Node>>;
    /** In their place where they are large: gzip in base64. */
    readonly compressedNodes?: string;
  };
}

interface List<T> {
  readonly items: readonly T[];
}

const run = promisify(execFile);

/** A command's standard output. Rejects with what it said when it fails. */
export const command = async (file: string, ...args: string[]): Promise<string> =>
  (await run(file, args, { maxBuffer: 1 << 28 })).stdout;
export const kubectl = (...args: string[]): Promise<string> => command('kubectl', '-n', namespace, ...args);
export const argo = (...args: string[]): Promise<string> =>
  command(`${process.env.E2E_ARGO ?? ''}/argo`, '-n', namespace, ...args);

export const items = async <T = Pod>(kind: string, selector = ''): Promise<readonly T[]> =>
  ((await api('GET', `${core}/${kind}?labelSelector=${encodeURIComponent(selector)}`)) as List<T>).items;

export const logs = process.env.E2E_LOGS ?? '';
export const profile = join(import.meta.dirname, 'profile.yaml');

/** Runs our own command line as it was when the test began, and applies the manifests that it prints. */
export const apply = async (name: string, ...args: string[]): Promise<void> => {
  const file = join(logs, `${name}.yaml`);
  const cli = join(process.env.E2E_DIR ?? '', 'dist/alida-argo.cjs');
  if (!args.includes('--profile')) args.push('--profile', profile);
  mkdirSync(logs, { recursive: true });
  writeFileSync(file, await command('node', cli, ...args));
  await kubectl('apply', '--server-side', '--validate=strict', '-f', file);
};

/** A Workflow that runs a WorkflowTemplate. */
export const from = (name: string, parameters: Readonly<Record<string, string>>): object => ({
  workflowTemplateRef: { name },
  arguments: argumentsOf(parameters),
});

export const argumentsOf = (parameters: Readonly<Record<string, string>>): object => ({
  parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
});

/** How a Workflow ended. */
export interface Verdict {
  readonly phase: string;
  /** Exit codes of the client, attempt by attempt; `none` where it left none. */
  readonly client: string;
  /** Exit code and reason; `none` if it did not run. */
  readonly resolver: string;
}

/** What `seen` answers, as soon as it answers anything. Rejects after `seconds`. */
export const until = async <T>(what: string, seconds: number, seen: () => Promise<T | undefined>): Promise<T> => {
  let why = '';
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    try {
      const value = await seen();
      if (value !== undefined) return value;
    } catch (error) {
      why = `: ${String(error)}`; // an API server may be starting again
    }
    await sleep(1000);
  }
  throw new Error(`not within ${seconds} s: ${what}${why}`);
};

/** In the place of an object store: the node's own address, which pods reach. It takes nothing at a `locked` path. */
export const objectStore = () => {
  const objects = new Map<string, string>();
  const locked = new Set<string>();
  const server = createServer((request, answer) => {
    const path = request.url ?? '';
    if (request.method === 'GET') answer.writeHead(objects.has(path) ? 200 : 404).end(objects.get(path));
    else if (locked.has(path)) answer.writeHead(503).end();
    else void text(request).then((body) => (objects.set(path, body), answer.writeHead(204).end()));
  }).listen(9000, '10.88.0.1');
  return { objects, locked, location: 'http://10.88.0.1:9000', close: () => server.close() };
};

/** examples/churn-workflow, as small as it can be. */
export const churn = async (location: string): Promise<object> => {
  const folder = 'examples/churn-workflow';
  const services = ['prepare', 'train', 'evaluate'].map((name) => `${folder}/service-${name}.json`);
  await apply('churn', 'export', `${folder}/workflow.yaml`, ...services);
  return from('churn-prediction', {
    location,
    'evaluate_output-model': `${location}/best`,
    'train-forest_max-iter': '2',
    'train-boosted_max-iter': '1',
    'train-forest_spark-executor-instances': '1',
    'train-boosted_spark-executor-instances': '1',
  });
};
/** What it leaves in its object store. */
export const churnObjects = (uid: string): string[] =>
  [
    `/${uid}/ingest/output-dataset`,
    `/${uid}/prepare/output-dataset-1`,
    `/${uid}/prepare/output-dataset-2`,
    `/${uid}/train-boosted/output-model`,
    `/${uid}/train-forest/output-model`,
    '/best',
  ].sort();

const drivers = 'spark-role=driver';

const nodesOf = ({ status }: Workflow): Readonly<Record<string, Node>> =>
  status?.compressedNodes === undefined
    ? (status?.nodes ?? {})
    : (JSON.parse(gunzipSync(Buffer.from(status.compressedNodes, 'base64')).toString()) as Record<string, Node>);

/** A submitted Workflow. */
export class Run {
  private constructor(
    readonly name: string,
    readonly uid: string,
  ) {}

  static async submit(name: string, spec: object): Promise<Run> {
    const body = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name }, spec };
    const { metadata } = (await api('POST', `${argoApi}/workflows`, body)) as Workflow;
    return new Run(name, metadata.uid);
  }

  /** A new Workflow that runs again what did not succeed. */
  resubmitted = async (): Promise<Run> => {
    const name = (await argo('resubmit', '--memoized', this.name, '--output', 'name')).trim().replace(/^.*\//, '');
    const { metadata } = (await api('GET', `${argoApi}/workflows/${name}`)) as Workflow;
    return new Run(name, metadata.uid);
  };

  /** The Workflow that a schedule begins next. */
  static due = (cron: string): Promise<Run> =>
    until('a Workflow of the schedule', 120, async () => {
      const selector = encodeURIComponent(`workflows.argoproj.io/cron-workflow=${cron}`);
      const { items: due } = (await api('GET', `${argoApi}/workflows?labelSelector=${selector}`)) as List<Workflow>;
      return due[0] && new Run(due[0].metadata.name, due[0].metadata.uid);
    });

  workflow = async (): Promise<Workflow> => (await api('GET', `${argoApi}/workflows/${this.name}`)) as Workflow;

  nodes = async (template: string): Promise<readonly Node[]> =>
    Object.values(nodesOf(await this.workflow()))
      .filter((node) => node.type === 'Pod' && (node.templateName ?? node.templateRef?.template) === template)
      .sort((a, b) => a.startedAt.localeCompare(b.startedAt));

  /** Waits for the end. */
  verdict = async (seconds = 900): Promise<Verdict> => {
    const phase = await until('the end of the Workflow', seconds, async () => {
      const phase = (await this.workflow()).status?.phase ?? '';
      return ['Succeeded', 'Failed', 'Error'].includes(phase) ? phase : undefined;
    });
    const client = await this.clients();
    const resolver = (await this.nodes('status-resolver')).at(-1);
    const output = (name: string) => resolver?.outputs?.parameters?.find((one) => one.name === name)?.value;
    return { phase, client, resolver: output('reason') ? `${output('exit-code')} ${output('reason')}` : 'none' };
  };

  /** By the pods: a Workflow that was stopped no longer asks how its pods end. */
  private clients = (): Promise<string> =>
    until('the end of the client', 120, async () => {
      const pods = await items('pods', `alida.io/role=spark-client,workflows.argoproj.io/workflow=${this.name}`);
      const codes = [...pods]
        .sort((a, b) => time(a) - time(b))
        .map(
          ({ status }) => status?.containerStatuses?.find(({ name }) => name === 'main')?.state?.terminated?.exitCode,
        );
      return codes.includes(undefined) ? undefined : codes.join(' ') || 'none';
    });

  /** The log of the last attempt's node, as Argo archived it. */
  archived = async (): Promise<string> => {
    const artifacts = (await this.nodes('spark-client')).at(-1)?.outputs?.artifacts;
    const key = artifacts?.find(({ name }) => name === 'main-logs')?.s3?.key ?? '';
    const answer = await fetch(`http://10.88.0.1:9002/logs/${key}`);
    if (!answer.ok) throw new Error(`${key}: ${answer.status}`);
    return answer.text();
  };

  /** Keeps what a person needs to see why: the Workflow, and every log of it. */
  record = async (): Promise<void> => {
    const workflow = await this.workflow().catch(() => undefined);
    if (!workflow) return;
    const keep = (name: string, text: string): void => {
      writeFileSync(join(logs, `${this.name}.${name}`), text);
    };
    keep('json', JSON.stringify(workflow, null, 1));
    for (const { metadata } of await this.pods()) {
      keep(`${metadata.name}.log`, await kubectl('logs', metadata.name, '--all-containers').catch(String));
    }
  };

  /** Those of its steps, and drivers. */
  pods = async (): Promise<readonly Pod[]> => [
    ...(await items('pods', `workflows.argoproj.io/workflow=${this.name}`)),
    ...(await this.drivers()),
  ];

  drivers = (): Promise<readonly Pod[]> => items('pods', `${drivers},alida.io/workflow-uid=${this.uid}`);

  /** The name of the newest driver, once its program says that it is where the fault is to hit. */
  driver = (): Promise<string> =>
    until('the driver runs its program', 240, async () => {
      const pods = [...(await this.drivers())].sort((a, b) => time(a) - time(b));
      const name = pods.at(-1)?.metadata.name;
      const log = name && (await kubectl('logs', name, '-c', 'spark-kubernetes-driver').catch(() => ''));
      return log?.includes('\nFAULT ') ? name : undefined;
    });

  /** The name of the client's pod. */
  client = async (): Promise<string> => {
    const pods = await items('pods', `alida.io/role=spark-client,workflows.argoproj.io/workflow=${this.name}`);
    return [...pods].sort((a, b) => time(a) - time(b)).at(-1)?.metadata.name ?? '';
  };

  /** What there is besides the Workflow's own pods, such as `driver Failed, 3 configmaps, 1 service`. */
  left = async (): Promise<string> => {
    const owned = ({ metadata: { ownerReferences } }: Pod): boolean =>
      ownerReferences?.some(({ name }) => name.startsWith(`spark-${this.uid}-`)) ?? false;
    const pods = await items('pods');
    const mine = await this.drivers();
    const executors = pods.filter(owned);
    const others = await Promise.all(
      ['configmaps', 'services'].map(async (kind) => {
        const count = (await items(kind)).filter(owned).length;
        return count === 0 ? [] : [`${count} ${kind}`];
      }),
    );
    const state = (pod: Pod): string => (pod.metadata.deletionTimestamp ? 'ending' : (pod.status?.phase ?? ''));
    return [
      ...mine.map((pod) => `driver ${state(pod)}`).sort(),
      ...executors.map((pod) => `executor ${state(pod)}`),
      ...others.flat(),
    ].join(', ');
  };
}

const time = (pod: Pod): number => Date.parse(pod.metadata.creationTimestamp);
