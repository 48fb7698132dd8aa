import type { Report } from '../diagnostics/index.js';
import { child, nearest, type SourceFile } from '../definition/index.js';
import { keys, lookUp } from '../spark-keys/index.js';
import { agents, aliases, families, imageUrl, javaOptions, ownSettings, type Permission } from './families.js';
import type { Settings } from './setting.js';

/** A rule of a profile. */
export interface Rule {
  /** A family, or a pattern of keys. */
  readonly name: string;
  readonly member: 'locked' | 'policy';
  readonly permission: Permission;
}

/** Why a definition may not set something. */
export interface Refusal {
  /** What was refused of the value; absent where there was none. */
  readonly value?: string;
  /** The rule, where it is the profile's own. */
  readonly rule?: Rule;
  /** What a rule would have to be for it. */
  readonly pattern: string;
}

/** What a policy must know of the profile that it belongs to. */
interface Platform {
  readonly settings: Settings;
  readonly globals: readonly string[];
  readonly secretEnv: ReadonlyMap<string, unknown>;
}

type Match = (text: string) => boolean;

/** Whether a text fits a pattern in which `*` stands for anything; each part is looked for once. */
export function glob(pattern: string): Match {
  const [head = '', ...parts] = pattern.split('*');
  const tail = parts.pop();
  if (tail === undefined) return (text) => text === head;
  return (text) => {
    if (!text.startsWith(head) || !text.endsWith(tail)) return false;
    let at = head.length;
    for (const part of parts) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - tail.length;
  };
}

const variableOf = (key: string): string | undefined =>
  /^spark\.(?:kubernetes\.driverEnv|executorEnv|kubernetes\.(?:driver|executor)\.secretKeyRef)\.(.+)$/s.exec(key)?.[1];

const imageKey = /(^|\.)container\.image$/;

// What a JVM or its launcher runs besides the program: agents, classes in place of others, commands, further options. A
// driver takes Spark's keys from its JVM, too. What a reference (`${…}`) brings is known to Spark alone.
const foreign =
  /-Dspark\.|-javaagent:|-agent(?:lib|path):|-Xrun|-Xbootclasspath|--patch-module|-XX:(?:OnError|OnOutOfMemoryError|Flags|VMOptionsFile|\+ReadVMOptionsFile)|\$\{|^@/;

/** The words of JVM options that load foreign code. Spark takes quotes and backslashes away. */
const agentsIn = (key: string, options: string): string[] =>
  options
    .replace(/["'\\]/g, '')
    .split(/\s+/)
    // Spark itself refuses its keys among an executor's: a rule of spark/ tells.
    .filter((word) => foreign.test(word) && !(key.includes('executor') && /^-Dspark\.[^$]*$/.test(word)));

/** What a definition may set. It is one mechanism: `locked: [X]` is `policy: {X: deny}`. */
export class Policy {
  readonly #platform: Platform;
  readonly #rules: readonly { readonly rule: Rule; readonly match?: Match }[];
  readonly #families: readonly { readonly family: (typeof families)[number]; readonly matches: readonly Match[] }[];
  readonly #otherNames = new Map<string, string[]>();

  constructor(rules: readonly Rule[], platform: Platform) {
    this.#platform = platform;
    const { globals, secretEnv } = platform;
    const more = new Map([
      ['globals', globals],
      ['secrets', [...secretEnv.keys()]],
    ]);
    this.#families = families.map((family) => ({
      family,
      matches: [...family.keys, ...(more.get(family.name) ?? [])].map(glob),
    }));
    const isFamily = (name: string): boolean => families.some((family) => family.name === name);
    // Of several that refuse the first is told: one that admits nothing.
    const inOrder = [...rules].sort((a, b) => Number(b.permission === 'deny') - Number(a.permission === 'deny'));
    this.#rules = inOrder.map((rule) => ({ rule, ...(!isFamily(rule.name) && { match: glob(rule.name) }) }));
    for (const [alias, key] of aliases) this.#otherNames.set(key, [...(this.#otherNames.get(key) ?? []), alias]);
  }

  /** The setting that a property's key stands for. */
  keyOf(key: string): string {
    return aliases.get(key) ?? key;
  }

  /** Whether a property's key is that of a setting rather than of a program's argument. */
  judges(key: string): boolean {
    const { globals, secretEnv } = this.#platform;
    return (
      key.startsWith('spark.') ||
      aliases.has(key) ||
      ownSettings.has(key) ||
      globals.includes(key) ||
      secretEnv.has(key)
    );
  }

  /** Whether not every value is a definition's to choose; then no run may choose one either. */
  restricts(key: string): boolean {
    const rules = [...this.#rulesFor(key), ...(javaOptions.has(key) ? this.#agents() : [])];
    return rules.some(({ permission }) => permission !== 'allow');
  }

  /**
   * Why a definition may not set something: what of the value is refused.
   *
   * @param key Of a setting, no alias; or `imageUrl`.
   * @param value Absent: a run is to give one.
   */
  refusals(key: string, value: string | undefined): Refusal[] {
    const items = value === undefined ? [undefined] : itemsOf(key, value);
    const agent = javaOptions.has(key) && value !== undefined ? agentsIn(key, value) : [];
    return [...this.#refused(key, this.#rulesFor(key), items), ...this.#refused(agents, this.#agents(), agent)];
  }

  #refused(key: string, rules: readonly AnyRule[], items: readonly (string | undefined)[]): Refusal[] {
    const own = itemsOf(key, this.#platform.settings.get(key)?.value ?? '');
    return rules.flatMap((rule) => {
      const { permission } = rule;
      if (permission === 'allow') return [];
      const patterns = permission === 'deny' ? [] : permission.map(glob);
      const admitted = (item: string): boolean =>
        permission !== 'deny' && (own.includes(item) || patterns.some((match) => match(item)));
      return items
        .filter((item) => item === undefined || !admitted(item))
        .map((value) => ({
          ...(value !== undefined && { value }),
          ...('member' in rule ? { rule, pattern: rule.name } : { pattern: key }),
        }));
    });
  }

  /** The profile's rules for a key, which must all admit a value; where it has none, the built-in one. */
  #rulesFor(key: string): readonly AnyRule[] {
    const { globals, secretEnv } = this.#platform;
    const variable = variableOf(key);
    const names = [key];
    if (variable !== undefined && (globals.includes(variable) || secretEnv.has(variable))) names.push(variable);
    const wider = [
      ...names,
      ...(this.#otherNames.get(key) ?? []),
      // What Spark falls back to where a role has no setting of its own.
      key.replace(/^spark\.kubernetes\.(?:driver|executor)\./, 'spark.kubernetes.'),
      key.replace('.executor.serviceAccountName', '.driver.serviceAccountName'),
      key.replace(/^spark\.(?:driver|executor)\.memoryOverheadFactor$/, 'spark.kubernetes.memoryOverheadFactor'),
      // What Spark puts before the others, and what it takes an old name for.
      key.replace('.defaultJavaOptions', '.extraJavaOptions'),
      lookUp(key)?.deprecated?.successor ?? key,
    ];
    const family = this.#families.find(({ matches }) => matches.some((match) => names.some(match)))?.family;
    const own = this.#rules.filter(({ match, rule: { name } }) =>
      match ? wider.some(match) : name === family?.name || (family?.within !== undefined && name === family.within),
    );
    if (own.length > 0) return own.map(({ rule }) => rule);
    return family ? [family] : [];
  }

  #agents(): readonly AnyRule[] {
    const own = this.#rules.map(({ rule }) => rule).filter(({ name }) => name === agents);
    return own.length > 0 ? own : families.filter(({ name }) => name === agents);
  }
}

type AnyRule = Rule | (typeof families)[number];

/** What each item of a value is judged by. */
function itemsOf(key: string, value: string): string[] {
  if (key.endsWith('.pullSecrets')) return value.split(',').map((item) => item.trim());
  return [key === imageUrl || imageKey.test(key) ? value.replace(/^docker:\/\//i, '') : value];
}

// What may stand for a pattern's `*` in a key that Spark knows.
const samples = ['x', 'driver', 'executor', 'mount.path', 'x.mount.path'];

/** Every way to put a sample in the place of each `*`; of more than four of them, the rest stands for one thing. */
function* instances(pattern: string, depth = 0): Generator<string> {
  if (!pattern.includes('*')) yield pattern;
  else if (depth === 4) yield pattern.replaceAll('*', 'x');
  else for (const sample of samples) yield* instances(pattern.replace('*', sample), depth + 1);
}

/** Whether a rule's pattern can ever match. */
function isKnown(pattern: string, names: ReadonlySet<string>): boolean {
  if (names.has(pattern)) return true;
  for (const instance of instances(pattern)) if (lookUp(instance) !== undefined) return true;
  if (!pattern.includes('*')) return false;
  const match = glob(pattern);
  for (const known of [...names, ...keys()]) if (match(known)) return true;
  return families.some(({ keys: own }) => own.some((key) => match(key.replaceAll('*', 'x'))));
}

/** Tells of rules that could never match, or would match more than they seem to. */
export function checkRules(
  rules: readonly (Rule & { readonly pointer: string })[],
  { globals, secretEnv, settings }: Platform,
  source: SourceFile,
  report: Report,
): void {
  const names = new Set([
    ...families.map(({ name }) => name),
    ...aliases.keys(),
    ...ownSettings.keys(),
    imageUrl,
    ...globals,
    ...secretEnv.keys(),
    // What Spark does not know may be a plug-in's: the profile sets it itself.
    ...settings.keys(),
  ]);
  for (const { member, name, permission, pointer } of rules) {
    const place = source.place(pointer, member === 'policy' ? 'key' : 'value');
    if (!isKnown(name, names)) {
      const near = nearest(name, [...names, ...keys()]);
      // A later Spark may have it; a slip in what is to be refused would go unnoticed.
      if (permission !== 'deny' && near === undefined && /^spark\.[^*]+$/s.test(name)) continue;
      report.add('unknown-policy', place, { name, ...(near !== undefined && { near }) });
    }
    if (typeof permission === 'string' || !/^(image|url|SPARK_IMAGE|.*container\.image)$/s.test(name)) continue;
    for (const [index, item] of permission.entries()) {
      // `registry.example*` is registry.example.elsewhere, too.
      const open = item.indexOf('*');
      if (open <= 0 || item.slice(0, open).includes('/')) continue;
      report.add('open-registry', source.place(child(pointer, String(index))), { pattern: item });
    }
  }
}
