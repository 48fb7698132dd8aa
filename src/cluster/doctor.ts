import { executorAccount, rbac } from '../argo/index.js';
import { semaphore } from '../contract.js';
import { podRoles, type PlatformProfile } from '../platform/index.js';
import { shellWord } from '../shell.js';
import { quantity } from '../status-resolver/quota.js';
import { type Cluster, eachOf, Refusal, type Resource } from './cluster.js';
import { failed, kubectl, ok, unlessRefused, type Finding, type Patient, type Pods } from './finding.js';
import { fits, isClosed, lacking, untolerated, type NodeResource, type Scheduling } from './nodes.js';
import { queues } from './queues.js';

const oldest = [3, 6];
const argo = 'https://github.com/argoproj/argo-workflows/releases/download/v4.0.5/install.yaml';
const install = `kubectl create namespace argo; kubectl apply --server-side -n argo -f ${argo}`;

async function controller(cluster: Cluster): Promise<Finding[]> {
  const check = 'Argo Workflows';
  const group = await cluster.find<{ resources: { name: string }[] }>('/apis/argoproj.io/v1alpha1');
  const there = new Set(group?.resources.map(({ name }) => name));
  const kinds = ['workflows', 'workflowtemplates', 'workflowtaskresults'];
  const absent = kinds.filter((name) => !there.has(name));
  if (absent.length > 0) return [failed('CRDs of Argo Workflows', `there is no ${absent.join(', ')}`, install)];
  const selectors = ['app=workflow-controller', 'app.kubernetes.io/component=workflow-controller'];
  const pods = await eachOf(selectors, (labelSelector) =>
    cluster.ask<Pods>('GET', '/api/v1/pods', { labelSelector, fieldSelector: 'status.phase=Running' }),
  );
  const images = pods.flatMap(({ items }) => items).flatMap(({ spec }) => spec.containers.map(({ image }) => image));
  const crds = ok('CRDs of Argo Workflows', kinds.join(', '));
  if (images.length === 0) return [crds, failed(check, 'no workflow-controller is running', install)];
  const [, major, minor] = images.map((image) => /:v?(\d+)\.(\d+)/.exec(image)).find(Boolean) ?? [];
  if (major === undefined || minor === undefined)
    return [crds, { check, state: 'unknown', detail: `which version is ${images.join(', ')}?` }];
  const isOld = Number(major) < (oldest[0] ?? 0) || (Number(major) === oldest[0] && Number(minor) < (oldest[1] ?? 0));
  const detail = `${major}.${minor}${isOld ? `, and ${oldest.join('.')} is the oldest that will do` : ''}`;
  return [crds, isOld ? failed(check, detail, install) : ok(check, detail)];
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Wish {
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly verb: string;
}

/** Those of some wishes that are denied to somebody, or to whoever asks. */
async function deniedOf(
  cluster: Cluster,
  namespace: string,
  wishes: readonly Wish[],
  somebody?: { readonly user: string; readonly groups: readonly string[] },
): Promise<Wish[]> {
  const kind = somebody ? 'SubjectAccessReview' : 'SelfSubjectAccessReview';
  const answers = await eachOf(wishes, (wish) =>
    cluster.ask<{ status: { allowed: boolean } }>(
      'POST',
      `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`,
      {},
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind,
        spec: { ...somebody, resourceAttributes: { namespace, ...wish } },
      },
    ),
  );
  return wishes.filter((_, n) => answers[n]?.status.allowed === false);
}

const told = (denied: readonly Wish[]): string =>
  denied
    .map(({ resource, subresource, verb }) => `${verb} ${[resource, subresource].filter(Boolean).join('/')}`)
    .join(', ');

/** May the pods of a run do what they must? */
async function permissions(cluster: Cluster, profile: PlatformProfile, namespace: string, mend: string) {
  const { serviceAccount } = profile;
  const check = `permissions of ${serviceAccount}`;
  const rules = rbac(profile).flatMap((object) => (object as { rules?: readonly Rule[] }).rules ?? []);
  const wishes = rules.flatMap(({ apiGroups: [group = ''], resources, verbs }) =>
    resources.flatMap((name) => {
      const [resource = '', subresource] = name.split('/');
      return verbs.map((verb) => ({ group, resource, verb, ...(subresource && { subresource }) }));
    }),
  );
  const user = `system:serviceaccount:${namespace}:${serviceAccount}`;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return unlessRefused(check, async () => {
    const denied = await deniedOf(cluster, namespace, wishes, { user, groups });
    return [denied.length === 0 ? ok(check, `all ${wishes.length}`) : failed(check, `may not ${told(denied)}`, mend)];
  });
}

/** May whoever asks apply and submit? */
const ownPermissions = (cluster: Cluster, { schedules }: PlatformProfile, namespace: string): Promise<Finding[]> => {
  const check = 'your permissions';
  const group = 'argoproj.io';
  const wishes = [
    ...['workflowtemplates', ...(schedules.size > 0 ? ['cronworkflows'] : [])].flatMap((resource) =>
      ['get', 'patch', 'create'].map((verb) => ({ group, resource, verb })),
    ),
    ...['create', 'get', 'patch'].map((verb) => ({ group, resource: 'workflows', verb })),
    { group: '', resource: 'pods', verb: 'list' },
    { group: '', resource: 'pods', subresource: 'log', verb: 'get' },
  ];
  return unlessRefused(check, async () => {
    const denied = await deniedOf(cluster, namespace, wishes);
    if (denied.length === 0) return [ok(check, 'apply and submit')];
    return [{ check, state: 'unknown', detail: `you may not ${told(denied)}: so others must apply and submit` }];
  });
};

interface Secret extends Resource {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** Every Secret that the profile names, and each key; what they hold stays where it is. */
async function secrets(cluster: Cluster, profile: PlatformProfile, namespace: string): Promise<Finding[]> {
  const wanted = new Map<string, Set<string>>();
  const want = (secret: string, key: string): void => {
    wanted.set(secret, (wanted.get(secret) ?? new Set()).add(key));
  };
  for (const { key, secret } of profile.secretEnv.values()) want(secret, key);
  for (const { accessKey, secret, secretKey } of Object.values(profile.s3.buckets ?? {}))
    for (const key of [accessKey, secretKey]) want(secret, key);
  const dockerKey = '.dockerconfigjson';
  const all = [
    ...profile.imagePullSecrets.map((name) => ({ name, keys: [dockerKey], pulls: true })),
    ...[...wanted].map(([name, keys]) => ({ name, keys: [...keys], pulls: false })),
  ];
  const found = await eachOf(all, ({ keys, name, pulls }) => {
    const check = `${pulls ? 'pull secret' : 'Secret'} ${name}`;
    return unlessRefused(check, async () => {
      const secret = await cluster.find<Secret>(`/api/v1/namespaces/${namespace}/secrets/${name}`);
      const missing = keys.filter((key) => !secret?.data || !Object.hasOwn(secret.data, key));
      if (missing.length === 0) return [ok(check, keys.join(', '))];
      const from = pulls ? `--type=kubernetes.io/dockerconfigjson --from-file=${dockerKey}=config.json` : '';
      const files = from || keys.map((key) => `--from-file=${key}`).join(' ');
      if (!secret)
        return [failed(check, 'it is not there', kubectl(namespace, `create secret generic ${name} ${files}`))];
      const data = missing.map((key) => `"${key}":"'"$(base64 -w0 < ${pulls ? 'config.json' : key})"'"`).join(',');
      return [
        failed(
          check,
          `it has no ${missing.join(', ')}`,
          kubectl(namespace, `patch secret ${name} -p '{"data":{${data}}}'`),
        ),
      ];
    });
  });
  return found.flat();
}

/** Is there a node that the pods of the services may run on, and fit on? */
const nodes = (cluster: Cluster, patients: readonly Patient[]): Promise<Finding[]> =>
  unlessRefused('nodes', async () => {
    const { items } = await cluster.ask<{ items: NodeResource[] }>('GET', '/api/v1/nodes');
    const open = items.filter((item) => !isClosed(item));
    return patients.map(({ application: { name, podTemplates }, resources }): Finding => {
      const check = `nodes for ${name}`;
      const [first] = open;
      const [closed] = items;
      if (!first) {
        if (!closed) return { check, state: 'failed', detail: 'there is no node' };
        const { metadata, spec } = closed;
        const mend = `kubectl ${spec?.unschedulable ? 'uncordon' : 'describe node'} ${metadata.name}`;
        return failed(check, 'no node is ready and takes pods', mend);
      }
      const alike = JSON.stringify(podTemplates.driver) === JSON.stringify(podTemplates.executor);
      const rooms: number[] = [];
      for (const role of podRoles) {
        const scheduling = podTemplates[role].spec as Scheduling;
        const whose = alike ? '' : `its ${role}: `;
        const labelled = open.filter((node) => lacking(scheduling, node).length === 0);
        if (labelled.length === 0) {
          const [node = first] = [...open].sort(
            (a, b) => lacking(scheduling, a).length - lacking(scheduling, b).length,
          );
          const missing = lacking(scheduling, node);
          const labels = missing.map(({ key, operator, values = [] }) =>
            operator === 'DoesNotExist' || operator === 'NotIn' ? `${key}-` : `${key}=${values[0] ?? 'true'}`,
          );
          const asked = missing
            .map(({ key, operator, values = [] }) => [key, operator, ...values].join(' '))
            .join(', ');
          return failed(
            check,
            `${whose}none has what ${alike ? 'TARGET' : 'the profile or TARGET'} asks for: ${asked}`,
            `kubectl label node ${node.metadata.name} --overwrite ${labels.map(shellWord).join(' ')}`,
          );
        }
        const tolerated = labelled.filter((node) => untolerated(scheduling, node).length === 0);
        if (tolerated.length === 0) {
          const [node = first] = labelled;
          const taints = untolerated(scheduling, node).map(
            ({ effect, key, value }) => `${key}${value ? `=${value}` : ''}:${effect}`,
          );
          return failed(
            check,
            `${whose}TARGET does not tolerate ${taints.join(', ')} of ${node.metadata.name}: add it to tolerations, or`,
            `kubectl taint node ${node.metadata.name} ${taints.map((taint) => shellWord(`${taint}-`)).join(' ')}`,
          );
        }
        const pod = resources[role];
        if (!tolerated.some((node) => fits(pod, node))) {
          const { cpuRequestMilli, memoryMi } = pod;
          const detail = `its ${role} wants ${memoryMi}Mi and ${cpuRequestMilli}m, which no node has that TARGET allows`;
          return failed(check, detail, 'alida-argo plan # shows it; make it smaller, or add a larger node');
        }
        rooms.push(tolerated.length);
      }
      const [driver = 0, executor = 0] = rooms;
      const counted = alike ? `${driver}` : `${driver} for its driver, ${executor} for its executors,`;
      return ok(check, `${counted} of ${items.length}`);
    });
  });

interface Settings extends Resource {
  readonly data?: Readonly<Record<string, string>>;
}

/** Is it said how many drivers may be under way? Without it no run begins. */
const concurrency = (
  cluster: Cluster,
  profile: PlatformProfile,
  namespace: string,
  mend: string,
): Promise<Finding[]> => {
  const { key, name } = semaphore;
  const check = `ConfigMap ${name}`;
  if (profile.concurrency.drivers === undefined) return Promise.resolve([]);
  return unlessRefused(check, async () => {
    const found = await cluster.find<Settings>(`/api/v1/namespaces/${namespace}/configmaps/${name}`);
    const number = found?.data?.[key];
    if (!found) return [failed(check, 'it is not there', mend)];
    return /^[1-9]\d*$/.test(number ?? '')
      ? [ok(check, `${number} ${key} at a time`)]
      : [failed(check, `its ${key} is ${number ?? 'missing'}, and must be a number`, mend)];
  });
};

interface Quota extends Resource {
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}

/** Has the namespace's quota room for each service, alone? */
const quotas = (cluster: Cluster, namespace: string, patients: readonly Patient[]): Promise<Finding[]> =>
  unlessRefused('quota', async () => {
    const { items } = await cluster.ask<{ items: Quota[] }>('GET', `/api/v1/namespaces/${namespace}/resourcequotas`);
    return items.map(({ metadata: { name }, status: { hard = {}, used = {} } = {} }) => {
      const check = `quota ${name}`;
      for (const { application, resources } of patients) {
        const { cpuRequestMilli, memoryMi } = resources.total;
        const wanted: Readonly<Record<string, [number, string]>> = {
          ...Object.fromEntries(
            ['requests.memory', 'memory', 'limits.memory'].map((key) => [key, [memoryMi * 1024 ** 2, `${memoryMi}Mi`]]),
          ),
          ...Object.fromEntries(
            ['requests.cpu', 'cpu'].map((key) => [key, [cpuRequestMilli / 1000, `${cpuRequestMilli}m`]]),
          ),
        };
        for (const [key, [amount, text]] of Object.entries(wanted)) {
          const [most, taken] = [quantity(hard[key]), quantity(used[key] ?? '0')];
          // Executors without a bound never fit a quota: the diagnostic of that says so.
          if (!Number.isFinite(amount) || !(taken + amount > most)) continue;
          const room = Math.ceil(key.endsWith('memory') ? (taken + amount) / 1024 ** 2 : (taken + amount) * 1000);
          const raised = JSON.stringify({ spec: { hard: { [key]: `${room}${key.endsWith('memory') ? 'Mi' : 'm'}` } } });
          const detail = `${application.name} wants ${text} of ${key}; ${used[key] ?? '0'} of ${hard[key] ?? ''} are taken`;
          return failed(check, detail, kubectl(namespace, `patch resourcequota ${name} -p '${raised}'`));
        }
      }
      return ok(check, 'room for each service');
    });
  });

/** Would the API server, with all its admission, take a driver? It is asked, and nothing is made. */
const admission = async (cluster: Cluster, { application, resources: { driver } }: Patient): Promise<Finding> => {
  const { name, namespace, podTemplates, profile } = application;
  const check = `admission of ${name}`;
  const image = application.settings.get('spark.kubernetes.container.image')?.value ?? 'spark';
  const { containers: [container = {}, ...others] = [], ...spec } = podTemplates.driver.spec as {
    containers?: object[];
  };
  const limits = { memory: `${driver.memoryMi}Mi`, ...(driver.cpuLimitMilli && { cpu: `${driver.cpuLimitMilli}m` }) };
  const requests = { memory: `${driver.memoryMi}Mi`, cpu: `${driver.cpuRequestMilli}m` };
  const prefix = 'spark.kubernetes.driver.label.';
  const labels = [...application.conf].flatMap(([key, { value }]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
  );
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: `${name}-doctor-`, labels: Object.fromEntries(labels) as object },
    spec: {
      ...spec,
      serviceAccountName: profile.serviceAccount,
      containers: [
        {
          name: 'spark-kubernetes-driver',
          image: image.replace(/^docker:\/\//, ''),
          ...container,
          resources: { limits, requests },
        },
        ...others,
      ],
    },
  };
  try {
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const made = await cluster.ask<{ spec: { schedulingGates?: object[] } }>('POST', path, { dryRun: 'All' }, pod);
    if (profile.scheduler?.kind === 'kueue' && !made.spec.schedulingGates?.length) {
      const mend = `kubectl -n kueue-system edit configmap kueue-manager-config # integrations, managedJobsNamespaceSelector`;
      return failed(check, 'Kueue would let its driver start at once: it does not manage pods of this namespace', mend);
    }
    return ok(check, 'its driver would be admitted');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.message.includes('violates PodSecurity')) {
      const level = error.message.includes('violates PodSecurity "baseline') ? 'privileged' : 'baseline';
      const mend = `kubectl label namespace ${namespace} --overwrite pod-security.kubernetes.io/enforce=${level}`;
      return failed(
        check,
        `${error.message}; let the profile keep to podSecurity: restricted, and pod to what that allows, or`,
        mend,
      );
    }
    const isForbiddenToAsk = error.message.includes('cannot create resource "pods"');
    if (isForbiddenToAsk) return { check, state: 'unknown', detail: error.message };
    return failed(check, error.message, `alida-argo plan # shows the pod; mend what it names`);
  }
};

/** Is the cluster ready for these services? */
export async function examine(
  cluster: Cluster,
  profile: PlatformProfile,
  patients: readonly Patient[],
  profileFile: string | undefined,
): Promise<Finding[]> {
  const { gitVersion } = await cluster.ask<{ gitVersion: string }>('GET', '/version');
  const findings = [ok('Kubernetes', gitVersion)];
  findings.push(...(await unlessRefused('Argo Workflows', () => controller(cluster))));
  const own = profile.settings.get('spark.kubernetes.namespace')?.value ?? 'default';
  for (const namespace of new Set([own, ...patients.map(({ application }) => application.namespace)])) {
    const check = `namespace ${namespace}`;
    const mine = patients.filter(({ application }) => application.namespace === namespace);
    const mend = `alida-argo rbac${profileFile === undefined ? '' : ` --profile ${shellWord(profileFile)}`} | kubectl apply -f -`;
    findings.push(
      ...(await unlessRefused(check, async () => {
        const isThere = (await cluster.find(`/api/v1/namespaces/${namespace}`)) !== undefined;
        return [
          isThere ? ok(check, 'is there') : failed(check, 'it is not there', `kubectl create namespace ${namespace}`),
        ];
      })),
    );
    if (findings.at(-1)?.state === 'failed') continue;
    const accounts = [profile.serviceAccount, profile.settings.get(executorAccount)?.value].filter(Boolean);
    for (const name of new Set(accounts)) {
      const account = `service account ${name}`;
      findings.push(
        ...(await unlessRefused(account, async () => {
          const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
          return [(await cluster.find(path)) ? ok(account, 'is there') : failed(account, 'it is not there', mend)];
        })),
      );
    }
    findings.push(
      ...(await permissions(cluster, profile, namespace, mend)),
      ...(await ownPermissions(cluster, profile, namespace)),
      ...(await secrets(cluster, profile, namespace)),
      ...(await concurrency(cluster, profile, namespace, mend)),
      ...(await queues(cluster, profile, namespace, mine)),
      ...(await quotas(cluster, namespace, mine)),
      ...(await eachOf(mine, (patient) => admission(cluster, patient))),
    );
  }
  return [...findings, ...(await nodes(cluster, patients))];
}
