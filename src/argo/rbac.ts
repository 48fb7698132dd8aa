import type { PlatformProfile } from '../platform/index.js';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
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
  // Since Spark 4.2 the client isolates a driver's executors.
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create', 'patch'] },
  // The resolver tells why a driver stays pending.
  { apiGroups: [''], resources: ['events'], verbs: ['list'] },
];

/** ServiceAccount, Role and RoleBinding that a profile's workflows run with; Kubernetes' own field names. */
export function rbac({ serviceAccount: name, settings }: PlatformProfile): readonly object[] {
  const namespace = settings.get('spark.kubernetes.namespace')?.value ?? '';
  const metadata = { name, namespace };
  const api = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: `${api}/v1`, kind: 'Role', metadata, rules },
    {
      apiVersion: `${api}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: api, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}
