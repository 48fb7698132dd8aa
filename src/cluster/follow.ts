import { setTimeout as pause } from 'node:timers/promises';
import { container, label } from '../contract.js';
import { DriverLog } from '../status-resolver/driver-log.js';
import { Patience, textOf, type Clock } from '../status-resolver/watch.js';
import { type Cluster, Refusal, type Resource } from './cluster.js';

interface Node {
  readonly displayName?: string;
  readonly type?: string;
  readonly phase?: string;
  readonly message?: string;
  readonly outputs?: { readonly parameters?: readonly { readonly name: string; readonly value?: string }[] };
}

export interface Workflow extends Resource {
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly startedAt?: string;
    readonly finishedAt?: string;
    readonly nodes?: Readonly<Record<string, Node>>;
  };
}

interface Pod extends Resource {
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly state?: Readonly<Record<string, object>>;
    }[];
  };
}

/** How a run ended; `exitCode` is the program's own where it is known. */
export interface Outcome {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly phase: string;
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

interface Listener {
  /** Takes bytes of the program's log. */
  readonly log: (bytes: Uint8Array) => Promise<void>;
  readonly tell: (line: string) => void;
}

export const workflows = (namespace: string): string => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows`;
const ended = new Set(['Succeeded', 'Failed', 'Error']);
/** Milliseconds. */
const interval = 1000;
/** Seconds that the API server may be away. */
const patience = 300;

const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await pause(ms, undefined, { signal }).catch(() => undefined);
  },
};

export const createWorkflow = (cluster: Cluster, namespace: string, workflow: object): Promise<Resource> =>
  cluster.ask('POST', workflows(namespace), { fieldManager: 'alida-argo', fieldValidation: 'Strict' }, workflow);

/** Asks Argo to end a run; its clean-up deletes the driver. */
export const stopWorkflow = (cluster: Cluster, { metadata: { name, namespace = '' } }: Resource): Promise<unknown> =>
  cluster.ask('PATCH', `${workflows(namespace)}/${name}`, {}, { spec: { shutdown: 'Stop' } });

/** Tells what a run does and what its program writes, until it ended; nothing where `left` comes first. */
export async function follow(
  cluster: Cluster,
  { metadata: { name, namespace = '', uid = '' } }: Resource,
  { log, tell }: Listener,
  left: AbortSignal,
): Promise<Outcome | undefined> {
  const phases = new Map<string, string>();
  const logs = new Map<string, { readonly driver: DriverLog; readonly running: Promise<void> }>();
  const over = new AbortController();
  const send = cluster.until(over.signal);
  const bearing = new Patience(`read Workflow ${name}`, patience);
  const selector = `workflows.argoproj.io/workflow=${name},${label.role}=${container.sparkClient}`;

  const startLogs = async (): Promise<void> => {
    const { items } = await cluster.ask<{ items: Pod[] }>('GET', `/api/v1/namespaces/${namespace}/pods`, {
      labelSelector: selector,
    });
    for (const { metadata, status } of items) {
      const { state = {} } = status?.containerStatuses?.find((one) => one.name === container.main) ?? {};
      if (logs.has(metadata.name) || !(state.running ?? state.terminated)) continue;
      const driver = new DriverLog(send, clock, log, tell);
      const path = `/api/v1/namespaces/${namespace}/pods/${metadata.name}`;
      logs.set(metadata.name, { driver, running: driver.run({ path, container: container.main }) });
    }
  };

  let troubled = false;
  try {
    for (let first = true; !left.aborted; first = false) {
      if (!first) await clock.sleep(interval, left);
      let workflow: Workflow;
      try {
        workflow = await cluster.ask<Workflow>('GET', `${workflows(namespace)}/${name}`);
        await startLogs();
        bearing.regain();
        troubled = false;
      } catch (error) {
        if (error instanceof Refusal && error.status === 404) throw error;
        bearing.lose(error instanceof Refusal ? error.status : 0, textOf(error), clock.now());
        if (!troubled) tell(`the cluster cannot be asked: ${textOf(error)}; trying again`);
        troubled = true;
        continue;
      }
      const { finishedAt, message, nodes = {}, phase = 'Pending', startedAt } = workflow.status ?? {};
      for (const [id, node] of Object.entries(nodes)) {
        const said = [node.phase ?? '', ...(node.message ? [node.message] : [])].join(': ');
        if (node.type === 'StepGroup' || said === '' || phases.get(id) === said) continue;
        phases.set(id, said);
        tell(`${node.displayName ?? id}: ${said}`);
      }
      if (!ended.has(phase)) continue;
      for (const { driver, running } of logs.values()) await driver.drain(running);
      const told = phase === 'Succeeded' ? undefined : verdictOf(Object.values(nodes));
      return {
        ...{ name, namespace, uid, phase },
        exitCode: phase === 'Succeeded' ? 0 : (told?.exitCode ?? 1),
        ...(told?.reason && { reason: told.reason }),
        ...((told?.message ?? message) && { message: told?.message ?? message }),
        ...(startedAt && { startedAt }),
        ...(finishedAt && { finishedAt }),
      };
    }
    return undefined;
  } finally {
    for (const { driver } of logs.values()) driver.leave();
    over.abort();
  }
}

/** What the resolver says of the first driver that failed. */
export function verdictOf(nodes: readonly Node[]) {
  for (const { outputs } of nodes) {
    const told = new Map(outputs?.parameters?.map(({ name, value }) => [name, value]));
    const exitCode = Number(told.get('exit-code') ?? 0);
    if (Number.isInteger(exitCode) && exitCode > 0)
      return { exitCode, reason: told.get('reason'), message: told.get('message') };
  }
  return undefined;
}
