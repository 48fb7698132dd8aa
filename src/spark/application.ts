import { Report, type Place } from '../diagnostics/index.js';
import { mayHold, type ServiceDefinition } from '../definition/index.js';
import { checkedLabel } from '../kubernetes.js';
import { ownSettings, placeOf, quantity, type Origin, type PlatformProfile, type Setting } from '../platform/index.js';
import {
  checkImage,
  checkMember,
  gpuRule,
  inUnit,
  originOf,
  queueOf,
  serviceName,
  sortProperties,
  tellMisspelt,
  type RunTimeValue,
  type Service,
  type SortedProperties,
} from '../service/index.js';
import type { SparkVersion } from '../spark-keys/index.js';
import { checkConf, checkConfTogether } from './rules/index.js';
import { checkBuckets, checkEndpoint } from './buckets.js';
import { checkNames } from './kubernetes-names.js';
import { podTemplates, type PodTemplates } from './pod-template.js';
import { dropForPython, keepGracePeriod, mountDriverLog, platformSettings, tellWhere } from './platform-settings.js';
import { program, type Program } from './program.js';
import { joinQueue } from './queue.js';
import { checkResources, resources, type ResourceLimits } from './resources.js';
import { sparkRelease, type SparkRelease } from './version.js';

/** A Spark application with everything decided that can be decided before a run. */
export interface SparkApplication extends Service {
  /** Spark's own name for the application. */
  readonly appName: string;
  /** `k8s://…` */
  readonly master: string;
  readonly clientImage: string;
  /** The Spark that everything is judged for. */
  readonly release: SparkRelease;
  readonly program: Program;
  /** Every setting, also those that are no Spark configuration. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** Spark configuration by key, in code-unit order. */
  readonly conf: ReadonlyMap<string, Setting>;
  readonly podTemplates: PodTemplates;
  /** Alida's TARGET, which the pod templates were made from. */
  readonly target?: Setting;
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** Settings that Spark reads, each judged; the generator's own ones and the emptied ones are left out. */
function sparkConf(
  { runTimeValues, settings }: SortedProperties,
  service: ServiceDefinition,
  version: SparkVersion,
  report: Report,
): Map<string, Setting> {
  const fallback = originOf(service);
  const conf = new Map<string, Setting>();
  // The built-in number of executors is for those who say nothing of it.
  if (settings.has('spark.dynamicAllocation.enabled') && !settings.get('spark.executor.instances')?.origin) {
    settings.delete('spark.executor.instances');
  }
  for (const [key, setting] of [...settings].sort(byKey)) {
    // Each but TARGET becomes a line of spark-submit-args.
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    if (key !== 'TARGET' && /[\u0000-\u0008\u000a-\u001f\u007f]/.test(setting.value)) {
      report.add('control-character', placeOf(setting, fallback), { key });
      continue;
    }
    if (ownSettings.has(key) || key === 'spark.master' || key === 'spark.app.name' || setting.value === '') continue;
    if (judge(key, setting, version, fallback, report)) conf.set(key, setting);
  }
  for (const [key, setting] of runTimeConf(runTimeValues)) judge(key, setting, version, fallback, report);
  return conf;
}

function judge(key: string, setting: Setting, version: SparkVersion, fallback: Origin, report: Report): boolean {
  const at = { place: (target?: 'key' | 'value') => placeOf(setting, fallback, target) };
  checkNames(key, setting.value, at, report);
  return checkConf(key, setting.value, at, report, version) === 'keep';
}

/** The Spark settings that a run may change, as Spark reads them; `given`, by property key, takes the defaults' place. */
function runTimeConf(values: readonly RunTimeValue[], given: ReadonlyMap<string, Setting> = new Map()) {
  return values.flatMap(({ conf: key, property, setting: own, unit }): [string, Setting][] => {
    const setting = given.get(property.key) ?? own;
    return key && setting && setting.value !== '' ? [[key, inUnit(setting, unit)]] : [];
  });
}

/** What a profile lets services ask for, in the units of `resources`. */
export function limitsOf({ limits: { nodeCpu, nodeMemory, totalCpu, totalMemory } }: PlatformProfile): ResourceLimits {
  const mi = (text: string): number => quantity(text) / 2 ** 20;
  const milli = (text: string): number => quantity(text) * 1000;
  return {
    ...(nodeMemory !== undefined && { nodeMemoryMi: mi(nodeMemory) }),
    ...(nodeCpu !== undefined && { nodeCpuMilli: milli(nodeCpu) }),
    ...(totalMemory !== undefined && { maxMemoryMi: mi(totalMemory) }),
    ...(totalCpu !== undefined && { maxCpuMilli: milli(totalCpu) }),
  };
}

/** What settings mean together, and what the application will ask Kubernetes for against what the profile allows. */
function checkTogether(
  conf: ReadonlyMap<string, Setting>,
  main: Program | undefined,
  version: SparkVersion,
  profile: PlatformProfile,
  fallback: Origin,
  report: Report,
): void {
  const placed = [...conf].map(
    ([key, setting]) =>
      [key, { value: setting.value, place: (target?: 'key' | 'value') => placeOf(setting, fallback, target) }] as const,
  );
  checkConfTogether(new Map(placed), report, version);
  if (!main) return;
  const place = (keys: readonly string[]): Place => {
    const set = keys.map((key) => conf.get(key)).find((setting) => setting?.origin);
    return set ? placeOf(set, fallback) : fallback.source.place(fallback.pointer);
  };
  const values = new Map([...conf].map(([key, { value }]) => [key, value]));
  checkResources(resources(values, main.language, version), limitsOf(profile), place, report);
}

/**
 * Judges the Spark settings, datasets and models that a designer gave a service, by themselves and beside its own.
 *
 * @param given By property key.
 * @param step What a setting without a place of its own is told at.
 */
export function checkDesigned(
  { conf, profile, program: main, release: { version }, runTimeValues, service }: SparkApplication,
  given: ReadonlyMap<string, Setting>,
  step: Origin,
  report: Report,
): void {
  checkBuckets(service, runTimeValues, profile, report, given);
  checkEndpoint(service, runTimeValues, conf.keys(), profile, report, given);
  const changed = runTimeValues.filter(({ conf: key, property }) => key && given.has(property.key));
  if (changed.length === 0) return;
  const errors = report.errors;
  for (const [key, setting] of runTimeConf(changed, given)) judge(key, setting, version, step, report);
  if (report.errors > errors) return;
  const together = (values: ReadonlyMap<string, Setting>): Report => {
    const found = new Report();
    checkTogether(new Map([...conf, ...runTimeConf(runTimeValues, values)]), main, version, profile, step, found);
    return found;
  };
  // What is wrong with the service's own settings was told of the service.
  const told = new Set(together(new Map()).diagnostics.map(({ message }) => message));
  report.include(together(given), (found) => (told.has(found.message) ? undefined : found));
}

const withoutScheme = (image: string): string => image.replace(/^docker:\/\//i, '');

/** Decides everything about a service's Spark application that does not wait for a run. */
export function sparkApplication(
  service: ServiceDefinition,
  profile: PlatformProfile,
  report: Report,
): SparkApplication | undefined {
  const errors = report.errors;
  const fallback = originOf(service);
  const name = serviceName(service, report);
  const release = sparkRelease(service, profile, report);
  const sorted = sortProperties(service, profile, platformSettings(profile, release.version), release.version, report);
  tellMisspelt(service, profile, report);

  const { settings } = sorted;
  const { policy } = profile;
  const unread = (...keys: string[]): boolean => mayHold(service, (key) => keys.includes(policy.keyOf(key)));
  const image = settings.get('spark.kubernetes.container.image');
  if (!image) {
    if (!sorted.refused.has('spark.kubernetes.container.image') && !unread('spark.kubernetes.container.image')) {
      report.add('application-image-missing', service.source.place(`${service.pointer}/properties`), {});
    }
  } else settings.set('spark.kubernetes.container.image', { ...image, value: withoutScheme(image.value) });
  if (service.url !== undefined) checkMember('url', service.url, service, profile, report);
  const clientImage = service.url ?? profile.sparkClient.image;
  if (!clientImage && !service.unread?.members.has('url'))
    report.add('client-image-missing', service.source.place(service.pointer), {});

  checkImage(service, report);

  const gpu = gpuRule(settings, profile, fallback, report);
  const target = settings.get('TARGET');
  const pods = podTemplates(target, profile, fallback, report, gpu);
  const main = unread('mainApplicationFile', 'mainClass', 'pythonModule')
    ? undefined
    : program(settings, fallback, report);
  dropForPython(settings, main);
  mountDriverLog(settings, profile);
  tellWhere(sorted, profile);
  keepGracePeriod(settings, pods, release.version);
  const queue = queueOf(settings, profile, fallback, report);
  if (queue && pods) {
    const { runTimeValues } = sorted;
    const { version } = release;
    const texts = new Map([...settings, ...runTimeConf(runTimeValues)].map(([key, { value }]) => [key, value]));
    const asked = main && resources(texts, main.language, version);
    joinQueue(queue, { profile, settings, runTimeValues, version, pods, resources: asked }, fallback, report);
  }
  const conf = sparkConf(sorted, service, release.version, report);
  if (!service.unread) {
    checkBuckets(service, sorted.runTimeValues, profile, report);
    checkEndpoint(service, sorted.runTimeValues, conf.keys(), profile, report);
  }
  // What a setting means beside others is known where all of them are.
  if (!mayHold(service, (key) => policy.judges(key))) {
    const effective = new Map([...conf, ...runTimeConf(sorted.runTimeValues)]);
    checkTogether(effective, report.errors === errors ? main : undefined, release.version, profile, fallback, report);
  }
  if (service.unread || !name || !clientImage || !pods || !main || report.errors > errors) return undefined;
  return {
    service,
    profile,
    name,
    appName: settings.get('spark.app.name')?.value ?? name,
    master: settings.get('spark.master')?.value ?? '',
    namespace: checkedLabel(conf.get('spark.kubernetes.namespace')?.value ?? ''),
    clientImage,
    release,
    program: main,
    settings,
    conf,
    arguments: sorted.arguments,
    runTimeValues: sorted.runTimeValues,
    globals: sorted.globals,
    podTemplates: pods,
    ...(target && { target }),
  };
}
