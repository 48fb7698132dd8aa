import type { AnySchemaObject, ErrorObject } from 'ajv';
import type { CodeArgs, Place, Report } from '../diagnostics/index.js';
import { nearest } from './nearest.js';
import { child } from './pointer.js';
import { describe } from './source.js';
import type { SourceFile } from './types.js';

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  array: 'a list',
  null: 'null',
};

/**
 * Tells of the errors of a schema's validator, which was compiled with `allErrors` and `verbose`. One mistake gives one
 * diagnostic. `pointer` is where the validated value lies in its source. A pattern's `$comment` says what it stands for.
 */
export function schemaDiagnostics(
  errors: readonly ErrorObject[] | null | undefined,
  source: Pick<SourceFile, 'place' | 'text'>,
  pointer: string,
  report: Report,
): void {
  const settled = settle(errors ?? []);
  const misspelt = new Set<string>();
  const renamed = new Set<string>();
  let unknown = 0;
  for (const error of settled) {
    if (error.keyword === 'required' && settled.length < mostMisspelt) {
      const other = insteadOf(error);
      if (other !== undefined) renamed.add(`${error.instancePath} ${other}`);
    }
    if (error.keyword !== 'additionalProperties' || unknown >= mostMisspelt) continue;
    unknown += 1;
    const { near } = unknownKey(error);
    if (near !== undefined) misspelt.add(`${error.instancePath} ${near}`);
  }
  const seen = new Set<string>();
  for (const error of settled) {
    const { additionalProperty, missingProperty } = error.params as Readonly<Record<string, string | undefined>>;
    if (missingProperty !== undefined && misspelt.has(`${error.instancePath} ${missingProperty}`)) continue;
    if (renamed.has(`${error.instancePath} ${additionalProperty ?? ''}`) && unknownKey(error).near === undefined)
      continue;
    if (seen.size < mostMisspelt) {
      const id = `${error.instancePath} ${error.keyword} ${JSON.stringify(error.params)}`;
      if (seen.has(id)) continue;
      seen.add(id);
    }
    tell(error, source, pointer + error.instancePath, report);
  }
}

/** Of a document with more than these nobody reads what is missing, or told twice. */
const mostMisspelt = 1000;

/** Leaves out what repeats another error: the frame of an `if` and the branches of a choice that were not meant. */
function settle(errors: readonly ErrorObject[]): ErrorObject[] {
  const settled: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === 'if' || error.keyword === 'propertyNames') continue;
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') {
      settled.push(error);
      continue;
    }
    // The errors of the branches come right before the error of the choice.
    const path = error.instancePath;
    let first = settled.length;
    while (first > 0 && (settled[first - 1]?.instancePath ?? '').startsWith(path)) first -= 1;
    const branches = settled.splice(first);
    const inside = branches.filter(({ instancePath }) => instancePath !== path);
    const here = branches.filter(({ keyword }) => keyword !== 'type');
    const isList = branches.some(
      ({ keyword, params }) => keyword === 'type' && (params as { type: unknown }).type === 'array',
    );
    // A mapping that lacks a member, or has one too many, was meant as well.
    const beside = here.filter(({ keyword }) => keyword === 'required' || keyword === 'additionalProperties');
    if (inside.length > 0) settled.push(...beside, ...inside);
    else if (here.length > 0) settled.push(...here.map((one) => ({ ...one, params: { ...one.params, isList } })));
    else {
      const types = branches.flatMap(({ params }) => (params as { type: string | string[] }).type);
      const [one] = branches;
      if (one !== undefined) settled.push({ ...one, params: { type: types } });
    }
  }
  return settled;
}

/** `below`: where it belongs, beneath the keys there; `elsewhere`: it is known there, so what it says may count. */
function unknownKey({ data, params, parentSchema }: ErrorObject): CodeArgs<'unknown-key'> {
  const { additionalProperty: key, below, elsewhere } = params as UnknownKey;
  const allowed = Object.keys((parentSchema?.properties ?? {}) as object);
  if (below !== undefined) return { key, below, allowed };
  const slip = nearest(key, allowed);
  const [one, ...others] = slip === undefined ? deeper(parentSchema, key) : [];
  const [akin, ...more] = slip === undefined && one === undefined && !elsewhere ? allowed.filter(isAkin(key)) : [];
  const near = slip ?? (more.length === 0 ? akin : undefined);
  if (near !== undefined && Object.hasOwn(data as object, near)) return { key, there: near, allowed };
  return { key, near, below: others.length === 0 ? one : undefined, elsewhere, allowed };
}

/** Whether a name is the same word longer or shorter: `out` of `o` and `output`, `kustomization` of `kustomize`. */
const isAkin =
  (key: string) =>
  (name: string): boolean => {
    let same = 0;
    while (same < key.length && key[same] === name[same]) same += 1;
    const isWord = /^[a-z]*$/.test(key.slice(same) + name.slice(same));
    return isWord && (same === key.length || (same >= 3 && 2 * same >= Math.max(key.length, name.length)));
  };

/** What is there in the place of a key that is missing. */
function insteadOf({ data, params, parentSchema }: ErrorObject): string | undefined {
  const known = Object.keys((parentSchema?.properties ?? {}) as object);
  const others = Object.keys(data as object).filter((other) => !known.includes(other));
  return nearest((params as { missingProperty: string }).missingProperty, others);
}

interface UnknownKey {
  readonly additionalProperty: string;
  readonly below?: string;
  readonly elsewhere?: boolean;
}

/** Where in the members of a schema's members there is one of this name. */
const deeper = (schema: AnySchemaObject | undefined, key: string): string[] =>
  Object.entries((schema?.properties ?? {}) as Record<string, AnySchemaObject>).flatMap(([name, member]) =>
    Object.keys((member.properties ?? {}) as object).includes(key)
      ? `${name}.${key}`
      : deeper(member, key).map((path) => `${name}.${path}`),
  );

function tell(error: ErrorObject, source: Pick<SourceFile, 'place' | 'text'>, pointer: string, report: Report): void {
  const { keyword, data, parentSchema, propertyName } = error;
  const params = error.params as Record<string, unknown>;
  const place = (): Place => source.place(pointer);
  const value = (): string => shown(propertyName ?? data);
  const limit = params.limit as number;

  switch (keyword) {
    case 'required': {
      const key = params.missingProperty as string;
      const instead = lazy(() => insteadOf(error));
      const where = (): Place => {
        const other = instead();
        return other === undefined ? place() : source.place(child(pointer, other), 'key');
      };
      report.add('missing-key', where, () => ({ key, instead: instead() }));
      return;
    }
    case 'additionalProperties': {
      const { additionalProperty: key } = params as { additionalProperty: string };
      report.add(
        'unknown-key',
        () => source.place(child(pointer, key), 'key'),
        () => unknownKey(error),
      );
      return;
    }
    case 'type': {
      const types = [params.type as string | string[]]
        .flat()
        .filter((type, _, all) => type !== 'null' || all.length === 1);
      const { $comment, pattern } = (parentSchema ?? {}) as { $comment?: string; pattern?: string };
      const named = (some: readonly string[]): string => some.map((type) => typeNames[type] ?? type).join(' or ');
      const isScalar = types.includes('string') && (typeof data === 'number' || typeof data === 'boolean');
      report.add('wrong-type', place, () => {
        const { end, start } = place();
        // As it is written, where it is written in this text and not in a file that the document names.
        const written = source.text.slice(start.offset, end.offset);
        const quoted = (): string =>
          written === String(data) || (written !== '' && Number(written) === data)
            ? `"${written}"`
            : `"${String(data)}"`;
        // Of these alone: an object may have a member `toString`.
        const text = isScalar ? quoted() : undefined;
        const fits = pattern === undefined || (text !== undefined && new RegExp(pattern).test(text.slice(1, -1)));
        // Not every text is one of the form.
        const others = types.filter((type) => type !== 'string');
        return {
          expected: named(types),
          found: describe(data),
          quoted: fits ? text : undefined,
          form: pattern === undefined ? undefined : others.length > 0 ? named(others) : $comment,
        };
      });
      return;
    }
    case 'enum':
    case 'const': {
      const allowed = keyword === 'enum' ? (params.allowedValues as unknown[]) : [params.allowedValue];
      tellNotAllowed(
        data,
        allowed.map((word) => (typeof word === 'string' ? word : shown(word))),
      );
      return;
    }
    case 'pattern': {
      const words = alternatives(params.pattern as string);
      if (words !== undefined) {
        tellNotAllowed(data, words);
        return;
      }
      const comment = parentSchema?.$comment as string | undefined;
      const expected = comment ?? `a text that matches ${params.pattern as string}`;
      const where = propertyName === undefined ? place : () => source.place(child(pointer, propertyName), 'key');
      report.add('malformed-value', where, () => ({
        value: value(),
        expected,
        remedy: params.remedy as string | undefined,
      }));
      return;
    }
    case 'format':
      report.add('malformed-value', place, () => ({
        value: value(),
        expected: `a text of the form ${params.format as string}`,
      }));
      return;
    case 'uniqueItems':
      report.add('malformed-value', place, { value: 'this list', expected: 'a list in which nothing repeats' });
      return;
    default: {
      const bound = bounds[keyword];
      if (bound === undefined) throw new Error(`schemaDiagnostics does not know the keyword ${keyword}`);
      report.add('out-of-range', place, () => ({
        value: value(),
        limit: bound(limit),
        bound: keyword === 'minimum' || keyword === 'maximum' ? limit : undefined,
      }));
    }
  }

  function tellNotAllowed(word: unknown, allowed: string[]): void {
    report.add('not-allowed-value', place, () => {
      const near = typeof word === 'string' ? (called(word, allowed) ?? nearest(word, allowed)) : undefined;
      const { isList } = params as { isList?: boolean };
      const listed = isList && typeof word === 'string' ? `[${JSON.stringify(word)}]` : undefined;
      return { value: value(), allowed, near, listed };
    });
  }
}

/** What types are called elsewhere. */
const types: Readonly<Record<string, string>> = {
  ...{ array: 'json', dict: 'json', list: 'json', map: 'json', object: 'json' },
  ...{ decimal: 'double', float: 'double', number: 'double', real: 'double' },
  ...{ bigint: 'long', char: 'string', text: 'string', varchar: 'string' },
};

/** Another language's word for one, or the one word that begins as this one: `int` of `Integer`, `boolean` of `bool`. */
function called(word: string, allowed: readonly string[]): string | undefined {
  const spelt = word.toLowerCase();
  const same = types[spelt];
  if (same !== undefined && allowed.includes(same)) return same;
  if (word.length < 3) return undefined;
  const [one, ...others] = allowed.filter((other) => spelt.startsWith(other) || other.startsWith(spelt));
  return others.length === 0 ? one : undefined;
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const bounds: Readonly<Record<string, (limit: number) => string>> = {
  minimum: (limit) => `at least ${limit}`,
  maximum: (limit) => `at most ${limit}`,
  exclusiveMinimum: (limit) => `greater than ${limit}`,
  exclusiveMaximum: (limit) => `less than ${limit}`,
  minLength: (limit) => `at least ${counted(limit, 'character')} long`,
  maxLength: (limit) => `at most ${counted(limit, 'character')} long`,
  minItems: (limit) => `at least ${counted(limit, 'item')}`,
  maxItems: (limit) => `at most ${counted(limit, 'item')}`,
  minProperties: (limit) => `at least ${counted(limit, 'member')}`,
  maxProperties: (limit) => `at most ${counted(limit, 'member')}`,
};

/** The words of a pattern such as `^([yY][eE][sS]|[nN][oO])$`: an enumeration in any letter case. */
function alternatives(pattern: string): string[] | undefined {
  if (!/^\^\((?:(?:\[\w\w\])+\|?)+\)\$$/.test(pattern)) return undefined;
  return pattern
    .slice(2, -2)
    .replace(/\[(\w)\w\]/g, '$1')
    .split('|');
}

/** A value as a message shows it: on one line, and not too long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
