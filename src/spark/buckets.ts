import type { Report } from '../diagnostics/index.js';
import { portOf, type Property, type ServiceDefinition } from '../definition/index.js';
import { placeOf, type PlatformProfile, type Setting } from '../platform/index.js';
import type { RunTimeValue } from '../service/index.js';
import { bucketCredentials, s3aEndpoint } from './s3a.js';

/** The settings that a profile's object store stands for. */
export function s3Settings({ s3, source }: PlatformProfile): Map<string, Setting> {
  const buckets = new Map(Object.entries(s3.buckets ?? {}));
  const conf = new Map([
    ...(s3.endpoint === undefined
      ? []
      : s3aEndpoint(s3.endpoint, s3.region === undefined ? {} : { region: s3.region })),
    ...bucketCredentials(buckets),
    ...[...buckets].flatMap(([bucket, { endpoint }]) =>
      endpoint === undefined ? [] : [...s3aEndpoint(endpoint, { bucket })],
    ),
  ]);
  return new Map(
    [...conf].map(([key, value]) => [
      key,
      { value, layer: 'profile', ...(source && { origin: { source, pointer: '/s3' } }) },
    ]),
  );
}

const endpoint = /^spark\.hadoop\.fs\.s3a\.(?:bucket\..+\.)?endpoint$/;

/**
 * Tells of data in an object store where neither a profile nor the service says which one.
 *
 * @param given What a designer set, by property key: then of these alone.
 */
export function checkEndpoint(
  service: ServiceDefinition,
  values: readonly RunTimeValue[],
  settings: Iterable<string>,
  { source }: PlatformProfile,
  report: Report,
  given?: ReadonlyMap<string, Setting>,
): void {
  // A profile without one means Amazon's; and Alida's library takes it from the arguments.
  if (source || service.properties.some(({ key }) => /(?:^|\.)minIO_URL$/.test(key))) return;
  for (const key of settings) if (endpoint.test(key)) return;
  for (const { property, setting: own } of values) {
    const setting = given ? given.get(property.key) : own;
    const bucket = isStored(property) ? bucketOf(setting?.value) : undefined;
    if (!setting || bucket === undefined) continue;
    const place = placeOf(setting, { source: service.source, pointer: property.pointer });
    report.add('s3-endpoint-missing', place, { key: property.key, bucket });
    return;
  }
}

const bucketOf = (value = ''): string | undefined => /^s3a?:\/\/([^/]+)/.exec(value)?.[1];

/** Whether a property says where data lies. */
const isStored = (property: Property): boolean => ['dataset', 'model'].includes(portOf(property)?.type ?? '');

/**
 * Tells of datasets and models in buckets that the run has no credentials for.
 *
 * @param given What a designer set, by property key: then of these alone.
 */
export function checkBuckets(
  service: ServiceDefinition,
  values: readonly RunTimeValue[],
  { s3 }: PlatformProfile,
  report: Report,
  given?: ReadonlyMap<string, Setting>,
): void {
  let first = s3.defaultBucket;
  for (const { property, setting: own } of values) {
    const setting = given?.get(property.key) ?? own;
    const bucket = isStored(property) ? bucketOf(setting?.value) : undefined;
    if (!setting || bucket === undefined) continue;
    first ??= bucket;
    if (bucket === first || s3.buckets?.[bucket] || (given && !given.has(property.key))) continue;
    const place = placeOf(setting, { source: service.source, pointer: property.pointer });
    report.add('bucket-without-credentials', place, { key: property.key, bucket, defaultBucket: first });
  }
}
