// Writes what each Spark version's own registry says into the catalogue: `catalogue.mjs KEYS.tsv 3.5.9=REGISTRY.json …`, oldest
// first. What is written by hand stays: rows of keys that no registry holds, and types, defaults and remarks that are told better
// by hand, in every version whose registry says of the key what that of the version that they were written for (4.0) says.
import { readFileSync, writeFileSync } from 'node:fs';

const written = '4.0';
const [file, ...given] = process.argv.slice(2);
const registries = given.map((one) => {
  const [patch, path] = one.split('=');
  return { patch, version: patch.split('.', 2).join('.'), keys: JSON.parse(readFileSync(path, 'utf8')) };
});
const versions = registries.map(({ version }) => version);
const number = (version) => [0, 1, 2].reduce((sum, at) => sum * 1000 + Number(version.split('.')[at] ?? 0), 0);

/** `4.1-`, `-3.5`, `4.0-4.2`, `4.1`; nothing for all. */
const covers = (range, version) => {
  const [from = '', to = from] = range.split('-');
  return (from === '' || number(from) <= number(version)) && (to === '' || number(version) <= number(to));
};
const rangeOf = (from, to) => {
  const [first, last] = [from === versions[0] ? '' : from, to === versions.at(-1) ? '' : to];
  return from === to && first !== '' && last !== '' ? from : first === '' && last === '' ? '' : `${first}-${last}`;
};

const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
const head = lines.filter((line) => line.startsWith('#'));
const rows = lines
  .filter((line) => !line.startsWith('#'))
  .map((line) => {
    const [key, kind, fallback = '', deprecation = '', range = ''] = line.split('\t');
    return { key, kind, fallback, deprecation, range };
  });
const byHand = new Map(rows.filter(({ range }) => covers(range, written)).map((row) => [row.key, row]));

const said = ({ kind = 'string', default: fallback = '', deprecated, removed, renamedTo }) => ({
  kind,
  fallback: /^<(undefined|value of .*)>$/.test(fallback) ? '' : fallback,
  deprecation:
    removed !== undefined
      ? `removed ${removed}`
      : deprecated !== undefined || renamedTo !== undefined
        ? ['deprecated', deprecated, renamedTo].filter((word) => word !== undefined).join(' ')
        : '',
});

const reference = registries.find(({ version }) => version === written).keys;
const renamed = new Set(registries.flatMap(({ keys }) => Object.values(keys).map(({ renamedTo }) => renamedTo)));
const rowAt = (key, { keys, version }) => {
  const hand = byHand.get(key);
  const entry = keys[key];
  if (entry === undefined) {
    // As old as the oldest: in a jar that its distribution does not hold, or read without being registered.
    const other = registries.map(({ keys: all }) => all[key]).find((found) => found?.since);
    const older = other !== undefined && number(other.since) <= number(registries[0].patch) && !renamed.has(key);
    const later = registries.some((one) => number(one.version) > number(version) && one.keys[key] !== undefined);
    return older && later ? { ...(hand ?? said(other)), range: undefined } : undefined;
  }
  const now = said(entry);
  const then = reference[key] && said(reference[key]);
  if (!hand || !then) return now;
  // Whether a key is deprecated or removed; since when is told by hand, and what instead.
  const same = (part) =>
    part === 'deprecation' ? now[part].split(' ')[0] === then[part].split(' ')[0] : now[part] === then[part];
  return Object.fromEntries(Object.keys(now).map((part) => [part, same(part) ? hand[part] : now[part]]));
};

const registered = new Set(registries.flatMap(({ keys }) => Object.keys(keys)));
const result = rows.filter(({ key }) => !registered.has(key));
for (const key of registered) {
  let open;
  for (const registry of registries) {
    const row = rowAt(key, registry);
    const same = open && row && ['kind', 'fallback', 'deprecation'].every((part) => row[part] === open[part]);
    if (same) open.to = registry.version;
    else {
      if (open) result.push(open);
      open = row && { ...row, key, from: registry.version, to: registry.version };
    }
  }
  if (open) result.push(open);
}
const text = ({ key, kind, fallback, deprecation, from, to, range = rangeOf(from, to) }) =>
  [key, kind, fallback, deprecation, range].join('\t').replace(/\t+$/, '');
const order = ({ key, from = '' }) => `${key}\t${from}`;
result.sort((a, b) => (order(a) < order(b) ? -1 : 1));
writeFileSync(file, `${[...head, ...result.map(text)].join('\n')}\n`);
