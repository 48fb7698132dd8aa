import type { Place, Report } from '../diagnostics/index.js';
import { tellCredential, type Property, type ServiceDefinition } from '../definition/index.js';
import type { DnsLabel } from '../kubernetes.js';
import { isOwned } from '../owned.js';
import { ownSettings, placeOf, type Origin, type PlatformProfile, type Setting } from '../platform/index.js';
import { hintFor, lookUp, type SparkVersion } from '../spark-keys/index.js';
import { permitted } from './permitted.js';

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
interface ProgramArgument {
  readonly key: string;
  readonly setting: Setting;
}

/** What a service's properties are, one by one; what is refused is none of them. */
export interface SortedProperties {
  /** Every setting, the platform's too, also those that are no Spark configuration. */
  readonly settings: Map<string, Setting>;
  /** Fixed arguments of the program. */
  readonly arguments: readonly ProgramArgument[];
  readonly runTimeValues: readonly RunTimeValue[];
  /** Values that the definition gives to Alida's global variables. */
  readonly globals: ReadonlyMap<string, Setting>;
  /** Keys that the profile refuses. */
  readonly refused: ReadonlySet<string>;
}

/** A service, Spark's or not, with everything decided that can be decided before a run. */
export interface Service extends Omit<SortedProperties, 'refused' | 'settings'> {
  readonly service: ServiceDefinition;
  readonly profile: PlatformProfile;
  /** The service's name as a DNS label. */
  readonly name: DnsLabel;
  readonly namespace: DnsLabel;
}

/** The property whose value is the program's arguments that are no `--key=value`, one a line. */
export const positional = 'application-args';

// Decided when the WorkflowTemplate is made, whatever kind of property carries them.
const fixedKeys = new Set([
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

const propertySetting = (service: ServiceDefinition, property: Property): Setting | undefined => {
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

/** A setting's value as Spark is to read it. */
export const inUnit = (setting: Setting, unit = ''): Setting =>
  /^\d+$/.test(setting.value) ? { ...setting, value: setting.value + unit } : setting;

/** Sorts a service's properties, each on its own. */
class Sorter {
  readonly settings: Map<string, Setting>;
  readonly arguments: ProgramArgument[] = [];
  readonly runTimeValues: RunTimeValue[] = [];
  readonly globals = new Map<string, Setting>();
  readonly refused = new Set<string>();
  readonly #given = new Map<string, string>();

  constructor(
    readonly service: ServiceDefinition,
    readonly profile: PlatformProfile,
    platform: ReadonlyMap<string, Setting>,
    readonly version: SparkVersion,
    readonly report: Report,
  ) {
    this.settings = new Map(platform);
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
    // A program's argument may have the name of the one that is Alida's.
    const isOwn = ownSettings.has(key) && (key !== 'gpu' || property.kind === 'static' || property.kind === 'resource');
    const fixed =
      property.kind === 'static' ||
      property.kind === 'resource' ||
      isOwn ||
      fixedKeys.has(key) ||
      profile.policy.restricts(key);
    const baked = fixed && key !== positional;
    if (isSpark || isOwn) {
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
      } else if (isSpark || isOwn) this.settings.set(key, inUnit(setting, unit));
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

export const originOf = (service: ServiceDefinition): Origin => ({ source: service.source, pointer: service.pointer });

/**
 * Sorts a service's properties into settings, arguments and run-time values.
 *
 * @param platform Settings that hold where the service has none.
 * @param version The Spark that they are judged for.
 */
export function sortProperties(
  service: ServiceDefinition,
  profile: PlatformProfile,
  platform: ReadonlyMap<string, Setting>,
  version: SparkVersion,
  report: Report,
): SortedProperties {
  const sorter = new Sorter(service, profile, platform, version, report);
  for (const property of service.properties) sorter.add(property);
  const { arguments: fixed, globals, refused, runTimeValues, settings } = sorter;
  return { arguments: fixed, globals, refused, runTimeValues, settings };
}
