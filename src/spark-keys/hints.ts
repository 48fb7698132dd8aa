import type { Remedy } from '../diagnostics/index.js';

/** A key that people write and Spark does not have. */
interface Hint {
  readonly pattern: RegExp;
  /** The key that the author meant; `$1` … are the pattern's groups. */
  readonly key?: string;
  /** What else there is to say of it; of what no key does, all. */
  readonly more?: string;
}

const memory = {
  key: 'spark.$1.memory',
  more:
    ' (the heap) and, where the default overhead is not enough, spark.$1.memoryOverhead or ' +
    "spark.$1.memoryOverheadFactor: the pod's memory request and limit are both their sum",
};

/** In order; the first that matches speaks; all begin with `spark.`. Only keys that no version of Spark reads. */
const hints: readonly Hint[] = [
  { pattern: /^spark\.kubernetes\.(driver|executor)\.(?:limits?|requests?)\.memory$/, ...memory },
  { pattern: /^spark\.(?:kubernetes\.)?(driver|executor)\.memory\.?(?:limits?|requests?)$/i, ...memory },
  { pattern: /^spark\.(driver|executor)\.(?:limits?|requests?)\.memory$/, ...memory },
  { pattern: /^spark\.kubernetes\.(driver|executor)\.memory$/, key: 'spark.$1.memory' },
  {
    pattern: /^spark\.kubernetes\.(driver|executor)\.(memoryOverhead(?:Factor)?)$/,
    key: 'spark.$1.$2',
  },
  {
    pattern: /^spark\.(?:kubernetes\.)?(driver|executor)\.(limit|request)s?\.(?:cores?|cpus?)$/,
    key: 'spark.kubernetes.$1.$2.cores',
  },
  {
    pattern: /^spark\.kubernetes\.(driver|executor)\.(?:requests?|limits?)\.(limit|request)\.cores$/,
    key: 'spark.kubernetes.$1.$2.cores',
  },
  {
    pattern: /^spark\.kubernetes\.(driver|executor)\.(?:cores?|cpus?)$/,
    key: 'spark.$1.cores',
    more: ' (task slots) or spark.kubernetes.$1.request.cores (what the pod asks for)',
  },
  { pattern: /^spark\.kubernetes\.executorEnv\.(.+)$/, key: 'spark.executorEnv.$1' },
  { pattern: /^spark\.(?:kubernetes\.)?driver\.?env\.(.+)$/i, key: 'spark.kubernetes.driverEnv.$1' },
  {
    pattern:
      /^spark\.(?:kubernetes\.(?:executor|driver)\.instances|(?:num|number|max)\.?executors|executor\.(?:number|num|count))$/i,
    key: 'spark.executor.instances',
  },
  {
    pattern: /^spark\.kubernetes\.(?:docker\.|container\.)?image\.?name$/i,
    key: 'spark.kubernetes.container.image',
  },
  { pattern: /^spark\.kubernetes\.image$/, key: 'spark.kubernetes.container.image' },
  {
    pattern: /^spark\.kubernetes\.(?:docker\.)?image\.?pull(Policy|Secrets)$/i,
    key: 'spark.kubernetes.container.image.pull$1',
  },
  {
    pattern: /^spark\.kubernetes\.(?:driver\.)?(?:authenticate\.)?serviceAccount(?:Name)?$/,
    key: 'spark.kubernetes.authenticate.driver.serviceAccountName',
  },
  {
    pattern: /^spark\.kubernetes\.(?:(?:driver|executor)\.)?(?:tolerations?|(?:node|pod)?affinity)\b.*$/i,
    more: 'set it in TARGET or in the pod template: Spark leaves scheduling to the template',
  },
  {
    pattern: /^spark\.kubernetes\.(driver\.|executor\.|)node-?selectors?\.(.+)$/i,
    key: 'spark.kubernetes.$1node.selector.$2',
  },
  {
    pattern: /^spark\.(fs\.(?:s3a|s3|abfs|gs)\..+)$/,
    key: 'spark.hadoop.$1',
    more: ': Spark hands only spark.hadoop.* to Hadoop',
  },
];

/** What to do instead of this key, if it is a well-known wrong one. */
export function hintFor(key: string): Remedy | undefined {
  const hint = /^spark\./i.test(key) ? hints.find(({ pattern }) => pattern.test(key)) : undefined;
  if (!hint) return undefined;
  const filled = (text: string): string => key.replace(hint.pattern, text);
  const more = hint.more === undefined ? '' : filled(hint.more);
  if (hint.key === undefined) return more;
  const meant = filled(hint.key);
  return { key: meant, say: `set ${meant}${more}` };
}
