import { packed, patterns } from './generated/keys.js';

/** The lines of Spark that are known, oldest first. */
export const sparkVersions = ['3.5', '4.0', '4.1', '4.2', '4.3'] as const;
export type SparkVersion = (typeof sparkVersions)[number];

/** What is generated for where nothing says which Spark runs. */
export const usualVersion: SparkVersion = '4.0';

const parts = (version: string): [number, number] => {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor)];
};

/** Whether the first of two versions, patch releases aside, comes before the second. */
export function isOlder(version: string, than: string): boolean {
  const [[major, minor], [otherMajor, otherMinor]] = [parts(version), parts(than)];
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

/** What Spark knows of a conf key. */
export interface ConfKey {
  /** The key as it was asked for. */
  readonly key: string;
  /** `quantity`: Spark passes the text on and Kubernetes reads it; the rest is parsed by Spark. */
  readonly type: 'boolean' | 'int' | 'long' | 'double' | 'bytes' | 'time' | 'enum' | 'quantity' | 'list' | 'string';
  /** The unit of a bare number: bytes, KiB, MiB, GiB of a size; ns to min of a time. */
  readonly unit?: string;
  /** The values of an enum, and whether Spark minds their case. */
  readonly values?: readonly string[];
  readonly anyCase?: boolean;
  /** Bounds that Spark itself checks, in `unit`; `exclusive` ones end in `Above` and `Below`. */
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
  readonly default?: string;
  readonly deprecated?: { readonly removed: boolean; readonly since?: string; readonly successor?: string };
}

interface Pattern {
  /** What the pattern's keys begin with: the text before its first wildcard. */
  readonly head: string;
  readonly line: string;
  regex?: RegExp;
}

let lines: Map<string, string> | undefined;
let wild: Pattern[] | undefined;
let nameSpaces: Set<string> | undefined;

/** The rows of each key, as lines. Unpacked on first use: a run without Spark conf never pays for it. */
function known(): Map<string, string> {
  if (lines) return lines;
  lines = new Map();
  let line = '';
  for (let start = 0; start < packed.length;) {
    const space = packed.indexOf(' ', start);
    const newline = packed.indexOf('\n', space);
    const end = newline === -1 ? packed.length : newline;
    line = line.slice(0, Number(packed.slice(start, space))) + packed.slice(space + 1, end);
    const key = keyOf(line);
    const before = lines.get(key);
    lines.set(key, before === undefined ? line : `${before}\n${line}`);
    start = end + 1;
  }
  return lines;
}

const keyOf = (line: string): string => {
  const tab = line.indexOf('\t');
  return tab === -1 ? line : line.slice(0, tab);
};

/** The line of the pattern that a key fits, such as `spark.hadoop.*`. */
function patternFor(key: string): string | undefined {
  wild ??= patterns
    .split('\n')
    .map((line) => ({ head: line.slice(0, line.search(/[*?]/)), line }))
    // The more exact one first.
    .sort((a, b) => b.line.length - a.line.length);
  return wild.find((pattern) => {
    if (!key.startsWith(pattern.head)) return false;
    const source = keyOf(pattern.line).replaceAll('.', '\\.').replaceAll('?', '[^.]+').replace('*', '.+');
    pattern.regex ??= new RegExp(`^${source}$`, 's');
    return pattern.regex.test(key);
  })?.line;
}

/** The versions from and to which a row holds; absent where it holds from the first on, or to the last. */
function rangeOf(row: string): { readonly from?: SparkVersion; readonly to?: SparkVersion } {
  const range = row.split('\t')[4] ?? '';
  const [from = '', to = from] = range.split('-');
  return { ...(from && { from: from as SparkVersion }), ...(to && { to: to as SparkVersion }) };
}

function holds(row: string, version: SparkVersion): boolean {
  const { from = sparkVersions[0], to = version } = rangeOf(row);
  const at = sparkVersions.indexOf(version);
  return sparkVersions.indexOf(from) <= at && at <= sparkVersions.indexOf(to);
}

/**
 * What Spark knows of this key, by its name or by a pattern.
 *
 * @param version Absent: any, the usual one first.
 */
export function lookUp(key: string, version?: SparkVersion): ConfKey | undefined {
  const found = foundOf.get(version) ?? new Map<string, ConfKey>();
  foundOf.set(version, found);
  const before = found.get(key);
  if (before !== undefined) return before;
  const rows = known().get(key)?.split('\n');
  const row = rows
    ? (rows.find((one) => holds(one, version ?? usualVersion)) ?? (version === undefined ? rows[0] : undefined))
    : patternFor(key);
  if (row === undefined) return undefined;
  const parsed = parse(key, row);
  // The services of a run share most keys; a server that runs for ever must not keep all it was ever asked.
  if (found.size < 1000) found.set(key, parsed);
  return parsed;
}

const foundOf = new Map<SparkVersion | undefined, Map<string, ConfKey>>();

/** The first and the last version that knows a key; nothing where none does, an absent end where it is not known here. */
export function versionsOf(key: string): { readonly from?: SparkVersion; readonly to?: SparkVersion } | undefined {
  const rows = known().get(key)?.split('\n');
  if (!rows) return undefined;
  const [first, last] = [rangeOf(rows[0] ?? ''), rangeOf(rows.at(-1) ?? '')];
  return { ...(first.from && { from: first.from }), ...(last.to && { to: last.to }) };
}

const nameSpaceOf = (key: string): string => key.split('.', 2).join('.');

/** Whether Spark has keys of its own in this key's name space (its first two parts). */
export function ownNameSpace(key: string): boolean {
  nameSpaces ??= new Set([...known().keys(), ...patterns.split('\n')].map(nameSpaceOf));
  return nameSpaces.has(nameSpaceOf(key));
}

/** Every key that Spark knows by name; absent a version, that any knows. */
export function keys(version?: SparkVersion): readonly string[] {
  let names = namesOf.get(version);
  if (!names) {
    names = [...known()].flatMap(([key, rows]) =>
      version === undefined || rows.split('\n').some((row) => holds(row, version)) ? [key] : [],
    );
    namesOf.set(version, names);
  }
  return names;
}

const namesOf = new Map<SparkVersion | undefined, readonly string[]>();

function parse(key: string, line: string): ConfKey {
  const [, kind = '', fallback, deprecation = ''] = line.split('\t');
  const [, type, unit, any, listed, bounds = ''] = /^(\w+)(?::(\w+))?(?:(~?)=([^<>]*))?((?:[<>].*)?)$/.exec(kind) ?? [];
  const found: Mutable<ConfKey> = { key, type: type as ConfKey['type'] };
  if (unit !== undefined) found.unit = unit;
  if (listed !== undefined) [found.values, found.anyCase] = [listed.split('|'), any === '~'];
  for (const [, sign, n] of bounds.matchAll(/([<>]=?)(-?[\d.]+)/g)) {
    found[sign === '>=' ? 'min' : sign === '<=' ? 'max' : sign === '>' ? 'above' : 'below'] = Number(n);
  }
  if (fallback !== undefined && fallback !== '') found.default = fallback;
  if (deprecation !== '') {
    const [state, ...rest] = deprecation.split(' ');
    const successor = rest.find((word) => word.startsWith('spark.'));
    const since = rest.find((word) => word !== successor);
    found.deprecated = { removed: state === 'removed', ...(since && { since }), ...(successor && { successor }) };
  }
  return found;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
