/** Bytes in each suffix that Spark's `JavaUtils.byteStringAs` takes. */
const sizes: Readonly<Record<string, number>> = {
  b: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  t: 2 ** 40,
  tb: 2 ** 40,
  p: 2 ** 50,
  pb: 2 ** 50,
};

/** Microseconds in each suffix that Spark's `JavaUtils.timeStringAs` takes. */
const times: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1e3,
  s: 1e6,
  m: 6e7,
  min: 6e7,
  h: 3.6e9,
  d: 8.64e10,
};

export type SizeUnit = 'b' | 'k' | 'm' | 'g';
export type TimeUnit = 'ns' | 'us' | 'ms' | 's' | 'min';

/** What the last step of a JVM conversion does to a number that is out of a long's range. */
const fits = (n: number): boolean => Math.abs(n) < 2 ** 63;

/**
 * A size as Spark reads it, in `unit`, rounded down; a bare number is in `unit` already.
 * Undefined where Spark throws.
 */
export function parseSize(text: string, unit: SizeUnit): number | undefined {
  const parts = /^(-?)(\d+)([a-z]+)?$/.exec(text.trim().toLowerCase());
  if (parts === null) return undefined;
  const [, sign, digits, suffix = unit] = parts;
  const from = Object.hasOwn(sizes, suffix) ? sizes[suffix] : undefined;
  const to = sizes[unit];
  if (from === undefined || to === undefined) return undefined;
  const bytes = Number(digits) * (from >= to ? from / to : 1);
  const whole = from >= to ? bytes : Math.floor(bytes / (to / from));
  if (!fits(bytes)) return undefined;
  return sign === '-' ? -whole : whole;
}

/** A duration as Spark reads it, in `unit`, rounded towards zero; undefined where Spark throws. */
export function parseTime(text: string, unit: TimeUnit): number | undefined {
  const parts = /^(-?\d+)([a-z]+)?$/.exec(text.trim().toLowerCase());
  if (parts === null) return undefined;
  const [, digits, suffix] = parts;
  const n = Number(digits);
  if (!fits(n)) return undefined;
  if (suffix === undefined) return n;
  const from = Object.hasOwn(times, suffix) ? times[suffix] : undefined;
  if (from === undefined) return undefined;
  const to = unit === 'ns' ? 1e-3 : times[unit];
  return to === undefined ? undefined : Math.trunc((n * from) / to);
}

const decimal: Readonly<Record<string, number>> = { n: 1e-6, u: 1e-3, m: 1, '': 1e3, k: 1e6, M: 1e9, G: 1e12 };

/** A Kubernetes CPU quantity in thousandths of a core, rounded up as Kubernetes does; undefined if it is none. */
export function parseCpu(text: string): number | undefined {
  const parts = /^\+?(\d+(?:\.\d*)?|\.\d+)(?:([numkMG])|[eE]([+-]?\d+))?$/.exec(text);
  if (parts === null) return undefined;
  const [, number, suffix = '', exponent = '0'] = parts;
  const scale = decimal[suffix];
  if (scale === undefined) return undefined;
  // One part in a million million is far below any quantity, and above what the binary fraction gets wrong.
  return Math.ceil(Number(number) * scale * 10 ** Number(exponent) - 1e-9);
}
