import { queueName } from './scheduler.js';

// What a policy speaks of: families of settings, and what a definition may do with each where no profile says otherwise.

/** `allow`: any value. `deny`: none. A list: the platform's own value and these, in which `*` stands for anything. */
export type Permission = 'allow' | 'deny' | readonly string[];

interface Family {
  readonly name: string;
  readonly about: string;
  /** `*` stands for anything. */
  readonly keys: readonly string[];
  /** Where a profile says nothing. */
  readonly permission: Permission;
  /** A family that this one belongs to. */
  readonly within?: string;
}

/** Stands for a definition's `url`, which is no property. */
export const imageUrl = 'url';

const both = (key: string): string[] => ['driver', 'executor'].map((role) => `spark.kubernetes.${role}.${key}`);
const all = (key: string): string[] => [`spark.kubernetes.${key}`, ...both(key)];
const environment = (name: string): string[] => [`spark.kubernetes.driverEnv.${name}`, `spark.executorEnv.${name}`];

const onlyThePlatform: Permission = [];

/** The family whose members are not whole values, but words of JVM options. */
export const agents = 'agents';

/** Where JVM options stand. */
export const javaOptions: ReadonlySet<string> = new Set([
  'spark.driver.defaultJavaOptions',
  'spark.driver.extraJavaOptions',
  'spark.executor.defaultJavaOptions',
  'spark.executor.extraJavaOptions',
  ...['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS', 'SPARK_SUBMIT_OPTS'].flatMap(environment),
]);

/** In order: the first that holds a key decides. A profile's own names are added to `globals` and `secrets`. */
export const families: readonly Family[] = [
  {
    name: 'image',
    about: 'images of driver and executors, and `url`',
    keys: [...all('container.image'), imageUrl],
    permission: 'allow',
  },
  {
    name: 'imagePullPolicy',
    about: 'when the image is pulled anew',
    keys: ['spark.kubernetes.container.image.pullPolicy'],
    permission: 'allow',
  },
  {
    name: 'imagePullSecrets',
    about: 'Secrets that open image registries',
    keys: ['spark.kubernetes.container.image.pullSecrets'],
    permission: onlyThePlatform,
  },
  {
    name: 'namespace',
    about: 'where everything runs',
    keys: ['spark.kubernetes.namespace'],
    permission: onlyThePlatform,
  },
  {
    name: 'master',
    about: 'the API server that client and driver send their tokens to',
    keys: [
      'spark.master',
      'spark.kubernetes.driver.master',
      'spark.kubernetes.context',
      'spark.kubernetes.trust.certificates',
    ],
    permission: onlyThePlatform,
  },
  {
    name: 'serviceAccount',
    about: 'service accounts, and other ways to prove who one is',
    keys: ['spark.kubernetes.authenticate.*'],
    permission: onlyThePlatform,
  },
  { name: 'schedule', about: 'when a workflow runs by itself', keys: ['schedule'], permission: 'allow' },
  { name: 'target', about: 'affinity and tolerations', keys: ['TARGET'], permission: 'allow' },
  { name: 'queue', about: 'the queue of the profile’s `scheduler`', keys: ['scheduler.queue'], permission: 'allow' },
  { name: 'gpu', about: 'GPUs by the profile’s rule', keys: ['gpu'], permission: 'allow' },
  {
    name: 'nodeSelector',
    about: 'nodes by their labels',
    keys: all('node.selector.*'),
    permission: onlyThePlatform,
  },
  {
    name: 'scheduler',
    about: 'another scheduler, and its pod groups',
    keys: [...all('scheduler.name'), 'spark.kubernetes.scheduler.*'],
    permission: onlyThePlatform,
  },
  {
    name: 'emptyDir',
    about: 'empty volumes',
    keys: both('volumes.emptyDir.*'),
    permission: 'allow',
    within: 'volumes',
  },
  {
    name: 'volumes',
    about: 'all volumes: hostPath, nfs, claims, empty ones',
    keys: both('volumes.*'),
    permission: onlyThePlatform,
  },
  {
    name: 'secrets',
    about: 'Secrets as files and variables; variables and keys that the profile’s Secrets fill',
    keys: [
      ...both('secrets.*'),
      ...both('secretKeyRef.*'),
      'spark.kubernetes.kerberos.tokenSecret.*',
      'spark.hadoop.fs.s3a.access.key',
      'spark.hadoop.fs.s3a.secret.key',
      'spark.hadoop.fs.s3a.session.token',
      'spark.hadoop.fs.s3a.bucket.*.access.key',
      'spark.hadoop.fs.s3a.bucket.*.secret.key',
      'spark.hadoop.fs.s3a.bucket.*.session.token',
    ],
    permission: onlyThePlatform,
  },
  {
    name: 'globals',
    about: 'Alida’s global variables: who runs what for whom',
    keys: [],
    permission: onlyThePlatform,
  },
  {
    name: 'featureSteps',
    about: 'classes that rewrite or create pods',
    keys: [
      ...both('pod.featureSteps'),
      ...both('pod.excludedFeatureSteps'),
      'spark.kubernetes.allocation.pods.allocator',
    ],
    permission: onlyThePlatform,
  },
  {
    name: 'labels',
    about: 'labels of pods and of the driver’s Service: network policies and Services choose by them',
    keys: [...both('label.*'), 'spark.kubernetes.driver.service.label.*'],
    permission: onlyThePlatform,
  },
  {
    name: 'annotations',
    about: 'annotations of pods and of the driver’s Service: admission, injectors and cloud roles read them',
    keys: [...both('annotation.*'), 'spark.kubernetes.driver.service.annotation.*'],
    permission: onlyThePlatform,
  },
  {
    name: agents,
    about:
      'what loads foreign code into a program, or sets Spark’s keys by the JVM’s options: agents and the like, preloaded libraries',
    keys: ['LD_PRELOAD', 'LD_AUDIT', 'BASH_ENV', 'PYTHONSTARTUP', 'SPARK_JAVA_OPT_*'].flatMap(environment),
    permission: onlyThePlatform,
  },
  {
    name: 'dependencies',
    about: 'programs, libraries and files from elsewhere than the image',
    keys: [
      'mainApplicationFile',
      'spark.archives',
      'spark.files',
      'spark.jars',
      'spark.jars.*',
      'spark.submit.pyFiles',
    ],
    permission: 'allow',
  },
  {
    name: 'pods',
    about: 'number, size and life of the pods',
    keys: [
      ...both('limit.cores'),
      ...both('request.cores'),
      'spark.kubernetes.allocation.*',
      'spark.kubernetes.appKillPodDeletionGracePeriod',
      'spark.kubernetes.configMap.maxSize',
      'spark.kubernetes.driver.*Timeout',
      'spark.kubernetes.driver.*PersistentVolumeClaim',
      'spark.kubernetes.driver.service.deleteOnTermination',
      'spark.kubernetes.driver.service.ipFamil*',
      'spark.kubernetes.driverEnv.*',
      'spark.kubernetes.dynamicAllocation.*',
      'spark.kubernetes.executor.apiPollingInterval',
      'spark.kubernetes.executor.checkAllContainers',
      'spark.kubernetes.executor.deleteOnTermination',
      'spark.kubernetes.executor.disableConfigMap',
      'spark.kubernetes.executor.enableApi*',
      'spark.kubernetes.executor.enablePollingWithResourceVersion',
      'spark.kubernetes.executor.eventProcessingInterval',
      'spark.kubernetes.executor.minTasksPerExecutorBeforeRolling',
      'spark.kubernetes.executor.missingPodDetectDelta',
      'spark.kubernetes.executor.roll*',
      'spark.kubernetes.executorSnapshotsSubscribersShutdownGracePeriod',
      'spark.kubernetes.jars.avoidDownloadSchemes',
      'spark.kubernetes.local.dirs.tmpfs',
      'spark.kubernetes.memoryOverheadFactor',
      'spark.kubernetes.pyspark.pythonVersion',
      'spark.kubernetes.report.interval',
      'spark.kubernetes.resource.type',
      'spark.kubernetes.submission.*Timeout',
    ],
    permission: 'allow',
  },
  {
    name: 'kubernetes',
    about: 'whatever else Spark may set in Kubernetes, also in versions to come',
    keys: ['spark.kubernetes.*'],
    permission: onlyThePlatform,
  },
];

/** Other names of settings in Alida's files and in its documentation's client script. */
export const aliases: ReadonlyMap<string, string> = new Map([
  ['spark.name', 'spark.app.name'],
  ['SPARK_APP_NAME', 'spark.app.name'],
  ['SPARK_IMAGE', 'spark.kubernetes.container.image'],
  ['SPARK_PULLSECRETS', 'spark.kubernetes.container.image.pullSecrets'],
  ['NAMESPACE', 'spark.kubernetes.namespace'],
  ['SPARK_NAMESPACE', 'spark.kubernetes.namespace'],
  ['SPARK_MASTER', 'spark.master'],
  ['SPARK_DEPLOY_MODE', 'spark.submit.deployMode'],
  ['SPARK_DRIVER_MEMORY', 'spark.driver.memory'],
  ['SPARK_DRIVER_CORES', 'spark.driver.cores'],
  ['SPARK_EXECUTOR_MEMORY', 'spark.executor.memory'],
  ['SPARK_EXECUTOR_CORES', 'spark.executor.cores'],
]);

/** A setting of the generator that is no Spark key. */
interface OwnSetting {
  readonly about: string;
  /** What its value looks like. */
  readonly form: RegExp;
}

export const ownSettings: ReadonlyMap<string, OwnSetting> = new Map([
  [
    'mainApplicationFile',
    {
      about:
        'the program’s file as the driver sees it: a jar, a Python or an R file, `local:///PATH` in the image or a URL',
      form: /[/:]|\.(?:py|jar|[rR])$/,
    },
  ],
  [
    'mainClass',
    { about: 'the full name of the main class, beside the jar in `mainApplicationFile`', form: /^[a-z_$][\w$.]*$/i },
  ],
  [
    'pythonModule',
    {
      about: 'the program’s Python module below `/app/src/main` of the image: `jobs.count` is `jobs/count.py`',
      form: /^[a-z_][\w.]*$/i,
    },
  ],
  [
    'TARGET',
    {
      about: 'where the pods may be scheduled: JSON with `affinity` and `tolerations`, as Kubernetes has them',
      form: /^\s*\{[^]*"(?:affinity|tolerations)"/,
    },
  ],
  [
    'gpu',
    {
      about:
        'whether executors get GPUs by the profile’s rule, as a static property: JSON with `accelerated`, and `mandatory` where the service does not run without',
      form: /^\s*\{[^]*"accelerated"/,
    },
  ],
  [
    'scheduler.queue',
    {
      about: 'the queue of the profile’s `scheduler` in which driver and executors wait',
      form: queueName,
    },
  ],
]);
