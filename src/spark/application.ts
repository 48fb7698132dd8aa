import { Report, type Place } from '../diagnostics/index.js';
import { tellCredential, type Property, type ServiceDefinition } from '../definition/index.js';
import { isOwned } from '../owned.js';
import { checkedLabel, type DnsLabel } from '../kubernetes.js';
import { ownSettings, placeOf, quantity, type Origin, type PlatformProfile, type Setting } from '../platform/index.js';
import { lookUp, versionsOf, type SparkVersion } from '../spark-keys/index.js';
import { checkConf, checkConfTogether, hintFor } from './rules/index.js';
import { checkBuckets, checkEndpoint, s3Settings } from './buckets.js';
import { checkImage, checkNames } from './kubernetes-names.js';
import { serviceName } from './name.js';
import { checkUrl, permitted } from './permitted.js';
import { podTemplate, type PodTemplate } from './pod-template.js';
import { tellMisspelt } from './misspelt.js';
import { program, type Program } from './program.js';
import { checkResources, resources } from './resources.js';
import { sparkRelease, type SparkRelease } from './version.js';

/** A property whose value may change from run to run. */
export interface RunTimeValue {
  readonly property: Property;
  /** How it reaches Spark: as a setting under this key, or as the program's argument `--key=value` (`positional`: as lines). */
  readonly conf?: string;
  /** Absent where a run must give one. */
  readonly setting?: Setting;
  /** Spark's suffix for the unit in which Alida measures the value, where Spark would read a bare number otherwise. */
  readonly unit?: 'b' | 'ms';
}

/** A fixed argument of the program, `--key=value`. */
export interface ProgramArgument {
  readonly key: string;
  readonly setting: Setting;
}

/** A Spark application with everything decided that can be decided before a run. */
export interface SparkApplication {
  readonly service: ServiceDefinition;
  readonly profile: PlatformProfile;
  /** The service's name as a DNS label. */
  readonly name: DnsLabel;
  /** Spark's own name for the application. */
  readonly appName: string;
  /** `k8s://…` */
  readonly master: string;
  readonly namespace: DnsLabel;
  readonly clientImage: string;
  /** The Spark that everything is judged for. */
  readonly release: SparkRelease;
  readonly program: Program;
  /** Every setting, also those that are no Spark configuration. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** Spark configuration by key, in code-unit order. */
  readonly conf: ReadonlyMap<string, Setting>;
  readonly arguments: readonly ProgramArgument[];
  readonly runTimeValues: readonly RunTimeValue[];
  /** Values that the definition gives to Alida's global variables. */
  readonly globals: ReadonlyMap<string, Setting>;
  readonly podTemplate: PodTemplate;
  /** Alida's TARGET, which the pod template was made from. */
  readonly target?: Setting;
}

/** The property whose value is the program's arguments that are no `--key=value`, one a line. */
export const positional = 'application-args';

// Decided when the WorkflowTemplate is made, whatever kind of property carries them.
const fixedKeys = new Set([
  ...ownSettings.keys(),
  'spark.app.name',
  'spark.master',
  'spark.kubernetes.namespace',
  'spark.kubernetes.container.image',
  'spark.kubernetes.container.image.pullPolicy',
  'spark.kubernetes.container.image.pullSecrets',
  'spark.kubernetes.authenticate.driver.serviceAccountName',
]);

// Alida's own client script runs Spark outside Kubernetes by default; the generated one never does.
const isIgnored = (key: string, value: string | undefined): boolean =>
  isOwned(key) || (key === 'spark.master' && value !== undefined && !value.startsWith('k8s://'));

export const propertySetting = (service: ServiceDefinition, property: Property): Setting | undefined => {
  const member = property.value === undefined ? 'defaultValue' : 'value';
  const value = property[member];
  if (value === undefined) return undefined;
  const { pointer } = property;
  const origin = {
    source: service.source,
    pointer: `${pointer}/${member}`,
    keyPointer: `${pointer}/key`,
    whole: pointer,
  };
  return { value, layer: member === 'value' ? 'value' : 'default', origin };
};

/** Alida counts bytes and milliseconds; Spark reads a bare number in each key's own unit. */
function unitOf({ measure }: Property, key: string, version: SparkVersion): 'b' | 'ms' | undefined {
  const type = lookUp(key, version)?.type;
  if (measure === 'bytes' && type === 'bytes') return 'b';
  return measure === 'milliseconds' && type === 'time' ? 'ms' : undefined;
}

const inUnit = (setting: Setting, unit = ''): Setting =>
  /^\d+$/.test(setting.value) ? { ...setting, value: setting.value + unit } : setting;

/** Sorts a service's properties into settings, arguments and run-time values. */
class Sorter {
  readonly settings: Map<string, Setting>;
  readonly arguments: ProgramArgument[] = [];
  readonly runTimeValues: RunTimeValue[] = [];
  readonly globals = new Map<string, Setting>();
  /** Keys that the profile refuses. */
  readonly refused = new Set<string>();
  /** Judged for this Spark. */
  readonly version: SparkVersion;
  readonly #given = new Map<string, string>();

  constructor(
    readonly service: ServiceDefinition,
    readonly profile: PlatformProfile,
    { version }: SparkRelease,
    readonly report: Report,
  ) {
    this.version = version;
    // What is built in is for the Spark that reads it.
    const read = ([key, { origin }]: [string, Setting]): boolean =>
      origin !== undefined || versionsOf(key) === undefined || lookUp(key, version) !== undefined;
    this.settings = new Map([...s3Settings(profile), ...[...profile.settings].filter(read)]);
  }

  add(property: Property): void {
    const { service, profile, report } = this;
    const key = profile.policy.keyOf(property.key);
    const place = (member: string): ReturnType<typeof service.source.place> =>
      service.source.place(`${property.pointer}/${member}`, 'value', property.pointer);
    const setting = propertySetting(service, property);

    if (setting) {
      const at = (): Place => placeOf(setting, originOf(service));
      if (tellCredential(property.key, setting.value, at, profile.allowed, report)) return;
    }
    // A key that Spark does not have is told as such.
    const ignored = isIgnored(key, setting?.value);
    const unread = ignored || (lookUp(key) === undefined && hintFor(key) !== undefined);
    if (!permitted(this, property, key, setting, unread, report)) {
      this.refused.add(key);
      return;
    }
    if (profile.secretEnv.has(key)) return;
    if (profile.globals.includes(key)) {
      if (setting) this.globals.set(key, setting);
      return;
    }
    if (ignored) {
      report.add('owned-key', place('key'), { key: property.key });
      return;
    }
    const isSpark = key.startsWith('spark.');
    const unit = isSpark ? unitOf(property, key, this.version) : undefined;
    const fixed =
      property.kind === 'static' || property.kind === 'resource' || fixedKeys.has(key) || profile.policy.restricts(key);
    const baked = fixed && key !== positional;
    if (isSpark || ownSettings.has(key)) {
      const before = this.#given.get(key);
      if (before !== undefined) {
        report.add('setting-given-twice', place('key'), { key: property.key, other: before, setting: key });
        return;
      }
      this.#given.set(key, property.key);
    }
    if (baked) {
      if (!setting || setting.value === '') {
        if (property.mandatory && !this.settings.has(key)) {
          report.add('fixed-value-missing', place('key'), { key: property.key });
        }
      } else if (isSpark || ownSettings.has(key)) this.settings.set(key, inUnit(setting, unit));
      else this.arguments.push({ key, setting });
    } else if (isSpark) {
      // A run without a value keeps what the profile says.
      const effective = setting ?? this.settings.get(key);
      this.runTimeValues.push({ property, conf: key, ...(effective && { setting: effective }), ...(unit && { unit }) });
      this.settings.delete(key);
    } else {
      this.runTimeValues.push({ property, ...(setting && { setting }) });
    }
  }
}

const originOf = (service: ServiceDefinition): Origin => ({ source: service.source, pointer: service.pointer });

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** Settings that Spark reads, each judged; the generator's own ones and the emptied ones are left out. */
function sparkConf(sorter: Sorter): Map<string, Setting> {
  const { service, report, version } = sorter;
  const fallback = originOf(service);
  const conf = new Map<string, Setting>();
  const { settings } = sorter;
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
  for (const [key, setting] of runTimeConf(sorter.runTimeValues)) judge(key, setting, version, fallback, report);
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

/** What settings mean together, and what the application will ask Kubernetes for against what the profile allows. */
function checkTogether(
  conf: ReadonlyMap<string, Setting>,
  main: Program | undefined,
  version: SparkVersion,
  { limits: { nodeCpu, nodeMemory, totalCpu, totalMemory } }: PlatformProfile,
  fallback: Origin,
  report: Report,
): void {
  const placed = [...conf].map(
    ([key, setting]) =>
      [key, { value: setting.value, place: (target?: 'key' | 'value') => placeOf(setting, fallback, target) }] as const,
  );
  checkConfTogether(new Map(placed), report, version);
  if (!main) return;
  const mi = (text: string): number => quantity(text) / 2 ** 20;
  const milli = (text: string): number => quantity(text) * 1000;
  const limits = {
    ...(nodeMemory !== undefined && { nodeMemoryMi: mi(nodeMemory) }),
    ...(nodeCpu !== undefined && { nodeCpuMilli: milli(nodeCpu) }),
    ...(totalMemory !== undefined && { maxMemoryMi: mi(totalMemory) }),
    ...(totalCpu !== undefined && { maxCpuMilli: milli(totalCpu) }),
  };
  const place = (keys: readonly string[]): Place => {
    const set = keys.map((key) => conf.get(key)).find((setting) => setting?.origin);
    return set ? placeOf(set, fallback) : fallback.source.place(fallback.pointer);
  };
  const values = new Map([...conf].map(([key, { value }]) => [key, value]));
  checkResources(resources(values, main.language, version), limits, place, report);
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
  const sorter = new Sorter(service, profile, release, report);
  for (const property of service.properties) sorter.add(property);
  tellMisspelt(service, profile, report);

  const { settings } = sorter;
  const image = settings.get('spark.kubernetes.container.image');
  if (!image) {
    if (!sorter.refused.has('spark.kubernetes.container.image')) {
      report.add('application-image-missing', service.source.place(`${service.pointer}/properties`), {});
    }
  } else settings.set('spark.kubernetes.container.image', { ...image, value: withoutScheme(image.value) });
  checkUrl(service, profile, report);
  const clientImage = service.url ?? profile.sparkClient.image;
  if (!clientImage) report.add('client-image-missing', service.source.place(service.pointer), {});

  checkImage(service, report);

  const target = settings.get('TARGET');
  const template = podTemplate(target, profile, fallback, report);
  const main = program(settings, fallback, report);
  checkBuckets(service, sorter.runTimeValues, profile, report);
  const conf = sparkConf(sorter);
  checkEndpoint(service, sorter.runTimeValues, conf.keys(), profile, report);
  const effective = new Map([...conf, ...runTimeConf(sorter.runTimeValues)]);
  checkTogether(effective, report.errors === errors ? main : undefined, release.version, profile, fallback, report);
  if (!name || !clientImage || !template || !main || report.errors > errors) return undefined;
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
    arguments: sorter.arguments,
    runTimeValues: sorter.runTimeValues,
    globals: sorter.globals,
    podTemplate: template,
    ...(target && { target }),
  };
}
