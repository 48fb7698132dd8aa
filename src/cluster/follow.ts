import { setTimeout as pause } from 'node:timers/promises';
import { container, label } from '../contract.js';
import { DriverLog } from '../status-resolver/driver-log.js';
import { Patience, textOf, type Clock } from '../status-resolver/watch.js';
import { type Cluster, Refusal, type Resource } from './cluster.js';
import { standingOf, unpacked, workflows, type Standing, type Workflow } from './workflow.js';

interface Pod extends Resource {
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly state?: Readonly<Record<string, object>>;
    }[];
  };
}

/** How a run ended; `exitCode` is the program's own where it is known. */
export interface Outcome extends Standing {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly exitCode: number;
}

interface Listener {
  /** Takes bytes of the program's log. */
  readonly log: (bytes: Uint8Array) => Promise<void>;
  readonly tell: (line: string) => void;
}

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
        workflow = unpacked(await cluster.ask<Workflow>('GET', `${workflows(namespace)}/${name}`));
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
      for (const [id, node] of Object.entries(workflow.status?.nodes ?? {})) {
        const said = [node.phase ?? '', ...(node.message ? [node.message] : [])].join(': ');
        if (node.type === 'StepGroup' || said === '' || phases.get(id) === said) continue;
        phases.set(id, said);
        tell(`${node.displayName ?? id}: ${said}`);
      }
      const standing = standingOf(workflow);
      if (!ended.has(standing.phase)) continue;
      for (const { driver, running } of logs.values()) await driver.drain(running);
      return { name, namespace, uid, exitCode: 1, ...standing };
    }
    return undefined;
  } finally {
    for (const { driver } of logs.values()) driver.leave();
    over.abort();
  }
}
