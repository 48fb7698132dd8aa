import type { Place, Report } from '../diagnostics/index.js';
import { tellCredential, type ServiceDefinition } from '../definition/index.js';
import { checkedLabel, type DnsLabel } from '../kubernetes.js';
import { checkTarget, placeOf, type PlatformProfile, type Setting, type Target } from '../platform/index.js';
import {
  checkImage,
  checkUrl,
  permitted,
  positional,
  propertySetting,
  serviceName,
  tellMisspelt,
  type ProgramArgument,
  type RunTimeValue,
} from '../spark/index.js';

/** A service that is a container and nothing else, with everything decided that can be decided before a run. */
export interface ContainerService {
  readonly service: ServiceDefinition;
  readonly profile: PlatformProfile;
  /** The service's name as a DNS label. */
  readonly name: DnsLabel;
  readonly namespace: DnsLabel;
  readonly image: string;
  /** Fixed arguments of the program, `--key=value`. */
  readonly arguments: readonly ProgramArgument[];
  readonly runTimeValues: readonly RunTimeValue[];
  /** Values that the definition gives to Alida's global variables. */
  readonly globals: ReadonlyMap<string, Setting>;
  /** Alida's TARGET: as written, and as Kubernetes takes it. */
  readonly target: Setting | undefined;
  readonly placement: Target;
}

const ofSpark = /^(spark\.|SPARK_|(pythonModule|mainClass|mainApplicationFile)$)/;

/** Whether a definition says anything of Spark; one that forgets its application image is not taken for a container. */
export const usesSpark = ({ properties }: ServiceDefinition): boolean =>
  properties.some(({ key }) => ofSpark.test(key));

/** Decides everything about a service without Spark that does not wait for a run. */
export function containerService(
  service: ServiceDefinition,
  profile: PlatformProfile,
  report: Report,
): ContainerService | undefined {
  const errors = report.errors;
  const { pointer, source, url } = service;
  const fallback = { source, pointer };
  const fixed: ProgramArgument[] = [];
  const runTimeValues: RunTimeValue[] = [];
  const globals = new Map<string, Setting>();
  let target = profile.settings.get('TARGET');
  for (const property of service.properties) {
    const { key } = property;
    const setting = propertySetting(service, property);
    if (setting) {
      const at = (): Place => placeOf(setting, fallback);
      if (tellCredential(key, setting.value, at, profile.allowed, report)) continue;
    }
    if (!permitted({ service, profile }, property, profile.policy.keyOf(key), setting, false, report)) continue;
    if (profile.secretEnv.has(key)) continue;
    if (profile.globals.includes(key)) {
      if (setting) globals.set(key, setting);
    } else if (key === 'TARGET') target = setting ?? target;
    else if (property.kind === 'application' || property.kind === 'tuning' || key === positional) {
      runTimeValues.push({ property, ...(setting && { setting }) });
    } else if (setting && setting.value !== '') fixed.push({ key, setting });
    else if (property.mandatory) report.add('fixed-value-missing', source.place(`${property.pointer}/key`), { key });
  }
  tellMisspelt(service, profile, report);
  const name = serviceName(service, report);
  checkUrl(service, profile, report);
  if (!url) report.add('image-missing', source.place(pointer), {});
  checkImage(service, report);
  const placement = target ? checkTarget(target, fallback, report) : {};
  if (!name || !url || !placement || report.errors > errors) return undefined;
  const namespace = checkedLabel(profile.settings.get('spark.kubernetes.namespace')?.value ?? '');
  return { service, profile, name, namespace, image: url, arguments: fixed, runTimeValues, globals, target, placement };
}
