import { code } from '../code.js';
import type { Remedy } from '../fix.js';

export const sparkCodes = {
  'unknown-spark-key': code<{ key: string; version: string; own: boolean; near?: string }>({
    severity: 'warning',
    title: 'Spark has no such key',
    message: ({ key, version }) => `Spark ${version} reads no key ${key}`,
    cause:
      'Spark ignores a key that it does not know without a word: the setting has no effect, unless the program or a plug-in reads it.',
    remedy: [
      { key: '<near>' },
      {
        if: 'own',
        say: "look the key up in Spark's configuration reference, leave it if a plug-in reads it, or take it out",
      },
      'leave it if the program or a plug-in reads it, or take it out',
    ],
    example: { wrong: 'spark.executor.instance = 4', right: 'spark.executor.instances = 4' },
  }),
  'spark-key-of-another-version': code<{ key: string; version: string; from?: string; to?: string }>({
    severity: 'warning',
    title: 'A key of another version of Spark',
    message: ({ from, key, to, version }) =>
      `Spark ${version} reads no key ${key}: ${to === undefined ? `it came with Spark ${from ?? ''}` : `Spark ${to} was the last to read it`}`,
    cause:
      'Spark ignores a key that it does not know without a word. The version is the profile’s `sparkVersion`, else that of the definition’s `framework`, else that of the client image’s tag.',
    remedy: [
      { if: 'to', delete: 'it', or: 'say in the profile (sparkVersion) which Spark runs, if it is not <version>' },
      { delete: 'it', or: 'run Spark <from> and say so (sparkVersion in the profile)' },
    ],
    example: {
      wrong: 'spark.driver.log.localDir = /tmp/log (Spark 3.5)',
      right: 'sparkVersion: "4.0" in the profile, and the images with it',
    },
  }),
  'unknown-spark-version': code<{ written: string; first: string; last: string; judged: string }>({
    severity: 'warning',
    title: 'A version of Spark that is not known here',
    message: ({ first, judged, last, written }) =>
      `Spark ${written} is ${judged === first ? 'older' : 'newer'} than what is known, ${first} to ${last}: it is judged as ${judged}`,
    cause:
      'What is not known of it: which keys it reads, their defaults and units, what its driver asks Kubernetes for, which rights it needs, whether its submission and its exit code arrive. A setting may be passed over without a word.',
    remedy: 'run Spark <first> to <last>, or try the generated template before you rely on it',
    example: { wrong: 'sparkVersion: "3.2"', right: 'sparkVersion: "4.0"' },
  }),
  'misnamed-spark-key': code<{ key: string; remedy: Remedy }>({
    severity: 'warning',
    title: 'A key that looks right and does not exist',
    message: ({ key }) => `there is no key ${key} in any version of Spark; it is left out`,
    cause: 'Spark ignores a key that it does not know without a word, so what was meant does not happen.',
    remedy: '<remedy>',
    example: { wrong: 'spark.kubernetes.driver.limit.memory = 4g', right: 'spark.driver.memory = 4g' },
  }),
  'deprecated-spark-key': code<{ key: string; removed: boolean; since?: string; successor?: string }>({
    severity: 'warning',
    title: 'A key that Spark gave up',
    message: ({ key, removed, since }) =>
      `${key} is ${removed ? 'no longer read' : 'deprecated'}${since === undefined ? '' : ` since Spark ${since}`}`,
    cause: 'Spark reads deprecated keys for a while and then ignores them, or refuses values other than the default.',
    remedy: [
      { key: '<successor>' },
      { if: 'removed', delete: 'it' },
      'see whether the default does; Spark names no successor',
    ],
    example: { wrong: 'spark.yarn.executor.memoryOverhead = 1g', right: 'spark.executor.memoryOverhead = 1g' },
  }),
  'spark-value': code<{ key: string; value: string; expected: string; instead?: string; bound?: number }>({
    severity: 'error',
    title: 'A value that Spark cannot read',
    message: ({ key, value, expected }) => `${key} cannot be ${JSON.stringify(value)}: it takes ${expected}`,
    cause: 'The submission or the driver fails when the value is first read, which may be minutes into the run.',
    remedy: [{ value: '<instead>', safe: true }, { value: '<bound>', say: 'write <expected>' }, 'write <expected>'],
    example: { wrong: 'spark.executor.memory = 4 gigs', right: 'spark.executor.memory = 4g' },
  }),
  'spark-memory-too-small': code<{ key: string; value: string; heapMi: number }>({
    severity: 'error',
    title: 'Less memory than Spark starts with',
    message: ({ key, value, heapMi }) =>
      `${key} is ${JSON.stringify(value)}, which is ${heapMi} MiB: Spark needs at least 450`,
    cause: 'Spark reserves 300 MiB of each heap and refuses to start with less than one and a half times that.',
    remedy: { value: '1g', say: 'give <key> a suffix and at least 450m, such as 1g' },
    example: { wrong: 'spark.executor.memory = 4', right: 'spark.executor.memory = 4g' },
  }),
  'spark-setting-overridden': code<{ key: string; by: string; effect: string }>({
    severity: 'warning',
    title: 'A setting that another one takes the effect from',
    message: ({ key, by, effect }) => `${key} does not do what it says beside ${by}: ${effect}`,
    cause: 'The other one decides, wholly or from the first moment on, and Spark does not say so.',
    remedy: { delete: '<key>', say: 'take out <key> or <by>' },
    example: {
      wrong: 'spark.executor.memoryOverhead = 1g and spark.executor.memoryOverheadFactor = 0.3',
      right: 'spark.executor.memoryOverheadFactor = 0.3',
    },
  }),
  'spark-settings-contradict': code<{ key: string; detail: string; remedy: Remedy }>({
    severity: 'error',
    title: 'Settings that cannot be true together',
    message: ({ key, detail }) => `${key} contradicts another setting: ${detail}`,
    cause: 'Each setting is sound alone, but Spark or Kubernetes refuses them together and the run does not start.',
    remedy: '<remedy>',
    example: {
      wrong: 'spark.task.cpus = 2 and spark.executor.cores = 1',
      right: 'spark.task.cpus = 2 and spark.executor.cores = 4',
    },
  }),
  'spark-setting-incomplete': code<{ key: string; missing: readonly string[] }>({
    severity: 'error',
    title: 'A setting that means nothing without another one',
    message: ({ key, missing }) => `${key} needs ${missing.join(' and ')}`,
    cause:
      'A claim `OnDemand` is made only with a class and a size: without them Spark looks for a claim of that name, and the pod stays Pending. A resource without a vendor fails the submission; without a discovery script no driver or executor finds it, and they end.',
    remedy: 'set <missing>',
    words: ({ missing }) => ({ missing: missing.join(' and ') }),
    example: {
      wrong: 'spark.executor.resource.gpu.amount = 1',
      right:
        'spark.executor.resource.gpu.amount = 1, spark.executor.resource.gpu.vendor = nvidia.com and spark.executor.resource.gpu.discoveryScript = /opt/spark/examples/src/main/scripts/getGpusResources.sh',
    },
  }),
  'file-not-reachable': code<{ key: string; file: string }>({
    severity: 'error',
    title: 'A file that neither driver nor executors can reach',
    message: ({ file, key }) => `${key}: ${file} is a file of the client’s pod`,
    cause:
      'In cluster mode spark-submit uploads such a file, and refuses where spark.kubernetes.file.upload.path does not say to what place.',
    remedy:
      'write local:///PATH where the application image holds it, or the URL that it is read from (s3a://BUCKET/<name>)',
    words: ({ file }) => ({ name: file.replace(/^.*\//s, '') }),
    example: { wrong: 'spark.submit.pyFiles = libs.zip', right: 'spark.submit.pyFiles = local:///app/libs.zip' },
  }),
  'aws-sdk-1-class': code<{ key: string; classes: readonly string[]; hadoop: string; instead?: string }>({
    severity: 'warning',
    title: 'A class of the AWS SDK that this Hadoop does not bring',
    message: ({ classes, hadoop, key }) =>
      `${key}: Hadoop ${hadoop} is built with version 2 of the AWS SDK, and ${classes.join(', ')} is of version 1`,
    cause:
      'Unless the application image also holds aws-java-sdk-bundle, the first s3a:// address that a program opens ends it: the class is not found. Only five of its classes does Hadoop replace by itself.',
    remedy: [
      { value: '<instead>', safe: true, or: 'add aws-java-sdk-bundle to the application image' },
      'write the class of version 2, or add aws-java-sdk-bundle to the application image',
    ],
    example: {
      wrong: 'spark.hadoop.fs.s3a.aws.credentials.provider = com.amazonaws.auth.WebIdentityTokenCredentialsProvider',
      right:
        'spark.hadoop.fs.s3a.aws.credentials.provider = software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider',
    },
  }),
  's3-endpoint-missing': code<{ key: string; bucket: string }>({
    severity: 'warning',
    title: 'Data in an object store that nobody has named',
    message: ({ bucket, key }) => `${key} lies in s3a://${bucket}, and nothing says where that is`,
    cause:
      'Without an endpoint S3A asks Amazon; a bucket of a MinIO is not there, and the run fails with its first access.',
    remedy: 'add to the profile: s3: {endpoint: http://MINIO:9000}',
    example: { wrong: 'no profile', right: 's3:\n  endpoint: http://minio.minio:9000' },
  }),
  'jvm-option': code<{ key: string; option: string; instead?: string; right?: string }>({
    severity: 'error',
    title: 'A JVM option with which nothing starts',
    message: ({ key, option }) => `${key} may not hold ${option}`,
    cause:
      'Spark refuses the size of the heap and its own keys among the options of the JVM; Java 17, which Spark 4 needs, ends at once on an option that it no longer has ("Unrecognized VM option"); what has no dash is the class to run.',
    remedy: [
      { value: '<right>', say: 'write -<option>', safe: true },
      'take it out and set <instead>',
      'take the option out',
    ],
    example: {
      wrong: 'spark.executor.extraJavaOptions = -Xmx4g -XX:+UseConcMarkSweepGC',
      right: 'spark.executor.memory = 4g',
    },
  }),
  'dynamic-allocation-unbounded': code<object>({
    severity: 'warning',
    title: 'Dynamic allocation without an upper bound',
    message: () => 'dynamic allocation is on and spark.dynamicAllocation.maxExecutors is not set',
    cause:
      'The default maximum is 2147483647: one stage with many tasks asks for as many executors as the name space will bear.',
    remedy: 'set spark.dynamicAllocation.maxExecutors',
    example: {
      wrong: 'spark.dynamicAllocation.enabled = true',
      right: 'spark.dynamicAllocation.enabled = true and spark.dynamicAllocation.maxExecutors = 10',
    },
  }),
  'pod-fits-no-node': code<{ role: string; wants: string; has: string; keys: string }>({
    severity: 'error',
    title: 'A pod that fits on no node',
    message: ({ role, wants, has }) => `the ${role} asks for ${wants} and the largest node has ${has}`,
    cause: 'A pod runs on one node: this one would stay Pending until the deadline ends the run.',
    remedy: 'lower <keys>',
    example: { wrong: 'spark.executor.memory = 60g (an 86016Mi pod in Python)', right: 'spark.executor.memory = 40g' },
  }),
  'resources-over-limit': code<{ wants: string; may: string }>({
    severity: 'error',
    title: 'The application asks for more than it may',
    message: ({ wants, may }) => `driver and executors together ask for ${wants}; the profile allows ${may}`,
    cause: 'The platform profile bounds what one service may take from the cluster (its `limits`).',
    remedy:
      'lower the number of executors (spark.executor.instances, spark.dynamicAllocation.maxExecutors) or their size',
    example: { wrong: 'spark.executor.instances = 100', right: 'spark.executor.instances = 8' },
  }),
  'unknown-s3a-key': code<{ key: string; hadoop: string; near?: string }>({
    severity: 'warning',
    title: 'S3A has no such key',
    message: ({ hadoop, key }) => `hadoop-aws ${hadoop} reads no key ${key.replace(/^spark\.hadoop\./, '')}`,
    cause: 'Hadoop ignores a key that it does not know without a word: the setting has no effect.',
    remedy: [{ key: '<near>' }, 'look the key up in the documentation of hadoop-aws, or take it out'],
    example: { wrong: 'spark.hadoop.fs.s3a.path.style = true', right: 'spark.hadoop.fs.s3a.path.style.access = true' },
  }),
  's3a-time-suffix': code<{ key: string; value: string; bare: number; unit: string }>({
    severity: 'error',
    title: 'A time with a suffix in S3A',
    message: ({ key, value, unit }) => `${key} is ${JSON.stringify(value)}; written bare, this key counts ${unit}`,
    cause:
      'hadoop-aws 3.3 ends with NumberFormatException on the suffix of several S3A times; a bare number in the key’s own unit is read alike by every version.',
    remedy: { value: '<bare>', safe: true },
    example: {
      wrong: 'spark.hadoop.fs.s3a.threads.keepalivetime = 60s',
      right: 'spark.hadoop.fs.s3a.threads.keepalivetime = 60',
    },
  }),
  's3a-time-unit': code<{ key: string; value: string; meaning: string; unit: string; instead?: number }>({
    severity: 'error',
    title: 'A time in the wrong unit in S3A',
    message: ({ key, value, meaning, unit }) => `${key}: ${value} is ${meaning}: this key counts ${unit}`,
    cause: 'A bare number is not always milliseconds: each S3A key has a unit of its own.',
    remedy: [{ value: '<instead>' }, 'write the time in <unit>'],
    example: {
      wrong: 'spark.hadoop.fs.s3a.threads.keepalivetime = 60000',
      right: 'spark.hadoop.fs.s3a.threads.keepalivetime = 60',
    },
  }),
  's3a-time-ambiguous': code<{ key: string; value: string }>({
    severity: 'error',
    title: 'A time whose unit depends on the version of hadoop-aws',
    message: ({ key, value }) => `${key}: ${value} is seconds in hadoop-aws 3.3 and milliseconds in 3.4`,
    cause: 'The unit of a bare number changed between the versions; only a suffix means the same in both.',
    remedy: 'write the unit: 30s, 500ms',
    example: {
      wrong: 'spark.hadoop.fs.s3a.connection.request.timeout = 30',
      right: 'spark.hadoop.fs.s3a.connection.request.timeout = 30s',
    },
  }),
} as const;
