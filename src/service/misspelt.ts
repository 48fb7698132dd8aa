import type { Property, ServiceDefinition } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import { aliases, ownSettings, type PlatformProfile } from '../platform/index.js';
import { keys, nearest } from '../spark-keys/index.js';

/** Of a service with more properties than these the first are compared, and no longer key is taken for a slip. */
const most = 500;
const longest = 100;

/** `mainFile`, `main_file` and `MAIN-FILE` have the same words. */
const words = (key: string): string[] =>
  key
    .replace(/([a-z0-9])(?=[A-Z])/g, '$1 ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

const begins = (word = '', short = '', least: number): boolean => short.length >= least && word.startsWith(short);

/** Whether a key is another one shortened: `mainFile` is `mainApplicationFile`, `SPARK_EXECUTOR_MEM` is `…_MEMORY`. */
function shortens(short: readonly string[], long: readonly string[]): boolean {
  if (short.length < 2 || !begins(long[0], short[0], 2) || !begins(long.at(-1), short.at(-1), 3)) return false;
  let at = 1;
  for (const word of short.slice(1, -1)) {
    while (at < long.length - 1 && !begins(long[at], word, 2)) at += 1;
    if (at >= long.length - 1) return false;
    at += 1;
  }
  return true;
}

const slips = ({ length }: string): number => (length < 8 ? 0 : length < 12 ? 1 : 2);

/** The setting that a key was probably meant to be. */
function meant({ defaultValue, key, kind, value = defaultValue }: Property): string | undefined {
  const ofSpark = /^spark[._-]/i.test(key);
  if (ofSpark) {
    // A program may have an option for its Spark; none is written with Spark's own dots.
    if (kind === 'application' && !/^spark\./i.test(key)) return undefined;
    const spelt = words(key);
    const names = key.includes('.') ? [...keys(), ...aliases.keys()] : [...aliases.keys(), ...keys()];
    return nearest(key, names, slips(key)) ?? [...aliases.keys()].find((name) => shortens(spelt, words(name)));
  }
  if (kind === 'application') return undefined;
  // What only sounds alike has another kind of value: `target` is often a column.
  const own = [...ownSettings].flatMap(([name, { form }]) => (value !== undefined && form.test(value) ? [name] : []));
  const spelt = words(key);
  return (
    own.find((name) => words(name).join('') === spelt.join('')) ??
    own.find((name) => shortens(spelt, words(name))) ??
    nearest(key, own, slips(key))
  );
}

/** Tells of properties that read like settings and are none, so that they become arguments of the program. */
export function tellMisspelt(service: ServiceDefinition, { policy }: PlatformProfile, report: Report): void {
  let compared = 0;
  const written = [...service.properties.map(({ key }) => key), ...(service.unread?.keys ?? [])];
  const given = new Set(written.map((key) => policy.keyOf(key)));
  for (const property of service.properties) {
    const { key, pointer } = property;
    if (policy.judges(key) || key.length > longest) continue;
    compared += 1;
    if (compared > most) return;
    const near = meant(property);
    // Who has written the right one knows it.
    if (near === undefined || given.has(policy.keyOf(near))) continue;
    report.add('misspelt-setting', () => service.source.place(`${pointer}/key`, 'value', pointer), { key, near });
  }
}
