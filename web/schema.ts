import platform from '../schemas/platform.schema.json' with { type: 'json' };
import service from '../schemas/service.schema.json' with { type: 'json' };
import workflow from '../schemas/workflow.schema.json' with { type: 'json' };
import type { DocumentKind } from '../src/index.js';

// What our schemas know of a place in a text that is being written: it need not be whole.

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly then?: Schema;
  readonly else?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const schemas: Readonly<Record<DocumentKind, Schema>> = { platform, service, workflow };

/** A list's items are all alike. */
const item = Symbol('item');
type Segment = string | typeof item;

/** Where one writes: a key of the mapping at `path`, or the value there. */
interface Spot {
  readonly path: readonly Segment[];
  readonly what: 'key' | 'value';
  /** Where the word begins that is being written, and whether a quote stands before it. */
  readonly from: number;
  readonly quoted: boolean;
  /** Keys that stand before it in its mapping. */
  readonly beside: readonly string[];
}

interface Offer {
  readonly label: string;
  readonly info?: string;
  readonly required?: boolean;
}

function all(schema: Schema, root: Schema): Schema[] {
  const name = schema.$ref?.replace('#/', '').split('/');
  const meant = name?.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], root) as
    Schema | undefined;
  const more = [
    meant,
    schema.then,
    schema.else,
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
  ];
  return [schema, ...more.flatMap((one) => (one ? all(one, root) : []))];
}

function at(path: readonly Segment[], kind: DocumentKind): Schema[] {
  const root = schemas[kind];
  return path.reduce(
    (found, segment) =>
      found.flatMap((one): Schema[] => {
        if (segment === item) return one.items ? all(one.items, root) : [];
        const own = one.properties?.[segment];
        if (own) return all(own, root);
        const rest = one.additionalProperties;
        const pattern = Object.entries(one.patternProperties ?? {}).find(([text]) =>
          new RegExp(text, 'u').test(segment),
        );
        if (pattern) return all(pattern[1], root);
        return typeof rest === 'object' ? all(rest, root) : [];
      }),
    all(root, root),
  );
}

/** What may stand at a spot. */
export function offers({ beside, path, what }: Spot, kind: DocumentKind, sparkKeys: readonly string[]): Offer[] {
  const found = at(path, kind);
  if (what === 'key') {
    const keys = new Map<string, Offer>();
    for (const { properties, required = [] } of found)
      for (const [label, { description: info }] of Object.entries(properties ?? {}))
        if (!beside.includes(label) && !label.startsWith('$'))
          keys.set(label, { label, ...(info !== undefined && { info }), required: required.includes(label) });
    if (path.at(-1) === 'conf') for (const label of sparkKeys) keys.set(label, { label });
    return [...keys.values()];
  }
  const values = new Set<string>();
  for (const { const: only, default: usual, enum: choices = [], examples = [], type } of found) {
    const some = only !== undefined ? [only] : choices.length > 0 ? choices : [...examples, usual];
    for (const value of some) if (['string', 'number', 'boolean'].includes(typeof value)) values.add(String(value));
    if ([type].flat().includes('boolean')) ['true', 'false'].forEach((value) => values.add(value));
  }
  if (kind === 'service' && path.at(-1) === 'key') sparkKeys.forEach((key) => values.add(key));
  return [...values].map((label) => ({ label }));
}

/** What the schema says of a key or a value. */
export const explained = ({ path }: Spot, kind: DocumentKind): string | undefined =>
  at(path, kind).find(({ description }) => description !== undefined)?.description;

/** Which document a text is going to be. */
export function kindOf(text: string): DocumentKind {
  const [, kind] =
    /(?:^|[{,\s])["']?kind["']?\s*:\s*["']?(PlatformProfile|ServiceWorkflow)\b/.exec(text.slice(0, 5000)) ?? [];
  return kind === 'PlatformProfile' ? 'platform' : kind === 'ServiceWorkflow' ? 'workflow' : 'service';
}

/** The spot at an offset. */
export const spotAt = (text: string, offset: number): Spot | undefined =>
  /^\s*[{[]/.test(text) ? inJson(text, offset) : inYaml(text, offset);

function inJson(text: string, offset: number): Spot | undefined {
  interface Frame {
    readonly list: boolean;
    readonly beside: string[];
    key?: string | undefined;
  }
  const frames: Frame[] = [];
  let from = offset;
  let quoted = false;
  for (let i = 0; i < offset; i++) {
    const frame = frames.at(-1);
    const character = text.charAt(i);
    if (character === '"') {
      let end = i + 1;
      while (end < text.length && text.charAt(end) !== '"' && text.charAt(end) !== '\n')
        end += text.charAt(end) === '\\' ? 2 : 1;
      if (end >= offset) {
        [from, quoted] = [i + 1, true];
        break;
      }
      if (frame && !frame.list && frame.key === undefined) {
        frame.key = text.slice(i + 1, end);
        frame.beside.push(frame.key);
      }
      i = end;
    } else if (character === '{' || character === '[') frames.push({ list: character === '[', beside: [] });
    else if (character === '}' || character === ']') frames.pop();
    else if (character === ',' && frame) frame.key = undefined;
  }
  const last = frames.at(-1);
  if (!last) return undefined;
  if (!quoted) while (/[\w.+-]/.test(text.charAt(from - 1))) from -= 1;
  const path = frames.slice(0, -1).map(({ key, list }) => (list ? item : (key ?? '')));
  if (!last.list && last.key === undefined) return { path, what: 'key', from, quoted, beside: last.beside };
  return { path: [...path, last.list ? item : (last.key ?? '')], what: 'value', from, quoted, beside: [] };
}

const furthest = 5000;

function inYaml(text: string, offset: number): Spot | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const read = (line: string) => {
    const [head = ''] = /^ *(?:- +)*/.exec(line) ?? [];
    const [, key] = /^["']?([^"':#]+?)["']?:(?:\s|$)/.exec(line.slice(head.length)) ?? [];
    const dashes = [...head.matchAll(/-/g)].map(({ index }) => index);
    return { column: head.length, dashes, key, blank: /^\s*(#|$)/.test(line) };
  };
  const line = text.slice(start, offset);
  if (/(^|\s)#/.test(line)) return undefined;
  const own = read(line);
  const path: Segment[] = [];
  const beside: string[] = [];
  let column = own.column;
  const climb = (dashes: readonly number[]): void => {
    for (const dash of [...dashes].reverse()) {
      if (dash >= column) continue;
      path.unshift(item);
      column = dash;
    }
  };
  climb(own.dashes);
  let isOwn = own.dashes.length === 0;
  let before = start - 1;
  for (let i = 0; i < furthest && before > 0 && (column > 0 || path[0] === item); i++) {
    const begins = text.lastIndexOf('\n', before - 1) + 1;
    const { blank, column: there, dashes, key } = read(text.slice(begins, before));
    before = begins - 1;
    if (blank) continue;
    if (there < column || (there === column && path[0] === item && dashes.length === 0)) {
      isOwn = false;
      if (key === undefined && dashes.length === 0) continue;
      if (key !== undefined) path.unshift(key);
      column = there;
      climb(dashes);
    } else if (there === column) {
      if (isOwn && key !== undefined) beside.push(key);
      if (dashes.length > 0) isOwn = false;
      climb(dashes);
    }
  }
  const [, value] = /:\s+["']?([^"']*)$/.exec(line) ?? [];
  const rest = line.slice(own.column);
  const quoted = /["'][^"']*$/.test(rest);
  if (own.key !== undefined && value !== undefined)
    return { path: [...path, own.key], what: 'value', from: offset - value.length, quoted, beside: [] };
  return { path, what: 'key', from: start + own.column + (quoted ? 1 : 0), quoted, beside };
}
