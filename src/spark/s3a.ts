import type { Report } from '../diagnostics/index.js';
import { nearest, type SparkVersion } from '../spark-keys/index.js';
import type { SettingPlace } from './catalogue/setting-place.js';

// How hadoop-aws reads each key of S3A. Times are [unit of a bare number, smallest and largest sensible number].
// Read from the code of hadoop-aws 3.4.1 (Spark 4.0's Hadoop); 3.3 reads the same, but some times without suffix only.
const times: Readonly<Record<string, readonly [unit: 'ms' | 's', least: number, most: number]>> = {
  'assumed.role.session.duration': ['s', 900, 43_200],
  'connection.acquisition.timeout': ['ms', 1000, 3_600_000],
  'connection.establish.timeout': ['ms', 1000, 3_600_000],
  'connection.idle.time': ['ms', 1000, 3_600_000],
  'connection.part.upload.timeout': ['ms', 1000, 86_400_000],
  'connection.timeout': ['ms', 1000, 3_600_000],
  'connection.ttl': ['ms', 1000, 86_400_000],
  'multipart.purge.age': ['s', 60, 7_776_000],
  'retry.interval': ['ms', 10, 600_000],
  'retry.throttle.interval': ['ms', 10, 600_000],
  'threads.keepalivetime': ['s', 1, 3600],
};

// hadoop-aws 3.3 counts seconds here and 3.4 milliseconds: only a suffix is right in both.
const needsSuffix = 'connection.request.timeout';

const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Numbers of bytes, with Hadoop's suffixes K, M, G, T, P. */
const sizes = list(`block.size input.async.drain.threshold multipart.size multipart.threshold prefetch.block.size
  readahead.range vectored.read.max.merged.size vectored.read.min.seek.size`);

const numbers = list(`attempts.maximum bucket.probe bulk.delete.page.size committer.threads connection.maximum
  executor.capacity fast.upload.active.blocks internal.upload.part.count.limit io.rate.limit list.version max.total.tasks
  paging.maximum prefetch.block.count prefetch.max.blocks.count proxy.port retry.limit retry.throttle.limit
  socket.recv.buffer socket.send.buffer threads.max vectored.active.ranged.reads`);

const switches = list(`accesspoint.required audit.enabled audit.referrer.enabled audit.reject.out.of.span.operations
  change.detection.version.required checksum.validation classloader.isolation committer.abort.pending.uploads
  committer.experimental.collect.iostatistics committer.generate.uuid committer.magic.enabled
  committer.magic.track.commits.in.memory.enabled committer.require.uuid committer.staging.abort.pending.uploads
  committer.staging.unique-filenames connection.keepalive connection.ssl.enabled create.performance
  create.performance.enabled directory.operations.purge.uploads downgrade.syncable.exceptions endpoint.fips
  etag.checksum.enabled experimental.aws.s3.throttling fast.upload http.signer.enabled impl.disable.cache
  multiobjectdelete.enable multipart.purge multipart.uploads.enabled optimized.copy.from.local.enabled path.style.access
  prefetch.enabled proxy.ssl.enabled requester.pays.enabled retry.http.5xx.errors s3express.create.session`);

const texts = list(`access.key accesspoint.arn acl.default assumed.role.arn assumed.role.credentials.provider
  assumed.role.external.id assumed.role.policy assumed.role.session.name assumed.role.sts.endpoint
  assumed.role.sts.endpoint.region audit.execution.interceptors audit.referrer.filter audit.request.handlers
  audit.service.classname authoritative.path aws.credentials.provider aws.credentials.provider.mapping buffer.dir
  change.detection.mode change.detection.source committer.name committer.staging.conflict-mode
  committer.staging.tmp.path committer.summary.report.directory committer.uuid create.storage.class custom.signers
  delegation.token.binding directory.marker.retention encryption.algorithm encryption.key endpoint endpoint.region
  experimental.input.fadvise fast.upload.buffer http.signer.class impl object.content.encoding performance.flags
  proxy.domain proxy.host proxy.password proxy.username proxy.workstation s3.client.factory.impl s3.signing-algorithm
  secret.key security.credential.provider.path server-side-encryption-algorithm server-side-encryption.key
  session.token signing-algorithm ssl.channel.mode sts.signing-algorithm user.agent.prefix`);

const prefix = 'spark.hadoop.fs.s3a.';

/** The Hadoop that each Spark is built with. */
const hadoopOf: Readonly<Record<SparkVersion, string>> = {
  '3.5': '3.3',
  '4.0': '3.4',
  '4.1': '3.4',
  '4.2': '3.5',
  '4.3': '3.5',
};

const known = (name: string): boolean =>
  Object.hasOwn(times, name) ||
  name === needsSuffix ||
  [sizes, numbers, switches, texts].some((names) => names.has(name)) ||
  name.startsWith('create.header.');

/** The name of a key as S3A reads it: `spark.hadoop.fs.s3a.bucket.my.bucket.endpoint` is `endpoint`. */
function nameOf(key: string): string {
  const name = key.slice(prefix.length);
  if (!name.startsWith('bucket.') || known(name)) return name;
  // A bucket's name may hold dots: the longest known ending is the key.
  const parts = name.split('.');
  for (let i = 2; i < parts.length; i += 1) {
    const ending = parts.slice(i).join('.');
    if (known(ending)) return ending;
  }
  return parts.slice(2).join('.');
}

/** Judges one setting of the S3A file system; does nothing for keys that are not S3A's. */
export function checkS3a(key: string, value: string, at: SettingPlace, report: Report, version: SparkVersion): void {
  if (!key.startsWith(prefix)) return;
  const name = nameOf(key);
  const text = value.trim();
  const refuse = (expected: string, instead?: string): void => {
    report.add('spark-value', at.place('value'), { key, value, expected, ...(instead !== undefined && { instead }) });
  };
  if (!known(name)) {
    const near = nearest(name, [...Object.keys(times), ...sizes, ...numbers, ...switches, ...texts]);
    report.add('unknown-s3a-key', at.place('key'), {
      key,
      hadoop: hadoopOf[version],
      ...(near !== undefined && { near: key.slice(0, -name.length) + near }),
    });
  } else if (/\$\{|\{\{/.test(value)) {
    return; // known at run time only
  } else if (Object.hasOwn(times, name)) checkTime(key, name, text, at, report);
  else if (name === needsSuffix) {
    if (!/^\d+(ms|s|m|h)$/i.test(text) && text !== '0') {
      report.add('s3a-time-ambiguous', at.place('value'), { key, value: text });
    }
  } else if (sizes.has(name)) {
    if (!/^-?\d+[kmgtpe]?$/i.test(text)) {
      refuse(
        'a whole number of bytes with one of the suffixes K, M, G, T, P',
        /^\d+[kmgtp](?=i?b$)/i.exec(text)?.[0].toUpperCase(),
      );
    }
  } else if (numbers.has(name)) {
    if (!/^-?\d+$/.test(text)) refuse('a whole number');
  } else if (switches.has(name)) {
    // Hadoop does not complain: it takes its default for anything else.
    if (!/^(true|false)$/i.test(text)) refuse('true or false');
  } else if (name === 'endpoint' || name === 'assumed.role.sts.endpoint') {
    if (!/^(https?:\/\/)?[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:\d{1,5})?\/?$/.test(text)) {
      refuse('HOST, HOST:PORT or a URL of these with http:// or https://');
    }
  }
}

function checkTime(key: string, name: string, text: string, at: SettingPlace, report: Report): void {
  const [unit, least, most] = times[name] ?? ['ms', 0, 0];
  const [, digits, suffix = ''] = /^(\d+)\s*(ns|us|ms|s|m|h|d|)$/i.exec(text) ?? [];
  if (digits === undefined) {
    report.add('spark-value', at.place('value'), {
      key,
      value: text,
      expected: `a whole number of ${unitNames[unit]}`,
    });
    return;
  }
  const n = Number(digits);
  const inMs = n * (lengths[suffix.toLowerCase()] ?? lengths[unit] ?? NaN);
  if (suffix !== '') {
    const bare = Math.round(inMs / (lengths[unit] ?? NaN));
    report.add('s3a-time-suffix', at.place('value'), { key, value: text, bare, unit: unitNames[unit] });
  } else if (n !== 0 && (n < least || n > most)) {
    // The author most likely wrote milliseconds for seconds, or the reverse.
    const instead = unit === 's' ? n / 1000 : n * 1000;
    const sensible = Number.isInteger(instead) && instead >= least && instead <= most;
    report.add('s3a-time-unit', at.place('value'), {
      key,
      value: text,
      meaning: spell(inMs),
      unit: unitNames[unit],
      ...(sensible && { instead }),
    });
  }
}

const unitNames = { ms: 'milliseconds', s: 'seconds' } as const;
const lengths: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 };

/** A duration as a person says it, its two largest parts: `16 h 40 min`. */
function spell(ms: number): string {
  const parts: string[] = [];
  let rest = ms;
  for (const [length, name] of [
    [8.64e7, 'days'],
    [3.6e6, 'h'],
    [6e4, 'min'],
    [1e3, 's'],
    [1, 'ms'],
  ] as const) {
    const count = Math.floor(rest / length);
    if (count > 0) parts.push(`${count} ${name === 'days' && count === 1 ? 'day' : name}`);
    rest -= count * length;
  }
  return parts.slice(0, 2).join(' ');
}

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
export interface BucketSecret {
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
