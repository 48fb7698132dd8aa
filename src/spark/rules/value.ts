import { lookUp, unitNames, type ConfKey } from '../../spark-keys/index.js';
import { isOpen, type SettingRule } from './conf.js';
import { parseCpu, parseSize, parseTime, type SizeUnit, type TimeUnit } from './units.js';

/** Refuses a value that Spark cannot read. */
export const readable: SettingRule = (key, value, at, report, version) => {
  const known = lookUp(key, version);
  const wrong = known && !isOpen(value) ? refusal(known, value) : undefined;
  if (wrong) report.add('spark-value', at.place('value'), { key, value, ...wrong });
};

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
      // The driver's own start script hands the text to the JVM as -Xmx, where a bare number counts bytes.
      const isHeap = known.key === 'spark.driver.memory';
      const isTaken = (one: string): boolean => !isHeap || /^\d+[kmgt]$/i.test(one);
      const suffixes = isHeap
        ? 'k, m, g, t (the JVM reads it too, as -Xmx)'
        : `b, k, m, g, t, p (bare: ${unitNames[unit] ?? unit})`;
      const expected = `a whole number with one of the suffixes ${suffixes}`;
      if (size === undefined)
        return refuse(
          expected,
          [meantSize(text)].find((one) => one !== undefined && isTaken(one)),
        );
      if (!isTaken(text)) return refuse(expected, size > 0 ? `${size}m` : undefined);
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
