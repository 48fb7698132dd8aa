/** A key that people write and Spark does not have. */
export interface Hint {
  readonly pattern: RegExp;
  /** What does what the author meant; `$1` … are the pattern's groups. */
  readonly remedy: string;
}

const memory =
  'set spark.$1.memory (the heap) and, where the default overhead is not enough, spark.$1.memoryOverhead or ' +
  "spark.$1.memoryOverheadFactor: the pod's memory request and limit are both their sum";
const scheduling = 'set it in TARGET or in the pod template: Spark leaves scheduling to the template';

/** In order; the first that matches speaks. Only keys that no version of Spark reads. */
const hints: readonly Hint[] = [
  { pattern: /^spark\.kubernetes\.(driver|executor)\.(?:limits?|requests?)\.memory$/, remedy: memory },
  { pattern: /^spark\.(?:kubernetes\.)?(driver|executor)\.memory\.?(?:limits?|requests?)$/i, remedy: memory },
  { pattern: /^spark\.(driver|executor)\.(?:limits?|requests?)\.memory$/, remedy: memory },
  { pattern: /^spark\.kubernetes\.(driver|executor)\.memory$/, remedy: 'set spark.$1.memory' },
  {
    pattern: /^spark\.kubernetes\.(driver|executor)\.(memoryOverhead(?:Factor)?)$/,
    remedy: 'set spark.$1.$2',
  },
  {
    pattern: /^spark\.(?:kubernetes\.)?(driver|executor)\.(limit|request)s?\.(?:cores?|cpus?)$/,
    remedy: 'set spark.kubernetes.$1.$2.cores',
  },
  {
    pattern: /^spark\.kubernetes\.(driver|executor)\.(?:requests?|limits?)\.(limit|request)\.cores$/,
    remedy: 'set spark.kubernetes.$1.$2.cores',
  },
  {
    pattern: /^spark\.kubernetes\.(driver|executor)\.(?:cores?|cpus?)$/,
    remedy: 'set spark.$1.cores (task slots) or spark.kubernetes.$1.request.cores (what the pod asks for)',
  },
  { pattern: /^spark\.kubernetes\.executorEnv\.(.+)$/, remedy: 'set spark.executorEnv.$1' },
  { pattern: /^spark\.(?:kubernetes\.)?driver\.?env\.(.+)$/i, remedy: 'set spark.kubernetes.driverEnv.$1' },
  {
    pattern:
      /^spark\.(?:kubernetes\.(?:executor|driver)\.instances|(?:num|number|max)\.?executors|executor\.(?:number|num|count))$/i,
    remedy: 'set spark.executor.instances',
  },
  {
    pattern: /^spark\.kubernetes\.(?:docker\.|container\.)?image\.?name$/i,
    remedy: 'set spark.kubernetes.container.image',
  },
  { pattern: /^spark\.kubernetes\.image$/, remedy: 'set spark.kubernetes.container.image' },
  {
    pattern: /^spark\.kubernetes\.(?:docker\.)?image\.?pull(Policy|Secrets)$/i,
    remedy: 'set spark.kubernetes.container.image.pull$1',
  },
  {
    pattern: /^spark\.kubernetes\.(?:driver\.)?(?:authenticate\.)?serviceAccount(?:Name)?$/,
    remedy: 'set spark.kubernetes.authenticate.driver.serviceAccountName',
  },
  {
    pattern: /^spark\.kubernetes\.(?:(?:driver|executor)\.)?(?:tolerations?|(?:node|pod)?affinity)\b.*$/i,
    remedy: scheduling,
  },
  {
    pattern: /^spark\.kubernetes\.(driver\.|executor\.|)node-?selectors?\.(.+)$/i,
    remedy: 'set spark.kubernetes.$1node.selector.$2',
  },
  {
    pattern: /^spark\.(fs\.(?:s3a|s3|abfs|gs)\..+)$/,
    remedy: 'set spark.hadoop.$1: Spark hands only spark.hadoop.* to Hadoop',
  },
];

/** What to do instead of this key, if it is a well-known wrong one. */
export function hintFor(key: string): string | undefined {
  const hint = hints.find(({ pattern }) => pattern.test(key));
  return hint && key.replace(hint.pattern, hint.remedy);
}
