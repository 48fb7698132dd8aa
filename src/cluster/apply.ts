import type { Manifest } from '../argo/index.js';
import { label } from '../contract.js';
import type { Report } from '../diagnostics/index.js';
import { fileDiff, type FileDiff } from '../diff/index.js';
import { toYaml } from '../render/index.js';
import { type Cluster, eachOf, Refusal, type Resource } from './cluster.js';
import { placeIn } from './place.js';

/** Who the fields are that we set. */
const manager = 'alida-argo';

/** What a manifest is to become, or that it is to go. */
interface Change {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  readonly diff: FileDiff;
  /** Absent: it goes. */
  readonly wanted?: object;
  /** As it was when it was compared; absent: there was none. */
  readonly live?: Resource;
}

interface Wanted {
  readonly manifests: readonly Manifest[];
  /** The project's name: its own are known by it. */
  readonly project: string | undefined;
  /** Whether those of the project that nothing makes any more go; needs its name. */
  readonly prune: boolean;
  /** Whether fields that another one set become ours. */
  readonly force: boolean;
  /** Where those that nothing makes any more may be. */
  readonly namespace: string;
}

type Kind = Manifest['kind'];
const plurals: Readonly<Record<Kind, string>> = {
  WorkflowTemplate: 'workflowtemplates',
  CronWorkflow: 'cronworkflows',
};
const kinds = Object.keys(plurals) as Kind[];

const collection = (kind: Kind, namespace: string): string =>
  `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/${plurals[kind]}`;

const kubectls = 'kubectl.kubernetes.io/last-applied-configuration';

const present = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** What people decide of an object, without what the API server keeps of it. */
function decided({ metadata, ...rest }: Resource): object {
  const { annotations = {}, labels, name, namespace } = metadata;
  const own = Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== kubectls));
  return present({ ...rest, status: undefined, metadata: present({ name, namespace, labels, annotations: own }) });
}

const placed = ({ name, namespace }: { name: string; namespace?: string }): string => `${namespace ?? ''}/${name}`;

/** What a manifest is called: what is not said otherwise is a WorkflowTemplate. */
const pathOf = (kind: Kind, metadata: Resource['metadata']): string =>
  kind === 'WorkflowTemplate' ? placed(metadata) : `${kind} ${placed(metadata)}`;

const byPath = (a: Change, b: Change): number => (a.diff.path < b.diff.path ? -1 : 1);

/** What an apply would change, by the API server's own word. */
export async function compare(cluster: Cluster, wanted: Wanted, report: Report): Promise<Change[]> {
  const { force, manifests, namespace, project, prune } = wanted;
  const changes = await eachOf(manifests, async (manifest): Promise<Change | undefined> => {
    const { kind, metadata } = manifest;
    const name = pathOf(kind, metadata);
    const labels = { ...metadata.labels, ...(project !== undefined && { [label.project]: project }) };
    const object = { ...manifest, metadata: { ...metadata, labels } };
    const path = `${collection(kind, metadata.namespace)}/${metadata.name}`;
    try {
      const live = await cluster.find<Resource>(path);
      const query = { fieldManager: manager, fieldValidation: 'Strict', dryRun: 'All', force: String(force) };
      const after = decided(await cluster.ask<Resource>('APPLY', path, query, object));
      const before = live && toYaml(decided(live));
      const diff = fileDiff(name, before, toYaml(after), after);
      return diff && { ...metadata, kind, diff, wanted: object, ...(live && { live }) };
    } catch (error) {
      if (error instanceof Refusal && error.status === 409)
        report.add('field-conflict', placeIn(cluster.name), { name, message: error.message });
      else cluster.tell(error, `apply ${kind} ${placed(metadata)}`, report);
      return undefined;
    }
  });
  const gone: Change[] = [];
  if (prune && project !== undefined && report.errors === 0) {
    const made = new Set(manifests.map(({ kind, metadata }) => pathOf(kind, metadata)));
    const namespaces = [...new Set([namespace, ...manifests.map(({ metadata }) => metadata.namespace)])].sort();
    const query = { labelSelector: `app.kubernetes.io/managed-by=alida-argo,${label.project}=${project}` };
    for (const [one, kind] of namespaces.flatMap((one) => kinds.map((kind) => [one, kind] as const))) {
      try {
        const list = await cluster.find<{ items: Resource[] }>(collection(kind, one), query);
        for (const live of list?.items ?? []) {
          const path = pathOf(kind, live.metadata);
          const diff = made.has(path) ? undefined : fileDiff(path, toYaml(decided(live)), undefined);
          if (diff) gone.push({ kind, namespace: one, name: live.metadata.name, diff, live });
        }
      } catch (error) {
        cluster.tell(error, `list the ${kind}s of namespace ${one}`, report);
      }
    }
  }
  return [...changes.flatMap((change) => change ?? []), ...gone].sort(byPath);
}

/** Does what was compared; what was changed by another hand since then is left alone and told. */
export async function apply(cluster: Cluster, changes: readonly Change[], report: Report): Promise<Change[]> {
  const done = await eachOf(changes, async (change) => {
    const { kind, live, name, namespace, wanted } = change;
    const { resourceVersion, uid } = live?.metadata ?? {};
    const path = `${collection(kind, namespace)}/${name}`;
    try {
      if (wanted) {
        const { metadata } = wanted as Resource;
        // With the version that was compared; of what was new, nothing must be there.
        const object = live ? { ...wanted, metadata: { ...metadata, resourceVersion } } : wanted;
        const query = { fieldManager: manager, fieldValidation: 'Strict', force: String(live !== undefined) };
        await cluster.ask('APPLY', path, query, object);
      } else await cluster.ask('DELETE', path, {}, { preconditions: { uid, resourceVersion } });
      return change;
    } catch (error) {
      cluster.tell(error, `${wanted ? 'apply' : 'delete'} ${kind} ${namespace}/${name}`, report);
      return undefined;
    }
  });
  return done.flatMap((change) => change ?? []);
}
