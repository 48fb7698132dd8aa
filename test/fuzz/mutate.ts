import { stringify } from 'yaml';
import { keys, ofKind, schemas, type Kind, type Seed } from './seeds.js';

/** Written into inputs where a credential is; of a shape that is one anywhere. */
export const token = 'ghp_q7Rk2Vx9Lm4Tz8Wb1Nc6Yd3Hf5Js0PgAu2Ei';
/** A credential by the name that it stands under alone. */
export const password = 'wJalrXUtnFEMI+K7MDENG';
/** Of texts that would be more than values. */
export const mark = 'pwned';

/** Lines that spark-submit would take for arguments. */
export const injected = [`--class=${mark}.Evil`, `--conf=spark.${mark}=1`, `local:///${mark}.jar`];

export const hostile: readonly string[] = [
  '',
  ' ',
  // Argo's tags; none of them is one that is generated.
  `{{=sprig.env("${mark}")}}`,
  `{{inputs.parameters.${mark}}}`,
  '{{workflow.serviceAccountName}}',
  '{{pod.name}}',
  '{{item}}',
  '{{ =1+1 }}',
  '{{{{=1}}}}',
  '{{x{{=1}}}}',
  '{{unclosed',
  '}}',
  '\\u007b\\u007b=1}}',
  // What ends a text in an expression, in JSON, in YAML.
  `x']),true),#))}}],"hostNetwork":true,"x":["{{=1`,
  `"}}}],"hostNetwork":true,"containers":[{"name":"main","securityContext":{"privileged":true`,
  `' + ${mark}('1') + '`,
  `" + ${mark}("1") + "`,
  `\\" + ${mark}() + \\"`,
  '\\u0022]) + "',
  `"\n  hostNetwork: true\n  x: "`,
  `'\nhostNetwork: true\nx: '`,
  '|\n  x\nhostPath: {path: /}',
  // Lines.
  `x\n${injected.join('\n')}`,
  `x\r\n${injected.join('\r\n')}`,
  `x\u2028${injected.join('\u2028')}`,
  `x\u0085${injected.join('\u0085')}`,
  `x\v${injected.join('\f')}`,
  `x\r${injected.join('\r')}`,
  'a\nb',
  'a\tb',
  '\n',
  // Paths.
  `../../../${mark}`,
  `..`,
  '.',
  `/tmp/alida-argo-fuzz-${mark}`,
  `..\\..\\${mark}`,
  `a/../../../${mark}`,
  `.git/hooks/${mark}`,
  `${mark}\u0000.yaml`,
  '/../victim.yaml',
  '../victim.yaml',
  'link/victim.yaml',
  'kustomization',
  '.alida-argo.lock',
  // What readers of YAML do not agree on.
  'no',
  '~',
  'null',
  '0b-1',
  '1e1_',
  '0_x1',
  '1:30',
  '0x1F',
  '0o17',
  '1e400',
  '-0',
  '.inf',
  '2001-01-01',
  '=',
  '<<',
  '- a',
  ': ',
  ' #x',
  '&a',
  '*a',
  '!!python/object x',
  '%YAML 1.1',
  '---',
  '"',
  "'",
  '\ttab',
  'a: b',
  '{a: b',
  '[',
  '`',
  '@x',
  // Characters.
  '\u0000',
  '\u001b[2J\u001b]0;x\u0007',
  '\u007f',
  '\u009b31m',
  '\ud800',
  'x\udc00x',
  '\ufeff',
  '\ufffe',
  '\u202e',
  '\u2029',
  '🦆',
  'ünïcödé',
  'ﬀ',
  'İ',
  // Long ones.
  'a'.repeat(70),
  'a'.repeat(300),
  'a,='.repeat(3000),
  ' '.repeat(5000),
  '{{'.repeat(2000),
  '"\\'.repeat(2000),
  '9'.repeat(400),
  // Names of JavaScript's own.
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  // Of the shell and of the kubelet.
  '$(id)',
  '$$(X)',
  '${X}',
  '`id`',
  '; id',
  '%PATH%',
  // Of the profile's patterns and of regular expressions.
  '*',
  'spark.*',
  '(a+)+$',
  '[',
  '\\',
  // Credentials, by shape.
  token,
  `Bearer ${token}`,
  `https://me:${token}@host/x`,
  `--password=${token}`,
];

/** Keys that mean something here, with a value that fits some of them. */
const names: readonly string[] = [
  'TARGET',
  'NAMESPACE',
  'SPARK_IMAGE',
  'SPARK_APP_NAME',
  'spark.app.name',
  'spark.name',
  'spark.master',
  'mainClass',
  'mainApplicationFile',
  'pythonModule',
  'application-args',
  'EXECUTION_ID',
  'OWNER_ID',
  'go_manager.topic',
  'input-dataset',
  'output-dataset',
  'input-dataset.minIO_URL',
  'spark.kubernetes.driver.volumes.hostPath.x.mount.path',
  'spark.kubernetes.driver.secrets.x',
  'spark.kubernetes.driver.secretKeyRef.X',
  'spark.kubernetes.driver.label.x',
  'spark.kubernetes.driver.podTemplateFile',
  'spark.kubernetes.node.selector.x',
  'spark.kubernetes.driverEnv.LD_PRELOAD',
  'spark.executorEnv.X',
  'spark.hadoop.fs.s3a.bucket.x.endpoint',
];
const plausible: readonly unknown[] = [
  '2g',
  '2',
  3,
  true,
  'a',
  '10s',
  '/x',
  'registry.example/a:1',
  '{}',
  null,
  '',
  0.5,
];

type Members = Record<string, unknown>;
interface Node {
  readonly parent: Members | unknown[];
  readonly key: string;
}

/** As JSON.parse does it: a member of any name. */
const put = (parent: object, key: string, value: unknown): void => {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
};

/** All values in a tree but the whole. */
function nodes(tree: object, found: Node[] = []): Node[] {
  for (const key of Object.keys(tree)) {
    found.push({ parent: tree as Members, key });
    const value = (tree as Members)[key];
    if (typeof value === 'object' && value !== null) nodes(value, found);
  }
  return found;
}

const pick = <T>(all: readonly T[], n: number): T => all[n % all.length] as T;

/** Numbers from a number. */
function numbers(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

interface Schema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly else?: Schema;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

/** Something that a schema allows, by and large. */
function sample(schema: Schema, root: Schema, next: () => number, depth = 0): unknown {
  const again = (other: Schema): unknown => sample(other, root, next, depth + 1);
  if (schema.$ref !== undefined) {
    const path = schema.$ref.slice(2).split('/');
    return again(path.reduce((at, part) => (at as unknown as Record<string, Schema>)[part] ?? {}, root));
  }
  if ('const' in schema) return schema.const;
  if (schema.enum) return pick(schema.enum, next());
  if (schema.examples && next() % 3 > 0) return structuredClone(pick(schema.examples, next()));
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice) return again(pick(choice, next()));
  if (schema.else && !schema.type) return again(schema.else);
  switch (pick([schema.type ?? 'string'].flat(), next())) {
    case 'object': {
      const object = {};
      for (const [key, member] of Object.entries(schema.properties ?? {})) {
        if (schema.required?.includes(key) || (depth < 6 && next() % 4 === 0)) put(object, key, again(member));
      }
      const more = schema.additionalProperties;
      if (typeof more === 'object' && depth < 6) put(object, pick([...keys, ...names], next()), again(more));
      return object;
    }
    case 'array':
      return Array.from({ length: depth < 6 ? next() % 3 : 0 }, () => again(schema.items ?? {}));
    case 'integer':
      return next() % 9;
    case 'number':
      return (next() % 99) / 2;
    case 'boolean':
      return next() % 2 === 0;
    case 'null':
      return null;
    default:
      return pick(['a', 'x-1', '2g', '10s', '1', 'registry.example/a:1', 'a b', pick(hostile, next())], next());
  }
}

/** A document that nobody wrote. */
export function invented(kind: 'service' | 'platform' | 'workflow', n: number): Seed {
  const schema = schemas[kind] as Schema;
  return { kind, tree: sample(schema, schema, numbers(n)) as object };
}

/** How one member, or one token of a text, is changed. */
export const ways = [
  'remove',
  'double',
  'retype',
  'nest',
  'deep',
  'key',
  'value',
  'append',
  'graft',
  'sample',
  'property',
  'catalogue',
  'credential',
] as const;

export interface Mutation {
  /** Which document, of those that there are. */
  readonly of: number;
  /** Where in it. */
  readonly at: number;
  readonly way: (typeof ways)[number];
  /** With what. */
  readonly by: number;
}

/** Ends a key that stands twice in an object. */
const twin = '\u0000twin';

const trees = ofKind('service', 'platform', 'workflow', 'application', 'target').flatMap((base) => base);

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function retyped(value: unknown, by: number): unknown {
  return pick<unknown>(
    [null, true, 0, -1, 1.5, 1e21, '', [], {}, [value], asText(value), Number(asText(value)) || 7],
    by,
  );
}

function mutateTree(kind: Kind, tree: object, { at, by, way }: Mutation): void {
  const all = nodes(tree);
  if (way === 'property' || way === 'catalogue' || way === 'credential') {
    addSetting(kind, tree, at, by, way);
    return;
  }
  if (all.length === 0) return;
  const { key, parent } = pick(all, at);
  const members = parent as Members;
  const value = members[key];
  const set = (changed: unknown): void => {
    put(parent, key, changed);
  };
  switch (way) {
    case 'remove':
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else Reflect.deleteProperty(parent, key);
      break;
    case 'double':
      if (Array.isArray(parent)) parent.splice(Number(key), 0, structuredClone(value));
      else put(parent, by % 3 === 0 ? `${key}${twin}` : `${key}2`, structuredClone(value));
      break;
    case 'retype':
      set(retyped(value, by));
      break;
    case 'nest':
      set(by % 2 === 0 ? [value] : { [pick(hostile, by >> 1)]: value });
      break;
    case 'deep': {
      let deep = value;
      for (let n = 0; n < pick([3, 30, 150, 1500], by); n += 1) deep = by % 2 === 0 ? [deep] : { a: deep };
      set(deep);
      break;
    }
    case 'key': {
      if (Array.isArray(parent)) {
        set(pick(hostile, by));
        return;
      }
      const renamed = pick([...hostile, ...names], by);
      const entries = Object.entries(members);
      for (const name of Object.keys(members)) Reflect.deleteProperty(parent, name);
      for (const [name, member] of entries) put(parent, name === key ? renamed : name, member);
      break;
    }
    case 'value':
      set(pick(hostile, by));
      break;
    case 'append':
      set(by % 2 === 0 ? asText(value) + pick(hostile, by >> 1) : pick(hostile, by >> 1) + asText(value));
      break;
    case 'graft': {
      const from = nodes(pick(trees, by).tree ?? {});
      const node = pick(from, by >> 4);
      set(structuredClone((node.parent as Members)[node.key]));
      break;
    }
    case 'sample': {
      const schema = schemas[kind as keyof typeof schemas] as Schema | undefined;
      const properties = Object.entries(schema?.properties ?? {});
      if (!schema || properties.length === 0) return;
      const [name, member] = pick(properties, at);
      put(tree, name, sample(member, schema, numbers(by)));
    }
  }
}

/** One more property of a service, setting of a profile, value of a step. */
function addSetting(kind: Kind, tree: object, at: number, by: number, way: Mutation['way']): void {
  const isSecret = way === 'credential';
  const key = isSecret
    ? pick(['db.password', 'input-dataset.minIO_SECRET_KEY', 'spark.hadoop.fs.s3a.secret.key', 'API_TOKEN'], at)
    : pick(way === 'catalogue' ? keys : [...names, ...hostile], at);
  const value = isSecret ? password : pick(by % 3 === 0 ? hostile : plausible, by >> 2);
  const types = ['application', 'static', 'tuning', 'resource', 'Application'];
  const property = {
    key,
    type: pick(types, by),
    valueType: pick(['string', 'int', 'json'], by >> 3),
    defaultValue: value,
  };
  const members = tree as Members;
  const { properties, steps } = members;
  if (kind === 'platform') {
    const conf = typeof members.conf === 'object' && members.conf !== null ? members.conf : {};
    put(conf, isSecret ? 'spark.hadoop.fs.s3a.secret.key' : key, value);
    put(tree, 'conf', conf);
  } else if (kind === 'service') {
    put(tree, 'properties', [...(Array.isArray(properties) ? (properties as unknown[]) : []), property]);
  } else if (kind === 'workflow') {
    const step: unknown = Array.isArray(steps) ? pick(steps, by) : undefined;
    if (typeof step === 'object' && step !== null)
      put(step, 'values', { ...((step as Members).values as object), [key]: value });
  } else if (!isSecret) put(tree, key, value);
}

function mutateText(text: string, { at, by, way }: Mutation): string {
  const tokens = text.split(/(\s+|["'=\\;|&$`(){}^])/);
  const n = at % tokens.length;
  const replaced = (token: string): string => tokens.with(n, token).join('');
  const token = tokens[n] ?? '';
  const other = pick(hostile, by);
  switch (way) {
    case 'remove':
      return replaced('');
    case 'double':
      return replaced(token.repeat(pick([2, 3, 100], by)));
    case 'nest':
      return replaced(pick([`"${token}"`, `'${token}'`, `$(${token})`, `\${${token}}`, `{ ${token}; }`], by));
    case 'deep':
      return replaced(
        pick(['(', '{', '$(', '"$(', '`', 'if ', '<<E\n'], by).repeat(pick([3, 50, 2000], by >> 3)) + token,
      );
    case 'append':
      return replaced(token + other);
    case 'graft': {
      const lines = (pick(ofKind('script'), by)[0]?.text ?? '').split('\n');
      return replaced(`${token}\n${pick(lines, by >> 4)}\n`);
    }
    case 'property':
    case 'catalogue':
      return replaced(`${token} --conf ${pick(way === 'property' ? names : keys, by)}=${other} `);
    case 'credential':
      return `${text}\nexport DB_PASSWORD=${password}\n`;
    default:
      return replaced(other);
  }
}

/** A document as it is written. */
function write(tree: object, form: number): string {
  if (form % 6 === 5) {
    try {
      return stringify(tree, {
        aliasDuplicateObjects: false,
        defaultStringType: form % 4 === 1 ? 'QUOTE_DOUBLE' : 'PLAIN',
      });
    } catch {
      // Too deep for it.
    }
  }
  // Indented, what is a thousand deep is megabytes of blanks.
  const compact = JSON.stringify(tree);
  const isDeep = /[[{]{200}|(?:\{"a":){200}/.test(compact);
  return (isDeep || form % 2 === 0 ? compact : JSON.stringify(tree, undefined, 1)).replaceAll('\\u0000twin', '');
}

/** Changes to the bytes of one document. */
export interface Cut {
  readonly of: number;
  readonly at: number;
  readonly length: number;
  readonly way: number;
}

const bytes = ['\xff', '\x00', '\xef\xbb\xbf', '\xed\xa0\x80', '\xe2\x80\xa8', '\t', '\r', '\n---\n', '\n%YAML 1.1\n', '!!js/function ', '&a ', '*a', '\n<<: *a\n', '"', '}', ',', '\\', '#', '\n  ', ': ']; // prettier-ignore

function cutBytes(text: string, { at, length, way }: Cut): Buffer {
  const whole = Buffer.from(text);
  const start = at % (whole.length + 1);
  const end = Math.min(whole.length, start + (length % 64));
  const [before, middle, after] = [whole.subarray(0, start), whole.subarray(start, end), whole.subarray(end)];
  if (way % 4 === 0) return before;
  if (way % 4 === 1) return Buffer.concat([before, after]);
  if (way % 4 === 2) return Buffer.concat([before, middle, middle, after]);
  return Buffer.concat([before, Buffer.from(pick(bytes, way >> 2), 'latin1'), middle, after]);
}

/** A document with a name. */
export interface Written {
  readonly kind: Kind;
  readonly bytes: Buffer;
  /** Its data, where nothing but their form decides what they mean. */
  readonly tree?: object | undefined;
}

export function mutated(
  base: readonly Seed[],
  mutations: readonly Mutation[],
  cuts: readonly Cut[],
  form: number,
): Written[] {
  const own = base.map(({ kind, text, tree }) => ({ kind, text, tree: structuredClone(tree) }));
  // A credential is what it is by its name: nothing else is changed after it.
  const inOrder = [...mutations].sort((a, b) => Number(a.way === 'credential') - Number(b.way === 'credential'));
  // Deep twice is too deep for what copies and writes it here.
  const deep = inOrder.findIndex(({ way }) => way === 'deep');
  for (const [n, mutation] of inOrder.entries()) {
    if (mutation.way === 'deep' && n > deep) continue;
    const document = pick(own, mutation.of);
    if (document.tree) mutateTree(document.kind, document.tree, mutation);
    else document.text = mutateText(document.text ?? '', mutation);
  }
  return own.map(({ kind, text, tree }, n) => {
    const cut = cuts.find(({ of }) => of % own.length === n);
    const whole = tree ? write(tree, form + n) : (text ?? '');
    return { kind, bytes: cut ? cutBytes(whole, cut) : Buffer.from(whole), tree: cut ? undefined : tree };
  });
}
