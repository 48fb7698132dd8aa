import type { Place, Report } from '../diagnostics/index.js';
import type { Property, ServiceDefinition } from '../definition/index.js';
import { placeOf, type imageUrl, type PlatformProfile, type Refusal, type Setting } from '../platform/index.js';

/** What nothing runs without: to take it out is no fix. */
const needed = /^(?:url|SPARK_IMAGE|.*container\.image)$/s;

/** Says what the profile refuses, and what it would have to say for it. */
function tellRefusal(
  key: string,
  { pattern, rule, value }: Refusal,
  { name: profile }: PlatformProfile,
  place: Place,
  report: Report,
  whole = '',
): void {
  // Of several options of a JVM one is refused.
  const left = /["'\\]/.test(whole)
    ? ''
    : whole.replace(/\S+\s?/g, (word) => (word.trim() === value ? '' : word)).trim();
  const at = needed.test(key) ? { ...place, edits: undefined } : place;
  if (rule?.permission === 'deny') report.add('locked-key', at, { key, profile, rule: rule.name, member: rule.member });
  else
    report.add('not-permitted', at, {
      key,
      pattern,
      ...(value !== undefined && { value }),
      ...(value !== undefined && left !== '' && left !== whole.trim() && { left }),
    });
}

/**
 * Whether a definition may give a property its value; tells where it may not.
 *
 * @param key The property's, no alias.
 * @param setting What it sets.
 * @param ignored Whether the value has no effect: then only what the profile itself refuses is told.
 */
export function permitted(
  { service, profile }: { service: ServiceDefinition; profile: PlatformProfile },
  property: Property,
  key: string,
  setting: Setting | undefined,
  ignored: boolean,
  report: Report,
): boolean {
  const { globals, policy, secretEnv } = profile;
  if (!policy.judges(key)) return true;
  const value = setting?.value === '' ? undefined : setting?.value;
  // A run is asked for these anyway; and what is fixed without a value sets nothing.
  const asks = property.kind === 'application' || property.kind === 'tuning';
  if (value === undefined && (!asks || globals.includes(key) || secretEnv.has(key))) return true;
  const [refusal] = policy.refusals(key, value);
  if (!refusal || (ignored && !refusal.rule)) return true;
  const { source } = service;
  const place =
    setting && refusal.rule?.permission !== 'deny'
      ? placeOf(setting, { source, pointer: property.pointer })
      : source.place(`${property.pointer}/key`, 'value', property.pointer);
  tellRefusal(property.key, refusal, profile, place, report, key.endsWith('JavaOptions') ? setting?.value : undefined);
  return false;
}

/** The same for what is no property, such as a definition's `url`. */
export function checkMember(
  member: typeof imageUrl | 'schedule',
  value: string,
  { pointer, source }: Pick<ServiceDefinition, 'pointer' | 'source'>,
  profile: PlatformProfile,
  report: Report,
): void {
  const [refusal] = profile.policy.refusals(member, value);
  if (refusal) tellRefusal(member, refusal, profile, source.place(`${pointer}/${member}`), report);
}

/** The same for what a designer set, by property key. */
export function checkDesignedPolicy(
  profile: PlatformProfile,
  given: ReadonlyMap<string, Setting>,
  fallback: { source: ServiceDefinition['source']; pointer: string },
  report: Report,
): void {
  const { policy } = profile;
  for (const [name, setting] of given) {
    const key = policy.keyOf(name);
    const [refusal] = policy.judges(key) && setting.value !== '' ? policy.refusals(key, setting.value) : [];
    if (refusal) tellRefusal(name, refusal, profile, placeOf(setting, fallback), report);
  }
}
