import type { Property, ServiceDefinition } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import { aliases, ownSettings, type PlatformProfile } from '../platform/index.js';
import { keys, nearest } from '../spark-keys/index.js';
import { positional } from './properties.js';

/** Of a service with more properties than these the first are compared, and no longer key is taken for a slip. */
const most = 500;
const longest = 100;

/** What people call settings that have another name: as spark-submit's options do, or other platforms. By words. */
const called: ReadonlyMap<string, string> = new Map(
  Object.entries({
    mainApplicationFile: [
      'jar',
      'app jar',
      'main jar',
      'application jar',
      'jar file',
      'jar path',
      'py file',
      'python file',
      'script',
    ],
    mainClass: ['class', 'class name', 'main class name', 'entry class', 'entry point'],
    'spark.executor.instances': ['num executors', 'instances', 'executors'],
    'spark.jars': ['jars'],
    'spark.jars.packages': ['packages'],
    'spark.kubernetes.container.image': [
      'image',
      'spark image',
      'container image',
      'application image',
      'app image',
      'docker image',
    ],
    'spark.submit.pyFiles': ['py files'],
  }).flatMap(([key, names]) => names.map((name) => [name, key])),
);

/** What the value of such a setting looks like. */
const forms: Readonly<Record<string, RegExp>> = {
  mainClass: /^[a-z_$][\w$]*(?:\.[\w$]+)+$/i,
  'spark.executor.instances': /^\d+$/,
  'spark.jars': /\.jar/,
  'spark.jars.packages': /^[\w.-]+:[\w.-]+:/,
  'spark.kubernetes.container.image': /[/:]/,
  'spark.submit.pyFiles': /\.(?:py|zip|egg)/,
};

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
  if (short.length < 2 || !begins(long.at(-1), short.at(-1), 3)) return false;
  let at = 0;
  for (const word of short.slice(0, -1)) {
    while (at < long.length - 1 && !begins(long[at], word, 2)) at += 1;
    if (at >= long.length - 1) return false;
    at += 1;
  }
  return true;
}

const slips = ({ length }: string): number => (length < 8 ? 0 : length < 12 ? 1 : 2);

/** Spark's keys, and other names of them, by their letters alone. */
let byLetters:
  { readonly keys: ReadonlyMap<string, string>; readonly aliases: ReadonlyMap<string, string> } | undefined;

function ofLetters(key: string, ...before: readonly string[]): string | undefined {
  const named = (names: Iterable<string>): ReadonlyMap<string, string> =>
    new Map([...names].map((name) => [words(name).join(''), name]));
  byLetters ??= { keys: named(keys()), aliases: named(aliases.keys()) };
  const spelt = [...before, ...words(key)].join('');
  const [one, other] = [byLetters.keys.get(spelt), byLetters.aliases.get(spelt)];
  return key === key.toUpperCase() ? (other ?? one) : (one ?? other);
}

/** The setting that a key was probably meant to be. */
function meant({ defaultValue, key, kind, value = defaultValue }: Property): string | undefined {
  const spelt = words(key);
  if (spelt.join('') === positional.replace('-', '')) return positional;
  const isFixed = kind !== 'application';
  if (/^spark[._-]/i.test(key)) {
    // A program may have an option for its Spark; none is written with Spark's own dots.
    if (!isFixed && !/^spark\./i.test(key)) return undefined;
    const names = key.includes('.') ? [...keys(), ...aliases.keys()] : [...aliases.keys(), ...keys()];
    const begun = [...aliases.keys()].find((name) => begins(spelt[0], 'spark', 5) && shortens(spelt, words(name)));
    return nearest(key, names, slips(key)) ?? begun ?? ofLetters(key);
  }
  if (!isFixed) return undefined;
  if (/^fs\.(?:s3a|azure|gs)\.|^hadoop\.fs\./.test(key)) return `spark.${key.replace(/^(?!hadoop\.)/, 'hadoop.')}`;
  // `sparkExecutorMemory`, and `executor.memory` without the word that all of them begin with.
  const ofSpark = ofLetters(key) ?? (spelt.length > 1 ? ofLetters(key, 'spark') : undefined);
  if (ofSpark !== undefined && !aliases.has(key)) return ofSpark;
  const other = called.get(spelt.join(' '));
  const form = other === undefined ? undefined : (forms[other] ?? ownSettings.get(other)?.form);
  if (value !== undefined && form?.test(value) === true) return other;
  // What only sounds alike has another kind of value: `target` is often a column.
  const own = [...ownSettings].flatMap(([name, { form }]) => (value !== undefined && form.test(value) ? [name] : []));
  return (
    own.find((name) => words(name).join('') === spelt.join('')) ??
    own.find((name) => shortens(spelt, words(name))) ??
    nearest(key, own, key.length < 5 ? 0 : Math.max(1, slips(key)))
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
