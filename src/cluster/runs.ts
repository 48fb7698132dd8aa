import { label } from '../contract.js';
import { textOf } from '../status-resolver/watch.js';
import { Cluster, Refusal } from './cluster.js';
import { follow } from './follow.js';
import { standingOf, unpacked, workflows, type Workflow } from './workflow.js';

export { Cluster };

/** Runs that are told. */
const most = 200;

/** A Workflow that is named after no file and no path. */
const isName = (name: string): boolean => /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/.test(name);

/** Whether it is a run of what is generated here. */
const ofWhat = ({ metadata: { labels = {} } }: Workflow): string | undefined =>
  labels['alida.io/workflow'] ?? labels[label.service];

/** The runs of a namespace, read and never changed. `failed` makes the error that the caller knows. */
export function runsOf(cluster: Cluster, namespace: string, failed: (why: string) => Error) {
  const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError) throw error;
      throw failed(
        error instanceof Refusal ? `${cluster.name} answers ${error.status}: ${error.message}` : textOf(error),
      );
    }
  };
  const find = async (name: string): Promise<Workflow | undefined> => {
    const workflow = isName(name)
      ? await asked(() => cluster.find<Workflow>(`${workflows(namespace)}/${name}`))
      : undefined;
    return workflow && ofWhat(workflow) !== undefined ? unpacked(workflow) : undefined;
  };
  return {
    async list() {
      const found: Workflow[] = [];
      for (let next = ''; ;) {
        const { items, metadata } = await asked(() =>
          cluster.ask<{ items: Workflow[]; metadata: { continue?: string } }>('GET', workflows(namespace), {
            limit: '500',
            ...(next !== '' && { continue: next }),
          }),
        );
        found.push(...items.filter((one) => ofWhat(one) !== undefined));
        next = metadata.continue ?? '';
        if (next === '') break;
      }
      const began = ({ status }: Workflow): string => status?.startedAt ?? '~';
      return found
        .sort((a, b) => (began(a) < began(b) ? 1 : -1))
        .slice(0, most)
        .map((workflow) => ({
          ...{ name: workflow.metadata.name, of: ofWhat(workflow) ?? '' },
          ...standingOf(unpacked(workflow)),
        }));
    },
    /** Without what only the API server needs. */
    async find(name: string): Promise<object | undefined> {
      const found = await find(name);
      if (!found) return undefined;
      const { metadata, status } = found;
      return { metadata: { name: metadata.name, namespace, labels: metadata.labels ?? {} }, status: status ?? {} };
    },
    async follow(name: string, log: (bytes: Uint8Array) => Promise<void>, left: AbortSignal): Promise<void> {
      const found = await find(name);
      if (!found) return;
      const tell = (line: string): void => {
        // Why something is missing in it; what its steps do the page shows.
        if (/^the (?:driver's log|cluster) /.test(line)) void log(new TextEncoder().encode(`${line}\n`));
      };
      try {
        await follow(cluster, found, { log, tell }, left);
      } catch (error) {
        // It has begun to answer: there is nobody to tell.
        if (error instanceof TypeError || error instanceof RangeError) throw error;
      }
    },
  };
}
