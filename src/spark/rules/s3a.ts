import { nearest, type SparkVersion } from '../../spark-keys/index.js';
import { isOpen, type SettingRule } from './conf.js';
import { checkS3aTime, s3aTimes } from './s3a-times.js';

// How hadoop-aws reads each key of S3A, but times.
// Read from the code of hadoop-aws 3.4.1 (Spark 4.0's Hadoop); 3.3 reads the same.
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

/** What the keys of S3A begin with. */
export const prefix = 'spark.hadoop.fs.s3a.';

/** The Hadoop that each Spark is built with. */
export const hadoopOf: Readonly<Record<SparkVersion, string>> = {
  '3.5': '3.3',
  '4.0': '3.4',
  '4.1': '3.4',
  '4.2': '3.5',
  '4.3': '3.5',
};

const known = (name: string): boolean =>
  Object.hasOwn(s3aTimes, name) ||
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
export const s3a: SettingRule = (key, value, at, report, version) => {
  if (!key.startsWith(prefix)) return;
  const name = nameOf(key);
  const text = value.trim();
  const refuse = (expected: string, instead?: string): void => {
    report.add('spark-value', at.place('value'), { key, value, expected, ...(instead !== undefined && { instead }) });
  };
  if (!known(name)) {
    const near = nearest(name, [...Object.keys(s3aTimes), ...sizes, ...numbers, ...switches, ...texts]);
    report.add('unknown-s3a-key', at.place('key'), {
      key,
      hadoop: hadoopOf[version],
      ...(near !== undefined && { near: key.slice(0, -name.length) + near }),
    });
  } else if (isOpen(value)) {
    return;
  } else if (Object.hasOwn(s3aTimes, name)) checkS3aTime(key, name, text, at, report);
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
};
