import type { PlatformProfile } from '../platform/index.js';
import { eachOf, type Cluster, type Resource } from './cluster.js';
import { failed, kubectl, ok, unlessRefused, type Finding, type Patient, type Pods } from './finding.js';

/** What a service waits in, by the kind of scheduler; of YuniKorn's queues the API server knows nothing. */
const objects = {
  kueue: {
    kind: 'LocalQueue',
    group: 'kueue.x-k8s.io',
    versions: ['v1beta2', 'v1beta1'],
    path: (namespace: string) => `namespaces/${namespace}/localqueues`,
    spec: { clusterQueue: 'CLUSTER_QUEUE' },
  },
  volcano: {
    kind: 'Queue',
    group: 'scheduling.volcano.sh',
    versions: ['v1beta1'],
    path: () => 'queues',
    spec: { weight: 1 },
  },
} as const;

interface QueueObject extends Resource {
  readonly status?: { readonly conditions?: readonly { type: string; status: string; message?: string }[] };
}

/** Is there what the services are to wait in? */
export async function queues(
  cluster: Cluster,
  { scheduler, settings }: PlatformProfile,
  namespace: string,
  patients: readonly Patient[],
): Promise<Finding[]> {
  if (!scheduler) return [];
  if (scheduler.kind === 'yunikorn') {
    return unlessRefused('YuniKorn', async () => {
      const pods = { labelSelector: 'app=yunikorn', fieldSelector: 'status.phase=Running' };
      const { items } = await cluster.ask<Pods>('GET', '/api/v1/pods', pods);
      const install = 'helm install yunikorn yunikorn/yunikorn --create-namespace -n yunikorn';
      return [items.length > 0 ? ok('YuniKorn', 'is running') : failed('YuniKorn', 'no pod of it is running', install)];
    });
  }
  const { group, kind, path, spec, versions } = objects[scheduler.kind];
  const all = [settings, ...patients.map(({ application }) => application.settings)];
  const names = new Set(all.flatMap((one) => one.get('scheduler.queue')?.value ?? []));
  return eachOf([...names], async (name): Promise<Finding[]> => {
    const check = `${kind} ${name}`;
    return unlessRefused(check, async () => {
      let found: QueueObject | undefined;
      for (const version of versions)
        found ??= await cluster.find<QueueObject>(`/apis/${group}/${version}/${path(namespace)}/${name}`);
      const closed = found?.status?.conditions?.find(({ status, type }) => type === 'Active' && status === 'False');
      const describe = `describe localqueue ${name}`;
      if (closed) return [failed(check, closed.message ?? 'it is not active', kubectl(namespace, describe))];
      if (found) return [ok(check, 'is there')];
      const made = JSON.stringify({ apiVersion: `${group}/${versions[0]}`, kind, metadata: { name }, spec });
      return [failed(check, 'it is not there', `echo '${made}' | ${kubectl(namespace, 'apply -f -')}`)];
    });
  }).then((found) => found.flat());
}
