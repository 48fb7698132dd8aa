import { prefix } from './rules/s3a.js';

/** S3A settings for a MinIO at `url` (`http://minio:9000`, or `minio:9000` with `tls` telling which it is). */
export function s3aEndpoint(
  url: string,
  options: { readonly tls?: boolean; readonly region?: string; readonly bucket?: string } = {},
): ReadonlyMap<string, string> {
  const [, scheme, path = ''] = /^(?:(https?):\/\/)?(.*)$/i.exec(url.trim()) ?? [];
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  const host = path.slice(0, end);
  const tls = scheme === undefined ? (options.tls ?? false) : scheme.toLowerCase() === 'https';
  const at = options.bucket === undefined ? prefix : `${prefix}bucket.${options.bucket}.`;
  return new Map([
    [`${at}endpoint`, `${tls ? 'https' : 'http'}://${host}`],
    ...(options.region ? [[`${at}endpoint.region`, options.region] as const] : []),
    [`${at}connection.ssl.enabled`, String(tls)],
    [`${at}path.style.access`, 'true'],
  ]);
}

/** Where a bucket's own credentials lie. */
interface BucketSecret {
  readonly secret: string;
  /** Keys in the Secret. */
  readonly accessKey: string;
  readonly secretKey: string;
}

/**
 * Settings that give buckets credentials of their own, from Secrets: the values travel in the environment of driver and
 * executors, and Hadoop reads them there by `${env.NAME}`.
 */
export function bucketCredentials(buckets: ReadonlyMap<string, BucketSecret>): ReadonlyMap<string, string> {
  const conf = new Map<string, string>();
  const taken = new Set<string>();
  for (const [bucket, { secret, accessKey, secretKey }] of buckets) {
    let name = `S3A_${bucket.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
    while (taken.has(name)) name += '_';
    taken.add(name);
    for (const [part, variable, key] of [
      ['access.key', `${name}_ACCESS_KEY`, accessKey],
      ['secret.key', `${name}_SECRET_KEY`, secretKey],
    ] as const) {
      conf.set(`${prefix}bucket.${bucket}.${part}`, `\${env.${variable}}`);
      for (const role of ['driver', 'executor']) {
        conf.set(`spark.kubernetes.${role}.secretKeyRef.${variable}`, `${secret}:${key}`);
      }
    }
  }
  return conf;
}
