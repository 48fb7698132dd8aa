import type { Place, Report } from '../diagnostics/index.js';
import { maxTemplate } from '../kubernetes.js';
import { canonicalJson, numberText } from './canonical.js';
import {
  type LegacyProperty,
  type Property as PlainProperty,
  type Service,
  serviceFields,
} from './generated/service.js';
import validate from './generated/service.validate.js';
import { nearest } from './nearest.js';
import { child, segments, valueAt } from './pointer.js';
import { directions, type Port } from './port.js';
import { schemaDiagnostics, shown } from './schema.js';
import { tellCredentials, type Allowed } from './credentials.js';
import type { Property, PropertyKind, ServiceDefinition, SourceFile, Unread, ValueType } from './types.js';
import { tellMisspeltFields, tellUnknownFields } from './unknown-fields.js';

/** A property whose dialect is told apart already. */
interface Found {
  readonly pointer: string;
  readonly kind: PropertyKind;
  readonly valueType: ValueType;
  readonly raw: PlainProperty | LegacyProperty;
  readonly port?: Port;
}

/**
 * Reads the service definition that lies at `pointer` of a source, in whatever dialect it is written. Mistakes are
 * reported; what is sound beside them is returned for the stages that judge it, with `unread`.
 */
export function readService(
  source: SourceFile,
  pointer: string,
  allowed: Allowed,
  report: Report,
): ServiceDefinition | undefined {
  const value = valueAt(source.value, pointer);
  const errorsBefore = report.errors;
  const isSound = validate(value);
  if (!isSound) schemaDiagnostics(validate.errors, source, pointer, report);
  const sound = soundPart(value, isSound ? [] : (validate.errors ?? []));
  if (!sound) return undefined;
  const { items, members, service } = sound;
  const keys = new Set<string>();
  let any = false;
  const leaveOut = (item: unknown): void => {
    const key = keyIn(item);
    if (key === undefined) any = true;
    else keys.add(key);
  };
  const list = child(pointer, 'properties');
  const written = service.properties.flatMap((item, index) => {
    if (!items.has(index)) return [unwrap(item, child(list, index))];
    leaveOut(item);
    return [];
  });
  const assets = child(pointer, 'assets');
  const found = withAssets(written, service, assets);
  for (const { pointer: at, raw } of found) {
    const long = (['value', 'defaultValue'] as const).find((member) => tooLong(raw[member]));
    if (!long) continue;
    const size = Math.floor(String(raw[long]).length / 1024);
    report.add('template-too-large', source.place(child(at, long)), { size, limit: maxTemplate, more: 'value' });
    // To look for more in so much would take long.
    return undefined;
  }
  // One that is missed may be there by another name.
  if (members.size === 0) tellUnknownFields([[pointer, service]], serviceFields.service, source, report);
  for (const [at, object, counted] of [
    [child(pointer, 'framework'), service.framework, ['name', 'version']],
    [assets, service.assets, ['datasets', 'models']],
    [child(assets, 'datasets'), service.assets?.datasets, directions],
    [child(assets, 'models'), service.assets?.models, directions],
  ] as const)
    if (object) tellMisspeltFields([at, object], counted, source, report);
  tellUnknownFields(
    written.map(({ pointer: at, raw }) => [at, raw] as const),
    serviceFields.property,
    source,
    report,
  );
  const twice = tellDuplicates(found, source, report);
  // What a credential was found in is judged no further: a later message might show it.
  const secret = new Set<string>();
  for (const refused of tellCredentials(value, source, pointer, textMembers, allowed, report)) {
    for (let at = refused; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) secret.add(`${pointer}${at}`);
  }
  const properties = found.flatMap((property) => {
    const errors = report.errors;
    const read = readProperty(property, source, report);
    if (report.errors === errors && !secret.has(property.pointer)) return twice.has(property) ? [] : [read];
    leaveOut(property.raw);
    return [];
  });
  const textOf = (member: 'description' | 'name' | 'url' | 'version'): string | undefined => {
    if (!secret.has(child(pointer, member))) return service[member] ?? undefined;
    members.add(member);
    return undefined;
  };
  const [name = '', version, description] = [textOf('name'), textOf('version'), textOf('description')];
  const url = textOf('url')?.replace(/^docker:\/\//i, '');
  return {
    source,
    pointer,
    name,
    ...(version ? { version } : {}),
    ...(description ? { description } : {}),
    ...(url ? { url } : {}),
    ...sparkOf(service.framework),
    properties,
    meaning: value,
    ...(report.errors > errorsBefore && { unread: { members, keys, any } satisfies Unread }),
  };
}

/** A definition without the members that a schema's errors are about, and which of its properties those are about. */
function soundPart(
  value: unknown,
  errors: readonly { readonly instancePath: string; readonly params: object }[],
): { service: Service; members: Set<string>; items: ReadonlySet<number> } | undefined {
  const { properties } = (value ?? {}) as { properties?: unknown };
  if (!Array.isArray(properties)) return undefined;
  const paths = errors.map(({ instancePath, params }) => {
    const { missingProperty } = params as { missingProperty?: string };
    return instancePath === '' ? [missingProperty ?? ''] : segments(instancePath);
  });
  const members = new Set(
    paths.flatMap(([member = '', index]) => (index === undefined || member !== 'properties' ? member : [])),
  );
  const rest = Object.entries(value as object).filter(([member]) => !members.has(member));
  const service = { name: '', ...Object.fromEntries(rest) } as Service;
  const items = new Set(paths.flatMap(([, index]) => (index === undefined ? [] : Number(index))));
  return { service, members, items };
}

/** The key of what may be a property of any dialect. */
function keyIn(item: unknown): string | undefined {
  const [only] = Object.entries(item ?? {}).filter(([name]) => wrapper.test(name)) as [string, unknown][];
  const { key } = (only?.[1] ?? item ?? {}) as { key?: unknown };
  return typeof key === 'string' ? key : undefined;
}

/** Whether a property with such a key may be there that a mistake keeps from being read. */
export const mayHold = ({ unread }: ServiceDefinition, is: (key: string) => boolean): boolean =>
  unread !== undefined && (unread.any || [...unread.keys].some(is));

/** The version that an older file names, of `{"name": "SPARK", "version": "3.2.1"}`. */
function sparkOf(framework: Service['framework']): Pick<ServiceDefinition, 'sparkVersion'> {
  const { name = 'spark', version } = (framework ?? {}) as { name?: unknown; version?: unknown };
  if (typeof name !== 'string' || !/spark/i.test(name)) return {};
  const [, found] = /^\D*(\d+\.\d+(?:\.\d+)?)/.exec(typeof version === 'string' ? version : '') ?? [];
  return found === undefined ? {} : { sparkVersion: found };
}

const tooLong = (value: unknown): boolean => typeof value === 'string' && value.length > maxTemplate * 1024;

/** Members that are generated as they stand, or told; values are judged where it is known what becomes of them. */
const textMembers =
  /^\/(?:name|version|description|url)$|^\/assets\/\w+\/\w+\/\d+\/(?:name|description)$|^\/properties\/\d+(?:\/[^/]+Property)?\/(?:key|description|mappings\/\d+\/name)$/;

const wrapper = /\.(Application|Static|Resource|Tuning)Property$/;

/** The oldest dialect wraps a property in an object whose key is its Java class; `type` is then the value's type. */
function unwrap(item: Service['properties'][number], pointer: string): Found {
  const [only] = Object.entries(item);
  const kind = only === undefined ? undefined : wrapper.exec(only[0])?.[1];
  if (only === undefined || kind === undefined) {
    const raw = item as PlainProperty;
    return {
      pointer,
      kind: raw.type.toLowerCase() as PropertyKind,
      valueType: valueTypeOf(raw.valueType),
      raw,
    };
  }
  const raw = only[1] as LegacyProperty;
  return {
    pointer: child(pointer, only[0]),
    kind: kind.toLowerCase() as PropertyKind,
    valueType: valueTypeOf(raw.type),
    raw,
  };
}

/**
 * Adds what older files list beside the properties: datasets and models, which are ports. Alida hands them over like
 * application properties; one that is there as a property is that one, and a second one of its name is a property too many.
 */
function withAssets(found: readonly Found[], { assets }: Service, pointer: string): Found[] {
  const listed = (['dataset', 'model'] as const).flatMap((type) =>
    directions.flatMap((direction) =>
      (assets?.[`${type}s`]?.[direction] ?? []).map(({ description, name: key }, index): Found => {
        const raw = { key, type: 'application', mandatory: true, ...(description && { description }) };
        const at = child(child(child(pointer, `${type}s`), direction), index);
        return { pointer: at, kind: 'application', valueType: 'string', raw, port: { direction, type } };
      }),
    ),
  );
  const keys = new Set(found.map(({ raw }) => raw.key));
  const ports = new Map<string, Port | undefined>();
  const added = listed.filter(({ port, raw: { key } }) => {
    const isAnother = ports.has(key);
    if (!isAnother) ports.set(key, port);
    return isAnother || !keys.has(key);
  });
  return [
    ...found.map((property) => {
      const port = property.kind === 'application' ? ports.get(property.raw.key) : undefined;
      return port ? { ...property, port } : property;
    }),
    ...added,
  ];
}

function valueTypeOf(written: string | null | undefined): ValueType {
  const type = (written ?? 'any').toLowerCase();
  return type === 'any' ? 'string' : (type as ValueType);
}

/** Tells of keys that more than one property has; gives the later ones. */
function tellDuplicates(found: readonly Found[], source: SourceFile, report: Report): ReadonlySet<Found> {
  const first = new Map<string, Found>();
  const later = new Set<Found>();
  for (const property of found) {
    const { key } = property.raw;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, property);
    else {
      later.add(property);
      report.add(
        'duplicate-property',
        () => source.place(child(property.pointer, 'key'), 'value', property.pointer),
        () => ({ key, line: source.place(child(earlier.pointer, 'key')).start.line }),
      );
    }
  }
  return later;
}

const numeric = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const forms: Readonly<Record<Exclude<ValueType, 'string' | 'json'>, { readonly form: RegExp; readonly name: string }>> =
  {
    int: { form: /^[-+]?\d+$/, name: 'a whole number' },
    long: { form: /^[-+]?\d+$/, name: 'a whole number' },
    double: { form: new RegExp(`${numeric.source}|^[-+]?(?:NaN|Infinity)$`), name: 'a number' },
    boolean: { form: /^(?:true|false|0|1)$/i, name: 'true or false' },
  };

function readProperty(
  { pointer, kind, port, valueType: writtenType, raw }: Found,
  source: SourceFile,
  report: Report,
): Property {
  const { key } = raw;
  const culprit = /[=\s\p{Cc}]/u.exec(key)?.[0];
  if (culprit !== undefined) {
    const what = culprit === '=' ? 'an equals sign' : /\s/.test(culprit) ? 'a blank' : 'a control character';
    report.add('invalid-property-key', source.place(child(pointer, 'key')), { key, what });
  }

  const mappings = kind === 'tuning' && raw.mappings?.length ? raw.mappings : undefined;
  const valueType = mappings === undefined ? writtenType : 'string';
  const allowed = mappings?.map(({ name }) => name);
  const bounded = valueType === 'int' || valueType === 'long' || valueType === 'double';
  let min = bounded ? readBound('minValue') : undefined;
  let max = bounded ? readBound('maxValue') : undefined;
  if (min !== undefined && max !== undefined && min > max) {
    report.add('empty-range', source.place(child(pointer, 'minValue')), { min, max });
    [min, max] = [max, min];
  }
  const defaultValue = readValue('defaultValue');
  const value = readValue('value');
  const measure = raw.measure?.toLowerCase();

  return {
    pointer,
    key,
    kind,
    valueType,
    mandatory: isTrue(raw.mandatory),
    ...(port && { port }),
    ...(raw.description ? { description: raw.description } : {}),
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(value === undefined ? {} : { value }),
    ...(allowed === undefined ? {} : { allowed }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(measure === 'bytes' || measure === 'milliseconds' ? { measure } : {}),
  };

  function readBound(member: 'minValue' | 'maxValue'): number | undefined {
    const bound = raw[member];
    if (bound === undefined || bound === null || bound === '') return undefined;
    if (typeof bound === 'number') return bound;
    if (numeric.test(bound)) return Number(bound);
    const place = source.place(child(pointer, member));
    report.add('value-not-of-type', place, { value: shown(bound), expected: 'a number', type: valueType });
    return undefined;
  }

  function readValue(member: 'defaultValue' | 'value'): string | undefined {
    const given = raw[member];
    const text = textOf(given);
    const place = (): ReturnType<SourceFile['place']> => source.place(child(pointer, member));

    if (mappings !== undefined && text !== undefined) {
      const mapped =
        mappings.find(({ intValue }) => String(intValue) === text) ?? mappings.find(({ name }) => name === text);
      if (mapped === undefined) {
        report.add('not-allowed-value', place(), { value: shown(given), allowed: mappings.map(({ name }) => name) });
      }
      return mapped?.name;
    }
    return typedValue(given, { key, kind, valueType, min, max }, place, report);
  }
}

/** The setting whose JSON is read. */
const target = 'TARGET';

/** What a value is checked against. */
type ValueForm = Pick<Property, 'key' | 'kind' | 'valueType'> & {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
};

/** A value as the text that the program will receive; nothing where there is none. A wrong one is reported. */
function typedValue(
  given: unknown,
  { key, kind, max, min, valueType }: ValueForm,
  place: () => Place,
  report: Report,
): string | undefined {
  const text = textOf(given);
  if (text === undefined || (text === '' && valueType !== 'string')) return undefined;
  if (valueType === 'json') {
    if (typeof given === 'string' && !isJson(given)) {
      if (kind === 'application') report.add('json-not-valid', place(), { key });
      else if (key === target && /^\s*\{/.test(given))
        return text; // where it is wrong is told where it is read
      else report.add('value-not-of-type', place(), { value: shown(given), expected: 'JSON', type: valueType });
    }
    return text;
  }
  if (valueType === 'string') {
    tellRewritten(given, place, report);
    return text;
  }
  const { form, name } = forms[valueType];
  if (!form.test(text)) {
    report.add('value-not-of-type', place(), { value: shown(given), expected: name, type: valueType });
    return text;
  }
  // Spark takes no 0 and 1 for booleans, but older tuning properties hold them.
  if (valueType === 'boolean') return kind !== 'tuning' ? text : text === '0' ? 'false' : text === '1' ? 'true' : text;
  const number = Number(text);
  if (min !== undefined && number < min)
    report.add('out-of-range', place(), { value: text, limit: `at least ${min}`, bound: min });
  if (max !== undefined && number > max)
    report.add('out-of-range', place(), { value: text, limit: `at most ${max}`, bound: max });
  return text;
}

/** The same for a value that somebody gives a property; one that the metamodel does not list is reported too. */
export function givenValue(given: unknown, property: Property, place: () => Place, report: Report): string | undefined {
  const text = typedValue(given, property, place, report);
  const { allowed } = property;
  if (text !== undefined && allowed && !allowed.includes(text)) {
    report.add('not-allowed-value', place, () => ({
      value: JSON.stringify(text),
      allowed,
      near: nearest(text, allowed),
    }));
  }
  return text;
}

/** Tells of a number that is written otherwise than the text that becomes of it. */
export function tellRewritten(given: unknown, place: () => Place, report: Report): void {
  if (typeof given !== 'number') return;
  const { end, lineText, start } = place();
  const written = lineText.slice(start.column - 1, start.column - 1 + end.offset - start.offset);
  const text = numberText(given);
  if (/^[-+.\w]+$/.test(written) && written !== text) report.add('number-rewritten', place, { written, text });
}

const isTrue = (flag: boolean | string | null | undefined): boolean => String(flag).toLowerCase() === 'true';

/** A value as the text that the program will receive. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? numberText(value) : canonicalJson(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
