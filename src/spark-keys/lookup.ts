import { packed, patterns } from './generated/keys.js';

/** What Spark 4.0 knows of a conf key. */
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

/** The line of each key. Unpacked on first use: a run without Spark conf never pays for it. */
function known(): Map<string, string> {
  if (lines) return lines;
  lines = new Map();
  let line = '';
  for (let start = 0; start < packed.length;) {
    const space = packed.indexOf(' ', start);
    const newline = packed.indexOf('\n', space);
    const end = newline === -1 ? packed.length : newline;
    line = line.slice(0, Number(packed.slice(start, space))) + packed.slice(space + 1, end);
    lines.set(keyOf(line), line);
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

/** What Spark knows of this key, by its name or by a pattern. */
export function lookUp(key: string): ConfKey | undefined {
  const before = found.get(key);
  if (before !== undefined) return before;
  const line = known().get(key) ?? patternFor(key);
  if (line === undefined) return undefined;
  const parsed = parse(key, line);
  // The services of a run share most keys; a server that runs for ever must not keep all it was ever asked.
  if (found.size < 5000) found.set(key, parsed);
  return parsed;
}

const found = new Map<string, ConfKey>();

const nameSpaceOf = (key: string): string => key.split('.', 2).join('.');

/** Whether Spark has keys of its own in this key's name space (its first two parts). */
export function ownNameSpace(key: string): boolean {
  nameSpaces ??= new Set([...known().keys(), ...patterns.split('\n')].map(nameSpaceOf));
  return nameSpaces.has(nameSpaceOf(key));
}

/** Every key that Spark knows by name. */
export const keys = (): Iterable<string> => known().keys();

function parse(key: string, line: string): ConfKey {
  const [, kind = '', fallback, deprecation] = line.split('\t');
  const [, type, unit, any, listed, bounds = ''] = /^(\w+)(?::(\w+))?(?:(~?)=([^<>]*))?((?:[<>].*)?)$/.exec(kind) ?? [];
  const found: Mutable<ConfKey> = { key, type: type as ConfKey['type'] };
  if (unit !== undefined) found.unit = unit;
  if (listed !== undefined) [found.values, found.anyCase] = [listed.split('|'), any === '~'];
  for (const [, sign, n] of bounds.matchAll(/([<>]=?)(-?[\d.]+)/g)) {
    found[sign === '>=' ? 'min' : sign === '<=' ? 'max' : sign === '>' ? 'above' : 'below'] = Number(n);
  }
  if (fallback !== undefined && fallback !== '') found.default = fallback;
  if (deprecation !== undefined) {
    const [state, ...rest] = deprecation.split(' ');
    const successor = rest.find((word) => word.startsWith('spark.'));
    const since = rest.find((word) => word !== successor);
    found.deprecated = { removed: state === 'removed', ...(since && { since }), ...(successor && { successor }) };
  }
  return found;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
