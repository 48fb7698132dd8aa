import { packed } from './generated/keys.js';

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

interface Catalogue {
  readonly lines: ReadonlyMap<string, string>;
  /** Patterns by the text before their first wildcard. */
  readonly patterns: readonly { readonly head: string; readonly regex: RegExp; readonly line: string }[];
  /** `spark.x` of every key that Spark owns. */
  readonly nameSpaces: ReadonlySet<string>;
}

let catalogue: Catalogue | undefined;

/** Unpacked on first use: most of a run's cost is here, and a run without Spark conf never pays it. */
function unpack(): Catalogue {
  const lines = new Map<string, string>();
  const patterns: { head: string; regex: RegExp; line: string }[] = [];
  const nameSpaces = new Set<string>();
  let line = '';
  for (const entry of packed.split('\n')) {
    const space = entry.indexOf(' ');
    line = line.slice(0, Number(entry.slice(0, space))) + entry.slice(space + 1);
    const key = line.slice(0, line.indexOf('\t'));
    nameSpaces.add(key.split('.', 2).join('.'));
    if (!/[*?]/.test(key)) {
      lines.set(key, line);
      continue;
    }
    const source = key.replaceAll('.', '\\.').replaceAll('?', '[^.]+').replace('*', '.+');
    patterns.push({ head: key.slice(0, key.search(/[*?]/)), regex: new RegExp(`^${source}$`, 's'), line });
  }
  // The more exact pattern first.
  patterns.sort((a, b) => b.line.length - a.line.length);
  return { lines, patterns, nameSpaces };
}

const get = (): Catalogue => (catalogue ??= unpack());

/** What Spark knows of this key, by its name or by a pattern such as `spark.hadoop.*`. */
export function lookUp(key: string): ConfKey | undefined {
  const { lines, patterns } = get();
  const line = lines.get(key) ?? patterns.find(({ head, regex }) => key.startsWith(head) && regex.test(key))?.line;
  return line === undefined ? undefined : parse(key, line);
}

/** Whether Spark has keys of its own in this key's name space (its first two parts). */
export const ownNameSpace = (key: string): boolean => get().nameSpaces.has(key.split('.', 2).join('.'));

/** Every key that Spark knows by name. */
export const keys = (): Iterable<string> => get().lines.keys();

function parse(key: string, line: string): ConfKey {
  const [, kind = '', fallback, deprecation] = line.split('\t');
  const [, type, unit, any, listed, bounds = ''] = /^(\w+)(?::(\w+))?(?:(~?)=([^<>]*))?(.*)$/.exec(kind) ?? [];
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
