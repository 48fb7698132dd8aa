import { semaphore } from '../contract.js';
import type { PlatformProfile, Scheduler } from '../platform/index.js';
import { isOlder, type SparkVersion } from '../spark/index.js';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Needless before this Spark. */
  readonly since?: SparkVersion;
  /** Needless but for a gang of this scheduler's. */
  readonly gang?: Scheduler['kind'];
}

// The least that the steps and Spark need, in the namespace of the drivers; the end-to-end test runs with just this.
const rules: readonly Rule[] = [
  // Every pod of a workflow reports its outputs.
  { apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create', 'patch'] },
  // The client makes, watches and deletes drivers; a driver its executors; resolver and clean-up read, watch and delete.
  {
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  },
  // The driver's address and its configuration: made by the client (by server-side apply), removed by the driver.
  {
    apiGroups: [''],
    resources: ['configmaps', 'services'],
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  },
  // A driver removes the claims of its executors when it ends, also when there are none.
  {
    apiGroups: [''],
    resources: ['persistentvolumeclaims'],
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  },
  // The program's log becomes that of the node `submit`.
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  // The client isolates a driver's executors.
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create', 'patch'], since: '4.2' },
  // The client makes a driver's PodGroup.
  { apiGroups: ['scheduling.volcano.sh'], resources: ['podgroups'], verbs: ['create', 'patch'], gang: 'volcano' },
  // The resolver tells why a driver stays pending.
  { apiGroups: [''], resources: ['events'], verbs: ['list'] },
];

/** Who executors run as; empty: who drivers run as. */
export const executorAccount = 'spark.kubernetes.authenticate.executor.serviceAccountName';

/** How many drivers may be under way: Argo reads it whenever one would start. */
const driversAtOnce = ({ concurrency: { drivers } }: PlatformProfile, namespace: string): readonly object[] =>
  drivers === undefined
    ? []
    : [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: semaphore.name, namespace },
          data: { [semaphore.key]: String(drivers) },
        },
      ];

/** ServiceAccounts, Role and RoleBinding that a profile's workflows run with, and what else they count on; Kubernetes' own field names. */
export function rbac(profile: PlatformProfile): readonly object[] {
  const { scheduler, serviceAccount: name, settings, sparkVersion } = profile;
  const executors = settings.get(executorAccount)?.value ?? '';
  const namespace = settings.get('spark.kubernetes.namespace')?.value ?? '';
  const metadata = { name, namespace };
  // Where the profile names no version, each service has its own.
  const before = (since: string): boolean => sparkVersion !== undefined && isOlder(sparkVersion, since);
  const other = (kind: Scheduler['kind']): boolean => !scheduler?.gang || scheduler.kind !== kind;
  const needed = rules.flatMap(({ gang, since, ...rule }) =>
    (since !== undefined && before(since)) || (gang !== undefined && other(gang)) ? [] : [rule],
  );
  const api = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: `${api}/v1`, kind: 'Role', metadata, rules: needed },
    {
      apiVersion: `${api}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: api, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
    // Without rights, and without a token that would only say so.
    ...(executors === '' || executors === name
      ? []
      : [
          {
            apiVersion: 'v1',
            kind: 'ServiceAccount',
            metadata: { name: executors, namespace },
            automountServiceAccountToken: false,
          },
        ]),
    ...driversAtOnce(profile, namespace),
  ];
}
