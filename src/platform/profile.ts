import type { Report } from '../diagnostics/index.js';
import {
  checkSchedule,
  child,
  inOrder,
  schemaDiagnostics,
  segments,
  tellCredentials,
  tellRewritten,
  type Allowed,
  type Schedule,
  type SourceFile,
} from '../definition/index.js';
import { isDnsLabel } from '../kubernetes.js';
import { isOwned } from '../owned.js';
import { allowances, checkAllowances } from './allowances.js';
import { builtIn } from './defaults.js';
import { gpuOf, type GpuRule } from './gpu.js';
import { checkHistory, eventLog } from './history.js';
import { checkReference } from './image.js';
import { prometheus } from './metrics.js';
import { layered, layersOf, type ReadNamed } from './layers.js';
import type { PlatformProfile as Document, SecretRef as DocumentSecret } from './generated/platform.js';
import validate from './generated/platform.validate.js';
import { checkRules, Policy, type Rule } from './policy.js';
import { isMapping, type Mapping } from './mapping.js';
import { pathBelow } from './pod-schema.js';
import {
  checkForms,
  checkPods,
  isForm,
  isPieces,
  pieceIn,
  podMembers,
  podRoles,
  withoutPods,
  type PodPiece,
  type PodRole,
} from './pods.js';
import type { Scheduler } from './scheduler.js';
import { placeOf, type Layer, type Setting } from './setting.js';
import { checkTarget } from './target.js';

/** One of the generator's own steps: image (absent: the definition's), user id, CPU and memory quantities. */
export interface OwnStep {
  readonly image?: string;
  readonly runAsUser: number;
  readonly cpu: string;
  readonly memory: string;
}

interface SecretRef {
  readonly secret: string;
  readonly key: string;
  readonly parameter?: string;
  readonly executors: boolean;
}

/** A checked profile with every default filled in. */
export interface PlatformProfile {
  /** Absent for the built-in profile. */
  readonly source?: SourceFile;
  readonly name: string;
  readonly naming: string;
  readonly serviceAccount: string;
  readonly imagePullSecrets: readonly string[];
  readonly sparkClient: OwnStep;
  /** The Spark that the images hold; absent: what a definition says of it. */
  readonly sparkVersion?: string;
  readonly statusResolver: OwnStep & { readonly image: string };
  readonly container: Omit<OwnStep, 'image'>;
  readonly podSecurity: NonNullable<Document['podSecurity']>;
  /** How large the driver's log may become; where it is, is a setting. */
  readonly driverLog: { readonly sizeLimit: string };
  /** Who keeps what runs have done; where drivers leave it, is a setting. */
  readonly history?: NonNullable<Document['history']>;
  readonly metrics?: NonNullable<Document['metrics']>;
  readonly ui?: NonNullable<Document['ui']>;
  /** Who decides when pods start; in which queue they wait for it, is a setting. */
  readonly scheduler?: Scheduler;
  readonly pod: NonNullable<Document['pod']>;
  /** Pieces that are laid over the pods of one role: PodSpecs. */
  readonly podSpecs: Readonly<Record<PodRole, PodPiece['spec']>>;
  /** What an executor gets of a service that asks for GPUs. */
  readonly gpu?: GpuRule;
  /** By Spark key, and `TARGET` as JSON text: the two weakest layers of a service's settings. */
  readonly settings: ReadonlyMap<string, Setting>;
  readonly secretEnv: ReadonlyMap<string, SecretRef>;
  readonly s3: NonNullable<Document['s3']>;
  readonly globals: readonly string[];
  readonly retry: {
    readonly limit: number;
    readonly backoff: { readonly duration: string; readonly factor: number; readonly maxDuration?: string };
    readonly driverFailure: boolean;
  };
  /** Seconds. */
  readonly deadlines: {
    readonly pending: number;
    readonly image: number;
    readonly executors?: number;
    readonly running?: number;
  };
  readonly concurrency: NonNullable<Document['concurrency']>;
  /** By the name of a service or a workflow. */
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly runtime: NonNullable<Document['runtime']>;
  readonly logs: NonNullable<Document['logs']>;
  /** Seconds. */
  readonly gracePeriod: number;
  readonly ttl: NonNullable<Document['ttl']>;
  readonly podGC?: NonNullable<Document['podGC']>;
  readonly limits: NonNullable<Document['limits']>;
  /** What a definition may set. */
  readonly policy: Policy;
  /** What of it may look like a credential. */
  readonly allowed: Allowed;
}

// Members of a profile that are Spark settings by another name.
const sparkKeys = {
  master: 'spark.master',
  namespace: 'spark.kubernetes.namespace',
  imagePullPolicy: 'spark.kubernetes.container.image.pullPolicy',
  imagePullSecrets: 'spark.kubernetes.container.image.pullSecrets',
  serviceAccount: 'spark.kubernetes.authenticate.driver.serviceAccountName',
  executorServiceAccount: 'spark.kubernetes.authenticate.executor.serviceAccountName',
  target: 'TARGET',
} as const;

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : JSON.stringify(value);

function settingsOf(document: Partial<Document>, source: SourceFile | undefined): Map<string, Setting> {
  const settings = new Map<string, Setting>();
  const layer: Layer = source ? 'profile' : 'built-in';
  const set = (key: string, value: unknown, pointer: string): void => {
    settings.set(key, { value: textOf(value), layer, ...(source && { origin: { source, pointer } }) });
  };
  for (const [member, key] of Object.entries(sparkKeys)) {
    const value = document[member as keyof typeof sparkKeys];
    if (value !== undefined) set(key, value, `/${member}`);
  }
  const dir = document.driverLog?.dir;
  if (dir !== undefined) {
    set('spark.driver.log.localDir', dir, '/driverLog/dir');
    const javaOptions = `-Ddriver.log.dir=${dir} -Dlog4j2.configurationFile=/opt/spark/conf/log4j2.properties`;
    set('spark.driver.extraJavaOptions', javaOptions, '/driverLog/dir');
  }
  const queue = document.scheduler?.queue;
  if (queue !== undefined) set('scheduler.queue', queue, '/scheduler/queue');
  if (document.history) {
    set('spark.eventLog.dir', document.history.dir, '/history/dir');
    for (const [key, value] of eventLog) set(key, value, '/history');
  }
  if (document.metrics) for (const [key, value] of prometheus) set(key, value, '/metrics');
  for (const { key, pointer, value } of podRoles.flatMap((role) => pieceIn(document, role)?.settings ?? [])) {
    if (!isOwned(key)) set(key, value, pointer);
  }
  for (const [key, value] of Object.entries(document.conf ?? {})) {
    if (!isOwned(key)) set(key, value, child('/conf', key));
  }
  return settings;
}

/** `locked` is the short form of rules that admit nothing. */
const rulesOf = ({ locked = [], policy = {} }: Partial<Document>): (Rule & { pointer: string })[] => [
  ...locked.map((name, index) => ({
    name,
    member: 'locked' as const,
    permission: 'deny' as const,
    pointer: `/locked/${index}`,
  })),
  ...Object.entries(policy).map(([name, permission]) => ({
    name,
    member: 'policy' as const,
    permission,
    pointer: child('/policy', name),
  })),
];

function merge(document: Partial<Document>, source?: SourceFile): PlatformProfile {
  const { podGC, scheduler } = document;
  const secretEnv = new Map<string, SecretRef>();
  for (const [name, ref] of Object.entries<DocumentSecret | null>({ ...builtIn.secretEnv, ...document.secretEnv })) {
    if (ref) secretEnv.set(name, { ...ref, executors: ref.executors ?? true });
  }
  const globals = document.globals ?? builtIn.globals;
  const settings = new Map([...settingsOf(builtIn, undefined), ...settingsOf(document, source)]);
  const name = document.name ?? builtIn.name;
  const policy = new Policy(rulesOf(document), { globals, secretEnv, settings });
  const gpu = gpuOf(document, source);
  return {
    ...(source && { source }),
    ...(podGC && { podGC }),
    ...(document.history && { history: document.history }),
    ...(document.metrics && { metrics: document.metrics }),
    ...(document.ui && { ui: document.ui }),
    ...(scheduler && { scheduler: { kind: scheduler.kind, gang: scheduler.gang ?? false } }),
    ...(gpu && { gpu }),
    ...(document.sparkVersion !== undefined && { sparkVersion: document.sparkVersion }),
    name,
    naming: document.naming ?? builtIn.naming,
    serviceAccount: document.serviceAccount ?? builtIn.serviceAccount,
    imagePullSecrets: document.imagePullSecrets ?? builtIn.imagePullSecrets,
    sparkClient: { ...builtIn.sparkClient, ...document.sparkClient },
    statusResolver: { ...builtIn.statusResolver, ...document.statusResolver },
    container: { ...builtIn.container, ...document.container },
    podSecurity: document.podSecurity ?? builtIn.podSecurity,
    driverLog: { ...builtIn.driverLog, ...document.driverLog },
    pod: document.pod ?? builtIn.pod,
    podSpecs: {
      driver: pieceIn(document, 'driver')?.spec ?? {},
      executor: pieceIn(document, 'executor')?.spec ?? {},
    },
    settings,
    secretEnv,
    s3: document.s3 ?? builtIn.s3,
    globals,
    retry: {
      ...builtIn.retry,
      ...document.retry,
      backoff: { ...builtIn.retry.backoff, ...document.retry?.backoff },
    },
    deadlines: { ...builtIn.deadlines, ...document.deadlines },
    concurrency: document.concurrency ?? builtIn.concurrency,
    schedules: new Map(Object.entries(document.schedules ?? {})),
    runtime: document.runtime ?? builtIn.runtime,
    logs: document.logs ?? builtIn.logs,
    gracePeriod: document.gracePeriod ?? builtIn.gracePeriod,
    ttl: document.ttl ?? builtIn.ttl,
    limits: document.limits ?? builtIn.limits,
    policy,
    allowed: allowances(name, document.credentials?.allow ?? [], (key) => policy.keyOf(key)),
  };
}

/** The profile of a cluster that nobody described. */
export const defaultProfile: PlatformProfile = merge({});

/** Tells what the schema refuses of a profile; what `checkForms` tells is left to it. */
function tellForm(source: SourceFile, report: Report): void {
  if (validate(source.value)) return;
  const errors = (validate.errors ?? []).filter(({ instancePath }) => !isForm(instancePath));
  const told = errors.map((error) => {
    const { additionalProperty: key } = error.params as { additionalProperty?: string };
    const path = key !== undefined && isPieces(error.instancePath) ? pathBelow('PodTemplate', key) : undefined;
    return path === undefined ? error : { ...error, params: { ...error.params, below: `podTemplate.${path}` } };
  });
  schemaDiagnostics(told, source, '', report);
}

/** Takes a member out, or the list that it lies in. */
function takeOut(value: Mapping, [name = '', ...path]: readonly string[]): void {
  const member = value[name];
  if (path.length > 0 && isMapping(member)) takeOut(member, path);
  else Reflect.deleteProperty(value, name);
}

/** What is sound of a profile with mistakes: the rest of it without the members that they are in. */
function soundPart(value: unknown): { readonly document: Document; readonly gone: readonly string[] } | undefined {
  const copy = JSON.parse(JSON.stringify(value)) as Document;
  const gone: string[] = [];
  while (!validate(copy)) {
    for (const { instancePath, params } of validate.errors ?? []) {
      const { additionalProperty: key } = params as { additionalProperty?: string };
      const pointer = key === undefined ? instancePath : child(instancePath, key);
      if (pointer === '') return undefined;
      gone.push(pointer);
      takeOut(copy as unknown as Mapping, segments(pointer));
    }
  }
  return { document: copy, gone };
}

/** What a profile names besides its pieces of pods: volumes that Spark makes, and variables. */
function known(role: PodRole, { conf = {} }: Document, { globals, secretEnv, settings }: PlatformProfile) {
  const below = (pattern: RegExp): string[] => [...settings.keys()].flatMap((key) => pattern.exec(key)?.[1] ?? []);
  const environment = role === 'driver' ? /^spark\.kubernetes\.driverEnv\.(.+)$/ : /^spark\.executorEnv\.(.+)$/;
  const volumes = below(new RegExp(`^spark\\.kubernetes\\.${role}\\.volumes\\.[^.]+\\.([^.]+)\\.`));
  const secrets = [...secretEnv].flatMap(([name, { executors }]) => (role === 'driver' || executors ? [name] : []));
  const driver =
    role === 'driver'
      ? [...globals.map((name) => [name, 'globals'] as const), ['NAMESPACE', 'the platform'] as const]
      : [];
  return {
    volumes: new Set([...volumes, ...(role === 'driver' ? ['driver-log'] : [])]),
    variables: new Map([
      ...below(environment).map((name) => [name, 'conf'] as const),
      ...secrets.map((name) => [name, 'secretEnv'] as const),
      ...driver,
    ]),
    conf: (key: string) => Object.hasOwn(conf, key),
  };
}

/**
 * Checks a profile document and fills in the defaults. Returns nothing if it has errors.
 *
 * @param readNamed Reads the files that a profile names: what it extends, and pod templates.
 */
export function readProfile(own: SourceFile, report: Report, readNamed?: ReadNamed): PlatformProfile | undefined {
  const errors = report.errors;
  const tell = (layer: SourceFile): void => {
    tellForm(layer, report);
  };
  const layers = layersOf(own, tell, report, readNamed);
  const source = layers && layered(layers);
  if (!source) return undefined;
  if (report.errors === errors && source !== own) tell(source);
  const hasForms = checkForms(source.value as Document, source, report);
  // What is sound is judged, too, but for what a mistake elsewhere may have caused.
  const sound = report.errors === errors ? { document: source.value as Document, gone: [] } : soundPart(source.value);
  if (!sound) return undefined;
  const { gone } = sound;
  const document = inOrder(hasForms ? sound.document : withoutPods(sound.document));
  const isWhole = (members: readonly string[]): boolean =>
    !gone.some((pointer) => members.some((member) => `${pointer}/`.startsWith(`/${member}/`)));
  const named = isWhole(['conf', 'globals', 'secretEnv']);
  // `allow` beside a credential's key is none.
  const lists = Object.entries(document.policy ?? {}).filter(([, permission]) => typeof permission !== 'string');
  const profile = merge(document, source);
  const allow = document.credentials?.allow ?? [];
  // What is allowed is, by the platform's word, no credential.
  const judged = {
    ...document,
    policy: Object.fromEntries(lists),
    credentials: { allow: allow.map(({ key, reason }) => ({ key, reason })) },
  };
  if (isWhole(['credentials'])) tellCredentials(judged, source, '', /^/, profile.allowed, report);
  checkAllowances(allow, source, report);
  const hasPods = hasForms && isWhole(podMembers);
  if (named && hasPods && isWhole(['scheduler']))
    checkPods(document, (role) => known(role, document, profile), source, report);
  if (named) checkRules(rulesOf(document), profile, source, report);
  for (const [key, value] of Object.entries(document.conf ?? {})) {
    if (isOwned(key)) report.add('owned-key', source.place(child('/conf', key), 'key'), { key });
    else tellRewritten(value, () => source.place(child('/conf', key)), report);
  }
  for (const member of ['sparkClient', 'statusResolver'] as const) {
    const image = document[member]?.image;
    if (image === undefined) continue;
    checkReference(`${member}.image`, image, () => source.place(`/${member}/image`), report);
  }
  for (const [name, schedule] of profile.schedules) checkSchedule(schedule, source, child('/schedules', name), report);
  for (const name of profile.secretEnv.keys()) {
    const by = profile.globals.includes(name) ? 'globals' : name === 'NAMESPACE' ? 'the platform' : undefined;
    if (by !== undefined) report.add('variable-set-twice', source.place(`/secretEnv/${name}`, 'key'), { name, by });
  }
  if (profile.scheduler?.kind === 'kueue' && profile.scheduler.gang) {
    report.add('gang-impossible', source.place('/scheduler/gang'), {
      why: 'Kueue starts a group of pods when all of them are there, and a driver that has not started has no executors',
      remedy: 'take `gang` out; `concurrency.drivers` leaves executors room',
    });
  }
  if (profile.history && named && hasPods && isWhole(['s3'])) checkHistory(profile.history, profile, source, report);
  const target = profile.settings.get(sparkKeys.target);
  if (target?.origin) checkTarget(target, target.origin, report);
  const key = sparkKeys.namespace;
  const namespace = profile.settings.get(key);
  if (namespace && !isDnsLabel(namespace.value)) {
    // The schema has judged `namespace`, but not `conf`.
    const what = 'namespace: at most 63 of a-z, 0-9 and -';
    report.add('kubernetes-name', placeOf(namespace, { source, pointer: '' }), { key, text: namespace.value, what });
  }
  return report.errors > errors ? undefined : profile;
}
