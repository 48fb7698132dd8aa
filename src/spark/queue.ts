import type { Report } from '../diagnostics/index.js';
import {
  podRoles,
  placeOf,
  queued,
  type Origin,
  type PlatformProfile,
  type PodRole,
  type Setting,
} from '../platform/index.js';
import type { Queue, RunTimeValue } from '../service/index.js';
import { isOlder, type SparkVersion } from '../spark-keys/index.js';
import { applicationId } from './platform-settings.js';
import type { PodTemplates } from './pod-template.js';
import type { ApplicationResources, PodResources } from './resources.js';

/** What a queue must know of an application. */
interface Joining {
  readonly profile: PlatformProfile;
  readonly settings: Map<string, Setting>;
  readonly runTimeValues: readonly RunTimeValue[];
  readonly version: SparkVersion;
  readonly pods: PodTemplates;
  /** Absent where the program is not known. */
  readonly resources: ApplicationResources | undefined;
}

/** Spark's own class, which makes a PodGroup of what the key holds: every build has them from this version on. */
const volcanoStep = 'org.apache.spark.deploy.k8s.features.VolcanoFeatureStep';
const podGroup = 'spark.kubernetes.scheduler.volcano.podGroupTemplateJson';
const volcanoSince = '4.2';

/** What the number and the size of pods are made of. */
const sizing =
  /^spark\.(?:(?:driver|executor)\.(?:cores|instances|memory|\w*[mM]emoryOverhead\w*|pyspark\.memory)|kubernetes\.(?:\w+\.request\.cores|memoryOverheadFactor)|memory\.offHeap\.\w+|dynamicAllocation\.(?:enabled|minExecutors))$/;

type Amounts = Readonly<Record<string, string>>;

/** What a pod asks for. */
function askedBy(role: PodRole, of: PodResources, settings: ReadonlyMap<string, Setting>): Amounts {
  const pattern = new RegExp(`^(spark\\.${role}\\.resource\\.([^.]+))\\.amount$`);
  const devices = [...settings].flatMap(([key, { value }]) => {
    const [, prefix = '', name = ''] = pattern.exec(key) ?? [];
    const vendor = settings.get(`${prefix}.vendor`)?.value;
    return vendor === undefined ? [] : [[`${vendor}/${name}`, value] as const];
  });
  return { cpu: `${of.cpuRequestMilli}m`, memory: `${of.memoryMi}Mi`, ...Object.fromEntries(devices) };
}

/** YuniKorn keeps a place for each pod before the first one starts: as large, and on the same nodes. */
function taskGroups(resources: ApplicationResources, { pods, settings }: Joining): string {
  const groups = podRoles.map((role) => {
    const { affinity, nodeSelector, tolerations, topologySpreadConstraints } = pods[role].spec;
    const labels = new RegExp(`^spark\\.kubernetes\\.(?:${role}\\.)?node\\.selector\\.(.+)$`);
    const selected = [...settings].flatMap(([key, { value }]) => {
      const label = labels.exec(key)?.[1];
      return label === undefined ? [] : [[label, value] as const];
    });
    const nodes = { ...(nodeSelector as object | undefined), ...Object.fromEntries(selected) };
    return {
      name: `spark-${role}`,
      minMember: role === 'driver' ? 1 : resources.executors.min,
      minResource: askedBy(role, resources[role], settings),
      ...(Object.keys(nodes).length > 0 && { nodeSelector: nodes }),
      affinity,
      tolerations,
      topologySpreadConstraints,
    };
  });
  return JSON.stringify(groups);
}

/** Volcano starts no pod before there is room for all; the driver alone makes the others, so one is enough to begin. */
const groupOf = (queue: string, { driver, executor, executors: { min } }: ApplicationResources): string =>
  JSON.stringify({
    apiVersion: 'scheduling.volcano.sh/v1beta1',
    kind: 'PodGroup',
    spec: {
      queue,
      minMember: 1,
      minResources: {
        cpu: `${driver.cpuRequestMilli + min * executor.cpuRequestMilli}m`,
        memory: `${driver.memoryMi + min * executor.memoryMi}Mi`,
      },
    },
  });

/** What all pods must say so that none starts before there is room for all; why that cannot be is told. */
function gang({ scheduler, queue }: Queue, joining: Joining, fallback: Origin, report: Report): [string, string][] {
  const { profile, resources, runTimeValues, settings, version } = joining;
  if (!resources) return [];
  if (resources.executors.min === 0) {
    const enabled = settings.get('spark.dynamicAllocation.enabled') ?? queue;
    report.add('gang-impossible', placeOf(enabled, fallback), {
      why: 'dynamic allocation begins without executors that room could be kept for',
      remedy: 'set spark.dynamicAllocation.minExecutors, or take `gang` out of the profile’s scheduler',
    });
  }
  for (const { conf, property } of runTimeValues) {
    if (conf === undefined || !sizing.test(conf)) continue;
    const place = fallback.source.place(`${property.pointer}/key`, 'value', property.pointer);
    report.add('gang-of-the-default', place, { key: conf });
  }
  if (scheduler.kind === 'yunikorn') {
    const annotation = 'annotation.yunikorn.apache.org/task-group';
    return [
      ...podRoles.map((role): [string, string] => [`spark.kubernetes.${role}.${annotation}-name`, `spark-${role}`]),
      [`spark.kubernetes.driver.${annotation}s`, taskGroups(resources, joining)],
    ];
  }
  if (isOlder(version, volcanoSince)) {
    report.add('gang-impossible', (profile.source ?? fallback.source).place('/scheduler/gang'), {
      why: `Spark ${version} makes no PodGroup of Volcano’s`,
      remedy: `take images of Spark ${volcanoSince} or later, or \`gang\` out`,
    });
    return [];
  }
  const steps = podRoles.map((role): [string, string] => {
    const key = `spark.kubernetes.${role}.pod.featureSteps`;
    return [key, [settings.get(key)?.value, volcanoStep].filter(Boolean).join(',')];
  });
  return [...steps, [podGroup, groupOf(queue.value, resources)]];
}

/** Lets driver and executors wait in a queue. What the profile itself says of the same keys holds. */
export function joinQueue(joined: Queue, joining: Joining, fallback: Origin, report: Report): void {
  const { queue, scheduler } = joined;
  const { kind } = scheduler;
  const { runTimeValues, settings } = joining;
  const { annotations, labels, schedulerName } = queued(kind, queue.value, applicationId);
  const ours = new Map<string, string>();
  const expected = new Map<string, string>();
  if (schedulerName !== undefined) {
    ours.set('spark.kubernetes.scheduler.name', schedulerName);
    for (const role of podRoles) expected.set(`spark.kubernetes.${role}.scheduler.name`, schedulerName);
  }
  for (const role of podRoles) {
    for (const [name, value] of Object.entries(labels)) ours.set(`spark.kubernetes.${role}.label.${name}`, value);
    for (const [name, value] of Object.entries(annotations))
      ours.set(`spark.kubernetes.${role}.annotation.${name}`, value);
  }
  if (kind === 'kueue') {
    // Kueue leaves alone what belongs to a pod that it knows, as executors do to their driver, but for what says this.
    ours.set('spark.kubernetes.executor.annotation.kueue.x-k8s.io/pod-suspending-parent', 'pod');
    ours.set('spark.kubernetes.executor.label.kueue.x-k8s.io/managed', 'true');
  }
  for (const [key, value] of ours) expected.set(key, value);
  for (const { conf = '', property } of runTimeValues) {
    if (!expected.has(conf)) continue;
    const place = fallback.source.place(`${property.pointer}/key`, 'value', property.pointer);
    report.add('scheduler-contradicted', place, { key: conf, kind });
  }
  for (const [key, value] of expected) {
    const own = settings.get(key);
    if (!own?.origin || own.layer === 'profile' || own.value === value) continue;
    report.add('scheduler-contradicted', placeOf(own, fallback, 'key'), { key, kind });
  }
  for (const [key, value] of ours) if (settings.get(key)?.layer !== 'profile') settings.set(key, { ...queue, value });
  if (!scheduler.gang) return;
  for (const [key, value] of gang(joined, joining, fallback, report)) settings.set(key, { ...queue, value });
}
