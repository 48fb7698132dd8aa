import { parseAllDocuments } from 'yaml';

/** One value of a manifest: where it stands, by names rather than by positions in lists. */
interface Fact {
  readonly path: readonly string[];
  /** null: there is no value, as for a parameter without a default. */
  readonly value: string | null;
  /** One of a list whose items have no names: it is there or not, and the last of its path is its value. */
  readonly item?: true;
}

/** Facts by their path as text. */
export type Facts = ReadonlyMap<string, Fact>;

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const scalar = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What tells the items of a list apart, if anything does. */
function keyOf(items: readonly Json[]): 'name' | 'key' | undefined {
  return (['name', 'key'] as const).find((key) => {
    const names = items.map((item) => (isObject(item) ? item[key] : undefined));
    return names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
  });
}

/** Texts inside a manifest that are documents themselves; undefined for every other text. */
function inner(path: readonly string[], text: string): Json | undefined {
  const [field, owner] = [path.at(-1), path.at(-2)];
  try {
    if (field === 'default' && owner === 'pod-template') return podTemplates(text);
    if (field === 'podSpecPatch') return JSON.parse(text) as Json;
  } catch {
    return undefined; // an edited file may hold anything; its text is compared then
  }
  const limit = field === 'expression' && owner === 'retryStrategy' && /asInt\(retries\) < (\d+)/.exec(text)?.[1];
  if (limit) return { limit, expression: [text.replace(limit, 'limit')] };
  if (field !== 'default') return undefined;
  if (owner === 'run-time-args') return { handed: runTimeArgs(text) };
  return owner === 'spark-submit-args' ? { submit: submitArgs(text) } : undefined;
}

/** One for both roles, or the driver's and the executors'. */
function podTemplates(text: string): Json {
  const [pod, ...others] = parseAllDocuments(text).map((document): Json => document.toJS() as Json);
  const [executor] = others;
  return executor === undefined ? { pod: pod ?? null } : { driver: pod ?? null, executor };
}

/** What each run-time parameter is for, by Spark's key or the program's: `@k`, or `?@k` if it may be left out. */
const runTimeArgs = (text: string): Json =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, target, mark = '', parameter = ''] = /^(.+?)([?!]?)=(@.*)$/.exec(line) ?? [];
      return target === undefined ? [] : [[target, (mark === '?' ? mark : '') + parameter]];
    }),
  );

/** spark-submit's arguments by name; those of the program by position where they have none. */
function submitArgs(text: string): Json {
  const options: Record<string, string> = {};
  const conf: Record<string, string> = {};
  const program: Record<string, string> = {};
  let file: string | undefined;
  let position = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, key = '', value = ''] = /^([^=]*)(?:=(.*))?$/s.exec(line) ?? [];
    if (file !== undefined) {
      position += 1;
      program[line.startsWith('--') ? key : `argument ${position}`] = line.startsWith('--') ? value : line;
    } else if (key === '--conf') {
      const split = value.indexOf('=');
      conf[split < 0 ? value : value.slice(0, split)] = split < 0 ? '' : value.slice(split + 1);
    } else if (line.startsWith('-')) options[key] = value;
    else file = line;
  }
  return { options, conf, ...(file !== undefined && { file }), program };
}

/** No manifest nests deeper; an edited file may. */
const deepest = 50;

function* walk(value: Json, path: readonly string[]): Generator<Fact> {
  const field = path.at(-1);
  if (path.length > deepest) {
    yield { path, value: JSON.stringify(value) };
  } else if (typeof value === 'string') {
    const document = inner(path, value);
    if (document === undefined) yield { path, value };
    else yield* walk(document, path.slice(0, -1));
  } else if (Array.isArray(value)) {
    yield* walkList(value as readonly Json[], path);
  } else if (!isObject(value)) {
    yield { path, value: value === null ? null : scalar(value) };
  } else if (field === 'affinity') {
    yield { path, value: JSON.stringify(value) };
  } else {
    for (const [key, member] of Object.entries(value)) yield* walk(member, [...path, key]);
  }
}

function* walkList(items: readonly Json[], path: readonly string[]): Generator<Fact> {
  const [field, owner] = [path.at(-1), path.at(-2)];
  const key = keyOf(items);
  if (key !== undefined && items.length > 0) {
    for (const item of items) {
      if (!isObject(item)) continue;
      const { [key]: name, ...rest } = item;
      const own = [...path, scalar(name ?? null)];
      const valueless = field === 'parameters' && !('value' in rest || 'default' in rest || 'valueFrom' in rest);
      if (valueless || Object.keys(rest).length === 0) yield { path: [...own, 'value'], value: null };
      yield* walk(rest, own);
    }
  } else if (field === 'args' && (owner === 'container' || path.at(-3) === 'initContainers')) {
    const [script, ...others] = items.map(scalar);
    const multiline = script?.includes('\n') === true;
    if (multiline) yield { path: [...path, 'script'], value: script };
    for (const arg of multiline ? others : items.map(scalar)) yield { path: [...path, arg], value: arg, item: true };
  } else if (items.some((item) => typeof item === 'object') || field === 'resources') {
    for (const value of items.map(scalar)) yield { path: [...path, value], value, item: true };
  } else {
    yield { path, value: items.map(scalar).join(', ') };
  }
}

const mainParameters = ['spec', 'templates', 'main', 'inputs', 'parameters'];
const conf = [...mainParameters, 'spark-submit-args', 'submit', 'conf'];

/** Where it says that a run-time parameter becomes a Spark setting. */
const handed = [...mainParameters, 'run-time-args', 'handed'].join(' ');
const settingOf = /^spark\.(?!kubernetes\.driverEnv|executorEnv|.*secretKeyRef)/;

/** The parameter that a path is the value of. */
function parameterAt(path: readonly string[]): string | undefined {
  const [name, field] = path.slice(-2);
  if (field !== 'value' && field !== 'default') return undefined;
  const list = path.slice(0, -2).join(' ');
  return list === 'spec arguments parameters' || list === mainParameters.join(' ') ? name : undefined;
}

/** Takes a manifest apart. A Spark setting has one place, whether it is fixed or a run-time parameter. */
export function facts(manifest: unknown): Facts {
  const all = [...walk((manifest ?? null) as Json, [])];
  const settings = new Map(
    all.flatMap(({ path, value }) => {
      const [key = '', name] = [path.at(-1), /^\??@([-\w]+)/.exec(value ?? '')?.[1]];
      const isSetting = path.slice(0, -1).join(' ') === handed && settingOf.test(key);
      return isSetting && name !== undefined ? [[name, key] as const] : [];
    }),
  );
  const found = new Map<string, Fact>();
  const add = (fact: Fact): void => {
    found.set(JSON.stringify(fact.path), fact);
  };
  for (const fact of all) {
    const parameter = parameterAt(fact.path);
    const key = parameter === undefined ? undefined : settings.get(parameter);
    if (parameter === undefined || key === undefined) add(fact);
    else {
      add({ path: [...conf, key], value: fact.value });
      add({ path: [...mainParameters, 'run-time', parameter], value: parameter, item: true });
    }
  }
  return found;
}
