import { lookUp, versionsOf, type ConfKey } from './lookup.js';

const types: Readonly<Record<ConfKey['type'], string>> = {
  boolean: 'true or false',
  int: 'a whole number',
  long: 'a whole number',
  double: 'a number',
  bytes: 'a size',
  time: 'a time',
  enum: 'one of',
  quantity: 'a quantity of Kubernetes',
  list: 'a list with commas',
  string: 'a text',
};

/** The units of sizes and times, as people call them. */
export const unitNames: Readonly<Record<string, string>> = {
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

const bounds = [
  ['min', 'at least'],
  ['above', 'more than'],
  ['max', 'at most'],
  ['below', 'less than'],
] as const;

/** What Spark knows of a key, a sentence each: what it takes, its default, the versions that have it. */
export function describeKey(key: string): string[] | undefined {
  const known = lookUp(key);
  if (!known) return undefined;
  const limits = bounds.flatMap(([name, word]) => (known[name] === undefined ? [] : `${word} ${known[name]}`));
  const takes = [types[known.type] + (known.values ? ` ${known.values.join(', ')}` : ''), ...limits].join(', ');
  const unit = known.unit === undefined ? '' : ` A number without a unit is in ${unitNames[known.unit] ?? known.unit}.`;
  const { from, to } = versionsOf(key) ?? {};
  const { removed = false, since, successor } = known.deprecated ?? {};
  const gone = `${removed ? 'Removed' : 'Deprecated'}${since === undefined ? '' : ` since Spark ${since}`}`;
  return [
    `Takes ${takes}.${unit}`,
    ...(known.default === undefined ? [] : [`Default: ${known.default}`]),
    ...(from === undefined ? [] : [`Since Spark ${from}.`]),
    ...(to === undefined ? [] : [`Until Spark ${to}.`]),
    ...(known.deprecated ? [`${gone}${successor === undefined ? '' : `; now ${successor}`}.`] : []),
  ];
}
