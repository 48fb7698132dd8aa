// What becomes of each member that the operators' own schemas know.
import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { Report } from '../../src/diagnostics/index.js';
import { importFile, type Imported } from '../../src/importers/index.js';

interface Member {
  readonly path: string;
  readonly type: string;
  /** Versions of the resource that have it. */
  readonly versions: string[];
}

export interface Fate {
  /** Settings of the definition and members of the profile that it becomes. */
  readonly carried: readonly string[];
  readonly lost: string | undefined;
  readonly where: '' | ', where driver and executors have it alike';
  /** What is imported without the member, and with it. */
  readonly before: Imported;
  readonly after: Imported;
}

function members(file: string): Member[] {
  const lines = readFileSync(`test/importers/members/${file}`, 'utf8').trimEnd().split('\n');
  const found = new Map<string, Member>();
  for (const line of lines.filter((one) => !one.startsWith('#') && !one.startsWith('version\t'))) {
    const [version = '', path = '', type = ''] = line.split('\t');
    const before = found.get(path);
    if (before) before.versions.push(version);
    else found.set(path, { path, type, versions: [version] });
  }
  return [...found.values()];
}

type Sample = Readonly<Record<string, unknown>>;

/** Values by the member, or one that it belongs to; others get one by their type. */
const samples: Sample = {
  // Values that mean something.
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone' }] } },
  tolerations: [{ key: 'batch', operator: 'Exists' }],
  env: [{ name: 'NAME', value: 'x' }],
  envSecretKeyRefs: { NAME: { name: 'secret', key: 'key' } },
  secrets: [{ name: 'name', path: '/secret', secretType: 'GCPServiceAccount' }],
  configMaps: [{ name: 'settings', path: '/etc/app' }],
  gpu: { name: 'nvidia.com/gpu', quantity: 1 },
  volumeMounts: [{ name: 'data', mountPath: '/data' }],
  volumes: [{ name: 'data', emptyDir: { medium: 'Memory' } }],
  packages: ['org.example:x:1.0'],
  memory: '2g',
  memoryOverhead: '1g',
  memoryOverheadFactor: '0.2',
  cores: 2,
  coreRequest: '500m',
  coreLimit: '2',
  envFrom: [{ configMapRef: { name: 'settings' } }],
  initContainers: [{ name: 'init', image: 'registry.example/init:1' }],
  sidecars: [{ name: 'sidecar', image: 'registry.example/sidecar:1' }],
  hostAliases: [{ ip: '10.0.0.20', hostnames: ['store.example'] }],
  dnsConfig: { nameservers: ['10.0.0.10'] },
  lifecycle: { preStop: { exec: { command: ['true'] } } },
  podSecurityContext: { runAsUser: 185 },
  securityContext: { runAsUser: 185 },
  priorityClassName: 'high',
  serviceAccount: 'spark',
  schedulerName: 'volcano',
  batchScheduler: 'volcano',
  image: 'registry.example/other:1',
  imagePullPolicy: 'Always',
  imagePullSecrets: ['regcred'],
  mainApplicationFile: 'local:///app/other.py',
  template: { metadata: { labels: { NAME: 'x' } } },
  restartPolicy: {
    type: 'OnFailure',
    onFailureRetries: 1,
    onFailureRetryInterval: 10,
    onSubmissionFailureRetries: 2,
    onSubmissionFailureRetryInterval: 20,
  },
  hadoopConf: { 'fs.s3a.path.style.access': 'false' },
  sparkConf: { 'spark.sql.shuffle.partitions': '8' },
  kubernetesMaster: 'k8s://https://api.example',
  shuffleTrackingEnabled: false,
  enabled: true,
  minExecutors: 2,
  initialExecutors: 2,
  maxExecutors: 3,
  // Values that this generator cannot follow.
  sparkVersion: '3.5.1',
  mode: 'client',
  deploymentMode: 'ClientMode',
  pythonVersion: '2',
  // Apache's operator.
  pyFiles: 'local:///app/more.py',
  jars: 'local:///app/app.jar,local:///app/more.jar',
  files: 'local:///opt/x.txt',
  archives: 'local:///opt/x.zip',
  driverSpec: { podTemplateSpec: { metadata: { labels: { NAME: 'x' } } } },
  executorSpec: { podTemplateSpec: { metadata: { labels: { NAME: 'x' } } } },
  restartConfig: { restartPolicy: 'OnFailure', maxRestartAttempts: 1, restartBackoffMillis: 1000 },
  driverStartTimeoutMillis: 60_000,
  ttlAfterStopMillis: 60_000,
};

/** What a member needs beside it to mean anything. */
const beside: readonly (readonly [RegExp, Sample])[] = [
  [/^batchSchedulerOptions\.queue$/, { batchScheduler: 'volcano' }],
  [/^volumes\b/, { driver: { volumeMounts: samples.volumeMounts } }],
  [/\bvolumeMounts\b/, { volumes: samples.volumes }],
  [/^deps\.jars/, { mainApplicationFile: 'local:///app/app.jar', mainClass: 'a.B' }],
  [/^mainClass/, { mainApplicationFile: 'local:///app/app.jar', jars: 'local:///app/app.jar' }],
  [/^dynamicAllocation\.shuffle/, { dynamicAllocation: { enabled: true } }],
];

/** Members that say nothing that the rest of the definition does not say, whatever they hold. */
export const implied: Readonly<Record<string, string>> = { type: 'the program’s file says it' };

function value(type: string): unknown {
  const [kind = '', choice] = type.split(' ');
  if (choice !== undefined) return choice.split('|')[0];
  if (kind === 'integer') return 3;
  if (kind === 'boolean') return true;
  return kind === 'object' ? { NAME: 'x' } : 'x';
}

/**
 * Puts a value where `path` says (`driver.env[].name`), beside the rest of what the nearest sample holds. Returns what is
 * there without it, where the sample holds no such member.
 */
function put(
  spec: Record<string, unknown>,
  path: string,
  type: string,
  samples: Sample,
): Record<string, unknown> | undefined {
  let [at, kept] = [spec, false];
  const parts = path.split('.');
  for (const [i, part] of parts.entries()) {
    const [bare, list] = [part.replace('[]', ''), part.endsWith('[]')];
    const name = bare === '*' ? 'NAME' : bare;
    const sample = Object.hasOwn(samples, name) ? structuredClone(samples[name]) : undefined;
    if (i === parts.length - 1) {
      if (kept && at[name] !== undefined) return undefined;
      const rest = kept ? structuredClone(spec) : undefined;
      at[name] = sample ?? (list ? [value(type)] : value(type));
      return rest;
    }
    const next = (at[name] ?? sample ?? (list ? [{}] : {})) as Record<string, unknown> | Record<string, unknown>[];
    kept ||= sample !== undefined;
    at[name] = next;
    at = Array.isArray(next) ? (next[0] ?? {}) : next;
  }
  return undefined;
}

interface Outcome {
  readonly result: Imported;
  readonly carried: ReadonlyMap<string, string>;
  readonly lost: ReadonlyMap<string, string>;
}

/** What an import carries over, by where it is, and what it says is lost. */
function outcome(resource: object): Outcome {
  const report = new Report();
  const [result] = importFile(stringify(resource), 'file', report);
  if (result === undefined) throw new Error(JSON.stringify(report.diagnostics));
  const carried = new Map<string, string>();
  for (const { key, defaultValue } of result.definition.properties) carried.set(String(key), String(defaultValue));
  const {
    conf = {},
    target = {},
    pod = {},
    driver,
    executor,
    schedules = {},
    ...rest
  } = { ...result.profile, policy: {} } as Record<string, object>;
  const [own = {}] = Object.values(schedules) as object[];
  const parts = {
    ...{ 'profile: ': rest, 'profile: target.': target, 'profile: pod.': pod, '': conf },
    ...{ 'profile: schedules.NAME.': own, ...ofRole('driver', driver), ...ofRole('executor', executor) },
  };
  for (const [where, values] of Object.entries(parts)) {
    for (const [key, one] of Object.entries(values)) {
      if (one !== '') carried.set(`${where}${key}`, JSON.stringify(one));
    }
  }
  return { result, carried, lost: new Map(result.lost.map(({ text, why }) => [text, why])) };
}

/** What a profile's piece of one role's pod holds. */
function ofRole(role: string, piece: object | undefined): Record<string, object> {
  const { spec = {} } = (piece as { podTemplate: { spec?: Sample } } | undefined)?.podTemplate ?? {};
  const { containers = [], ...members } = spec as { containers?: Sample[] };
  const container = Object.fromEntries(Object.entries(containers[0] ?? {}).filter(([name]) => name !== 'name'));
  const path = `profile: ${role}.podTemplate.spec.`;
  return { [path]: members, [`${path}containers[].`]: container };
}

interface Resource {
  readonly file: string;
  readonly title: string;
  readonly make: (spec: Sample) => object;
  readonly spec: Sample;
  /** What notes put before a member. */
  readonly prefix: string;
  readonly own?: Sample;
}

const kubeflow = { type: 'Python', image: 'registry.example/app:1', mainApplicationFile: 'local:///app/main.py' };
const resource = (apiVersion: string, kind: string) => (spec: Sample) => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  spec,
});

const resources: readonly Resource[] = [
  {
    file: 'sparkapplication.sparkoperator.k8s.io.tsv',
    title: '`SparkApplication` of sparkoperator.k8s.io',
    make: resource('sparkoperator.k8s.io/v1beta2', 'SparkApplication'),
    spec: kubeflow,
    prefix: 'spec.',
  },
  {
    file: 'scheduledsparkapplication.sparkoperator.k8s.io.tsv',
    title: '`ScheduledSparkApplication` of sparkoperator.k8s.io',
    make: resource('sparkoperator.k8s.io/v1beta2', 'ScheduledSparkApplication'),
    spec: { schedule: '0 2 * * *', template: kubeflow },
    own: {
      template: { ...kubeflow, image: 'registry.example/other:1' },
      schedule: '@daily',
      timeZone: 'Europe/Rome',
      concurrencyPolicy: 'Replace',
    },
    prefix: 'spec.',
  },
  {
    file: 'sparkapplication.spark.apache.org.tsv',
    title: '`SparkApplication` of spark.apache.org',
    make: resource('spark.apache.org/v1', 'SparkApplication'),
    spec: { sparkConf: { 'spark.kubernetes.container.image': 'registry.example/app:1' } },
    prefix: 'spec.',
  },
];

/** The fate of a member, alone or with its like in the other role. */
function fate({ make, own, prefix, spec }: Resource, { path, type }: Pick<Member, 'path' | 'type'>): Fate {
  const extra = Object.assign(
    {},
    ...beside.flatMap(([pattern, sample]) => (pattern.test(path) ? [sample] : [])),
  ) as Sample;
  const attempt = (...paths: string[]): Fate => {
    const without = structuredClone({ ...spec, ...extra }) as Record<string, unknown>;
    const given = structuredClone(without);
    // Of a role's container; other things have ports too.
    const ports = /^(driver|executor)\./.test(path) && {
      ports: [{ name: 'metrics', protocol: 'UDP', containerPort: 8090 }],
    };
    const rests = paths.map((one) => put(given, one, type, { ...samples, ...own, ...ports }));
    const [before, after] = [outcome(make(rests.at(-1) ?? without)), outcome(make(given))];
    const carried = [...after.carried].filter(([key, one]) => before.carried.get(key) !== one).map(([key]) => key);
    const name = `${prefix}${path.replace(/\[\]|\.\*/g, '')}`;
    const last = name.replace(/^.*\./, '');
    const note = [...after.lost].find(([text, why]) => {
      if (before.lost.get(text) === why) return false;
      return name.startsWith(`${text}.`) || text.startsWith(name) || text.includes(last);
    });
    const where = paths.length > 1 ? ', where driver and executors have it alike' : '';
    return { carried, lost: note?.[1], where, before: before.result, after: after.result };
  };
  const alone = attempt(path);
  if (alone.carried.length > 0 || !/^(driver|executor)\./.test(path)) return alone;
  const other = path.startsWith('driver.') ? path.replace('driver', 'executor') : path.replace('executor', 'driver');
  const both = attempt(path, other);
  return both.carried.length > 0 ? both : alone;
}

/** The members of each resource that hold a value, with what becomes of them. */
export const coverage = (): {
  one: Resource;
  list: readonly Member[];
  fates: readonly { readonly member: Member; readonly fate: Fate }[];
}[] =>
  resources.map((one) => {
    const list = members(one.file);
    const parents = new Set(
      list.flatMap(({ path }) => path.split('.').map((_, i, parts) => parts.slice(0, i).join('.'))),
    );
    const fates = list
      .filter(({ path, type }) => !(type === 'object' && parents.has(path)))
      .map((member) => ({ member, fate: fate(one, member) }));
    return { one, list, fates };
  });
