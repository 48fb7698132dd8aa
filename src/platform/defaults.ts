import { images } from '../version.js';
import type { PlatformProfile as Document } from './generated/platform.js';

type Complete<T> = { [K in keyof T]-?: NonNullable<T[K]> };
type Members = Omit<Document, 'apiVersion' | 'kind'>;

/** The built-in profile: what Alida's own documentation sets for a Spark 4.0.1 service on its cluster. */
export const builtIn = {
  name: 'default',
  namespace: 'alida',
  serviceAccount: 'argo-workflow',
  executorServiceAccount: 'spark-executor',
  imagePullSecrets: ['alida-regcred'],
  imagePullPolicy: 'Always',
  master: 'k8s://https://kubernetes.default.svc',
  naming: '{name}',
  // 185 is the user of the official Spark images.
  sparkClient: { runAsUser: 185, cpu: '500m', memory: '1Gi' },
  statusResolver: {
    image: images['status-resolver'],
    runAsUser: 1000,
    cpu: '50m',
    memory: '128Mi',
  },
  container: { runAsUser: 1000, cpu: '500m', memory: '2Gi' },
  target: {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/role', operator: 'In', values: ['opt-worker'] }] },
          ],
        },
      },
    },
    tolerations: [
      { effect: 'NoSchedule', key: 'opt-worker', operator: 'Equal', value: 'true' },
      { effect: 'NoExecute', key: 'opt-worker', operator: 'Equal', value: 'true' },
    ],
  },
  podSecurity: 'restricted',
  driverLog: { sizeLimit: '2Gi' },
  pod: {},
  conf: {
    'spark.driver.memory': '4g',
    'spark.driver.cores': '2',
    'spark.executor.memory': '4g',
    'spark.executor.cores': '2',
    'spark.executor.instances': '2',
    // A directory of its own: Spark deletes it when it also copies the log to a dfsDir.
    'spark.driver.log.localDir': '/tmp/spark-driver-log',
    'spark.driver.extraJavaOptions':
      '-Ddriver.log.dir=/tmp/spark-driver-log -Dlog4j2.configurationFile=/opt/spark/conf/log4j2.properties',
    // A JVM under the POSIX locale turns every non-ASCII character of the program's arguments into '?'.
    'spark.kubernetes.driverEnv.LC_ALL': 'C.UTF-8',
    'spark.executorEnv.LC_ALL': 'C.UTF-8',
    // For a program in a jar: where its jars hold another version of what Spark has, theirs counts.
    'spark.driver.userClassPathFirst': 'true',
    'spark.executor.userClassPathFirst': 'true',
    // A driver that is moved begins again.
    'spark.kubernetes.driver.annotation.cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
    // Spark gives up on the API server after ten seconds, in milliseconds; a busy one needs more.
    'spark.kubernetes.submission.connectionTimeout': '60000',
    'spark.kubernetes.submission.requestTimeout': '60000',
    // Times are bare numbers, each in its own key's unit: right with every Hadoop 3, also those that know no suffix.
    'spark.hadoop.fs.s3a.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'spark.hadoop.fs.s3a.aws.credentials.provider': 'org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider',
    'spark.hadoop.fs.s3a.path.style.access': 'true',
    'spark.hadoop.fs.s3a.connection.establish.timeout': '5000',
    'spark.hadoop.fs.s3a.connection.timeout': '60000',
    'spark.hadoop.fs.s3a.connection.ttl': '300000',
    'spark.hadoop.fs.s3a.connection.maximum': '200',
    'spark.hadoop.fs.s3a.attempts.maximum': '10',
    'spark.hadoop.fs.s3a.paging.maximum': '1000',
    'spark.hadoop.fs.s3a.threads.keepalivetime': '60',
    'spark.hadoop.fs.s3a.multipart.purge.age': '86400',
    'spark.hadoop.fs.s3a.assumed.role.session.duration': '1800',
  },
  secretEnv: {
    HASH_TOKEN: { secret: 'alida-hash-token', key: 'token', parameter: 'hash-token-secret', executors: false },
    AWS_ACCESS_KEY_ID: { secret: 'alida-minio', key: 'access-key', executors: true },
    AWS_SECRET_ACCESS_KEY: { secret: 'alida-minio', key: 'secret-key', executors: true },
  },
  s3: {},
  globals: [
    'EXECUTION_ID',
    'SERVICE_ID',
    'BDA_ID',
    'ORGANIZATION_ID',
    'OWNER_ID',
    'ACCESS_LEVEL',
    'EXECUTOR_ID',
    'EXECUTOR_NAME',
    'EXECUTOR_ORG_ID',
    'EXECUTOR_ORG_NAME',
  ],
  retry: { limit: 2, backoff: { duration: '30s', factor: 2 }, driverFailure: false },
  deadlines: { pending: 1800, image: 300 },
  concurrency: {},
  runtime: 'self-contained',
  logs: {},
  gracePeriod: 90,
  ttl: {},
  limits: {},
  policy: {},
  locked: [],
} satisfies Partial<Complete<Members>>;
