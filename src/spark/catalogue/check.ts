import type { Remedy, Report } from '../../diagnostics/index.js';
import {
  keys,
  lookUp,
  nearest,
  ownNameSpace,
  usualVersion,
  versionsOf,
  type ConfKey,
  type SparkVersion,
} from '../../spark-keys/index.js';
import { checkS3a } from '../s3a.js';
import { checkComplete } from './complete.js';
import { hintFor } from './hints.js';
import { checkJvmOptions } from './jvm-options.js';
import { checkReachable } from './reachable.js';
import type { SettingPlace } from './setting-place.js';
import { parseCpu, parseSize, parseTime, type SizeUnit, type TimeUnit } from './units.js';

/** The smallest heap that Spark starts with: UnifiedMemoryManager's reserve and a half. */
const smallestHeapMi = 450;

/**
 * Judges one setting by what this Spark does with it. `drop`: a key known to be wrong, which the diagnostic replaces by
 * the right one; `keep`: everything else, unknown keys too (programs and plug-ins read keys of their own).
 */
export function checkConf(
  key: string,
  value: string,
  at: SettingPlace,
  report: Report,
  version: SparkVersion = usualVersion,
): 'keep' | 'drop' {
  const known = lookUp(key, version);
  if (known === undefined) {
    const others = versionsOf(key);
    if (others) {
      report.add('spark-key-of-another-version', at.place('key'), { key, version, ...others });
      return 'keep';
    }
    const remedy = hintFor(key);
    if (remedy !== undefined) {
      report.add('misnamed-spark-key', at.place('key'), { key, remedy });
      return 'drop';
    }
    report.add(
      'unknown-spark-key',
      () => at.place('key'),
      () => {
        const near = nearest(key, keys(version));
        return { key, version, own: ownNameSpace(key), ...(near && { near }) };
      },
    );
    return 'keep';
  }
  if (known.deprecated !== undefined) {
    report.add('deprecated-spark-key', at.place('key'), { key, ...known.deprecated });
  }
  checkValue(known, value, at, report);
  checkS3a(key, value, at, report, version);
  checkJvmOptions(key, value, at, report, version);
  return 'keep';
}

function checkValue(known: ConfKey, value: string, at: SettingPlace, report: Report): void {
  // Spark's own references (`${spark.x}`, `${env:X}`) and Argo's tags are known at run time only.
  if (/\$\{|\{\{/.test(value)) return;
  const wrong = refusal(known, value);
  if (wrong !== undefined) {
    report.add('spark-value', at.place('value'), { key: known.key, value, ...wrong });
    return;
  }
  if (known.key === 'spark.driver.memory' || known.key === 'spark.executor.memory') {
    const heapMi = parseSize(value, 'm');
    if (heapMi !== undefined && heapMi < smallestHeapMi) {
      report.add('spark-memory-too-small', at.place('value'), { key: known.key, value, heapMi });
    }
  }
}

interface Refusal {
  /** What Spark takes here. */
  expected: string;
  /** The value as its author probably meant it. */
  instead?: string;
  /** The value that is nearest to the one written. */
  bound?: number;
}

const refuse = (expected: string, instead: string | undefined): Refusal => ({
  expected,
  ...(instead !== undefined && { instead }),
});

/** Why Spark (or, for a CPU quantity, Kubernetes) would refuse this value. */
function refusal(known: ConfKey, value: string): Refusal | undefined {
  const text = value.trim();
  switch (known.type) {
    case 'boolean':
      return /^(true|false)$/i.test(text)
        ? undefined
        : refuse(
            'true or false',
            /^(yes|on|1)$/i.test(text) ? 'true' : /^(no|off|0)$/i.test(text) ? 'false' : undefined,
          );
    case 'int':
    case 'long': {
      const whole = /^[-+]?\d+$/.test(text) ? Number(text) : undefined;
      const limit = known.type === 'int' ? 2 ** 31 : 2 ** 63;
      if (whole === undefined || whole >= limit || whole < -limit) {
        return refuse('a whole number', /^-?\d+\.0+$/.exec(text)?.[0].replace(/\..*/, ''));
      }
      // spark-submit takes 0 with dynamic allocation only.
      if (known.key === 'spark.executor.instances' && whole < 0)
        return { expected: 'at least 1 (0 with dynamic allocation)', bound: 1 };
      return outside(known, whole, '');
    }
    case 'double': {
      const number = /^[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?[df]?|NaN|Infinity)$/i.test(text)
        ? Number(text.replace(/[df]$/i, ''))
        : undefined;
      return number === undefined
        ? refuse('a number', /^-?\d+,\d+$/.exec(text)?.[0].replace(',', '.'))
        : outside(known, number, '');
    }
    case 'bytes': {
      const unit = known.unit as SizeUnit;
      const size = parseSize(text, unit);
      if (size === undefined) {
        return refuse(
          `a whole number with one of the suffixes b, k, m, g, t, p (bare: ${unitNames[unit] ?? unit})`,
          meantSize(text),
        );
      }
      // The driver's own start script hands the text to the JVM as -Xmx, where a bare number counts bytes.
      if (known.key === 'spark.driver.memory' && !/^\d+[kmgt]$/i.test(text)) {
        return refuse('a whole number with one of the suffixes k, m, g, t (the JVM reads it too, as -Xmx)', `${size}m`);
      }
      return outside(known, size, ` (${unitNames[unit] ?? unit})`);
    }
    case 'time': {
      const unit = known.unit as TimeUnit;
      const time = parseTime(text, unit);
      return time === undefined
        ? refuse(
            `a whole number with one of the suffixes us, ms, s, min, h, d (bare: ${unitNames[unit] ?? unit})`,
            meantTime(text),
          )
        : outside(known, time, ` (${unitNames[unit] ?? unit})`);
    }
    case 'enum': {
      const values = known.values ?? [];
      const same = values.find((allowed) => allowed.toLowerCase() === text.toLowerCase());
      return values.includes(value) || (known.anyCase === true && same !== undefined)
        ? undefined
        : refuse(values.join(', '), same);
    }
    case 'quantity':
      return parseCpu(value) === undefined
        ? refuse(
            'a Kubernetes CPU quantity such as 2, 1.5 or 500m',
            /^\d+(\.\d+)?(?=\s*(cores?|cpus?)$)/i.exec(text)?.[0],
          )
        : undefined;
    default:
      return undefined;
  }
}

const unitNames: Readonly<Record<string, string>> = {
  b: 'bytes',
  k: 'KiB',
  m: 'MiB',
  g: 'GiB',
  ns: 'nanoseconds',
  us: 'microseconds',
  ms: 'milliseconds',
  s: 'seconds',
  min: 'minutes',
};

function outside({ min, max, above, below }: ConfKey, n: number, unit: string): Refusal | undefined {
  if (min !== undefined && n < min) return { expected: `at least ${min}${unit}`, bound: min };
  if (max !== undefined && n > max) return { expected: `at most ${max}${unit}`, bound: max };
  if (above !== undefined && n <= above) return { expected: `more than ${above}${unit}` };
  if (below !== undefined && n >= below) return { expected: `less than ${below}${unit}` };
  return undefined;
}

/** `4 gigs`, `4Gi`, `1.5g` as Spark would want them. */
function meantSize(text: string): string | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgtp])(?:i?b?|bytes?|igs?|egs?)?$/i.exec(text) ?? [];
  if (number === undefined || unit === undefined) return undefined;
  const units = ['p', 't', 'g', 'm', 'k'];
  const smaller = units.slice(units.indexOf(unit.toLowerCase()));
  return firstWhole(smaller.map((u, i) => [Number(number) * 1024 ** i, u]));
}

/** `5 minutes`, `1.5h` as Spark would want them. */
function meantTime(text: string): string | undefined {
  const [, number, word] =
    /^(\d+(?:\.\d+)?)\s*(ms|millis\w*|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)$/i.exec(text) ?? [];
  if (number === undefined || word === undefined) return undefined;
  const unit = /^(ms|milli)/i.test(word) ? 'ms' : word.charAt(0).toLowerCase();
  const ms = Number(number) * (lengths.find(([suffix]) => suffix.startsWith(unit))?.[1] ?? NaN);
  return firstWhole(lengths.map(([suffix, length]) => [ms / length, suffix]));
}

/** Milliseconds in each suffix, the longest first (`m` finds `min`, before `ms`). */
const lengths: readonly (readonly [string, number])[] = [
  ['d', 8.64e7],
  ['h', 3.6e6],
  ['min', 6e4],
  ['s', 1e3],
  ['ms', 1],
];

function firstWhole(forms: readonly (readonly [number, string])[]): string | undefined {
  const whole = forms.find(([n]) => Number.isInteger(n));
  return whole && `${whole[0]}${whole[1]}`;
}

/** Settings that contradict each other, or of which one takes the other's effect away. */
export function checkConfTogether(
  conf: ReadonlyMap<string, { readonly value: string } & SettingPlace>,
  report: Report,
  version: SparkVersion = usualVersion,
): void {
  const text = (key: string): string | undefined => conf.get(key)?.value.trim();
  const on = (key: string): boolean => (text(key) ?? lookUp(key, version)?.default ?? '').toLowerCase() === 'true';
  const int = (key: string, fallback: number): number => {
    const value = text(key);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : fallback;
  };
  const overridden = (key: string, by: string, effect: string): void => {
    const setting = conf.get(key);
    if (setting !== undefined) report.add('spark-setting-overridden', setting.place('key'), { key, by, effect });
  };
  const contradict = (key: string, detail: string, remedy: Remedy): void => {
    const setting = conf.get(key);
    if (setting !== undefined) report.add('spark-settings-contradict', setting.place('value'), { key, detail, remedy });
  };

  checkComplete(conf, report);
  checkReachable(conf, report);

  const dynamic = 'spark.dynamicAllocation';
  if (on(`${dynamic}.enabled`)) {
    const enabled = conf.get(`${dynamic}.enabled`);
    overridden(
      'spark.executor.instances',
      `${dynamic}.enabled`,
      'the run begins with the largest of it, minExecutors and initialExecutors',
    );
    if (enabled !== undefined && !conf.has(`${dynamic}.maxExecutors`)) {
      report.add('dynamic-allocation-unbounded', enabled.place('value'), {});
    }
    const [min, max] = [int(`${dynamic}.minExecutors`, 0), int(`${dynamic}.maxExecutors`, Infinity)];
    if (min > max) {
      contradict(`${dynamic}.minExecutors`, `minExecutors ${min} is more than maxExecutors ${max}`, {
        value: String(max),
        say: 'make the minimum the smaller one',
      });
    }
    if (max === 0)
      contradict(`${dynamic}.maxExecutors`, 'no executor is ever allowed', {
        value: '1',
        say: 'allow at least one',
      });
    if (
      !on(`${dynamic}.shuffleTracking.enabled`) &&
      !on('spark.shuffle.service.enabled') &&
      !conf.has('spark.shuffle.sort.io.plugin.class') &&
      !(on('spark.decommission.enabled') && on('spark.storage.decommission.shuffleBlocks.enabled'))
    ) {
      contradict(
        `${dynamic}.enabled`,
        'shuffle data would die with the executors that dynamic allocation removes',
        `set ${dynamic}.shuffleTracking.enabled=true`,
      );
    }
  } else {
    if (int('spark.executor.instances', 1) === 0) {
      contradict('spark.executor.instances', 'spark-submit takes 0 only with dynamic allocation', {
        value: '1',
        say: 'allow at least one executor',
      });
    }
    for (const key of ['minExecutors', 'maxExecutors', 'initialExecutors']) {
      overridden(
        `${dynamic}.${key}`,
        `${dynamic}.enabled`,
        'it is false, and the number of executors is spark.executor.instances',
      );
    }
  }

  for (const role of ['driver', 'executor']) {
    if (conf.has(`spark.${role}.memoryOverhead`)) {
      overridden(
        `spark.${role}.memoryOverheadFactor`,
        `spark.${role}.memoryOverhead`,
        'a fixed overhead takes the place of the factor',
      );
      overridden(`spark.${role}.minMemoryOverhead`, `spark.${role}.memoryOverhead`, 'a fixed overhead has no minimum');
    }
    const request = conf.has(`spark.kubernetes.${role}.request.cores`)
      ? `spark.kubernetes.${role}.request.cores`
      : `spark.${role}.cores`;
    const [asked, limit] = [
      parseCpu(text(request) ?? '1'),
      parseCpu(text(`spark.kubernetes.${role}.limit.cores`) ?? ''),
    ];
    if (asked !== undefined && limit !== undefined && asked > limit) {
      contradict(
        `spark.kubernetes.${role}.limit.cores`,
        `the pod asks for ${asked}m of CPU (${request}) and may use ${limit}m: Kubernetes refuses it`,
        { value: `${asked}m`, say: `raise the limit, or lower ${request}` },
      );
    }
  }

  const [taskCpus, cores] = [int('spark.task.cpus', 1), int('spark.executor.cores', 1)];
  if (taskCpus > cores) {
    contradict('spark.task.cpus', `a task needs ${taskCpus} cores and an executor has ${cores}`, {
      value: String(cores),
      say: 'raise spark.executor.cores or lower spark.task.cpus',
    });
  }
  if (on('spark.memory.offHeap.enabled') && !((parseSize(text('spark.memory.offHeap.size') ?? '0', 'b') ?? 1) > 0)) {
    contradict(
      'spark.memory.offHeap.enabled',
      'off-heap memory is on and its size is 0',
      'set spark.memory.offHeap.size',
    );
  }
}
