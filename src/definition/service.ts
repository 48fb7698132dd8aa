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
import { child, valueAt } from './pointer.js';
import { schemaDiagnostics, shown } from './schema.js';
import { tellCredentials, type Allowed } from './credentials.js';
import type { Property, PropertyKind, ServiceDefinition, SourceFile, ValueType } from './types.js';
import { tellUnknownFields } from './unknown-fields.js';

/** A property whose dialect is told apart already. */
interface Found {
  readonly pointer: string;
  readonly kind: PropertyKind;
  readonly valueType: ValueType;
  readonly raw: PlainProperty | LegacyProperty;
}

/**
 * Reads the service definition that lies at `pointer` of a source, in whatever dialect it is written. Mistakes are
 * reported; with any error nothing is returned.
 */
export function readService(
  source: SourceFile,
  pointer: string,
  allowed: Allowed,
  report: Report,
): ServiceDefinition | undefined {
  const value = valueAt(source.value, pointer);
  if (!validate(value)) {
    schemaDiagnostics(validate.errors, source, pointer, report);
    return undefined;
  }
  const errorsBefore = report.errors;
  const service = value as Service;
  const found = service.properties.map((item, index) => unwrap(item, child(child(pointer, 'properties'), index)));
  for (const { pointer: at, raw } of found) {
    const long = (['value', 'defaultValue'] as const).find((member) => tooLong(raw[member]));
    if (!long) continue;
    const size = Math.floor(String(raw[long]).length / 1024);
    report.add('template-too-large', source.place(child(at, long)), { size, limit: maxTemplate, more: 'value' });
    // To look for more in so much would take long.
    return undefined;
  }
  tellUnknownFields([[pointer, service]], serviceFields.service, source, report);
  tellUnknownFields(
    found.map(({ pointer: at, raw }) => [at, raw] as const),
    serviceFields.property,
    source,
    report,
  );
  tellDuplicates(found, source, report);
  tellCredentials(value, source, pointer, textMembers, allowed, report);
  const properties = found.map((property) => readProperty(property, source, report));
  if (report.errors > errorsBefore) return undefined;

  const url = service.url?.replace(/^docker:\/\//i, '');
  return {
    source,
    pointer,
    name: service.name,
    ...(service.version ? { version: service.version } : {}),
    ...(service.description ? { description: service.description } : {}),
    ...(url ? { url } : {}),
    ...sparkOf(service.framework),
    properties,
    meaning: value,
  };
}

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
  /^\/(?:name|version|description|url)$|^\/properties\/\d+(?:\/[^/]+Property)?\/(?:key|description|mappings\/\d+\/name)$/;

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

function valueTypeOf(written: string | null | undefined): ValueType {
  const type = (written ?? 'any').toLowerCase();
  return type === 'any' ? 'string' : (type as ValueType);
}

function tellDuplicates(found: readonly Found[], source: SourceFile, report: Report): void {
  const first = new Map<string, Found>();
  for (const property of found) {
    const { key } = property.raw;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, property);
    else {
      report.add(
        'duplicate-property',
        () => source.place(child(property.pointer, 'key'), 'value', property.pointer),
        () => ({ key, line: source.place(child(earlier.pointer, 'key')).start.line }),
      );
    }
  }
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
  { pointer, kind, valueType: writtenType, raw }: Found,
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
  const min = bounded ? readBound('minValue') : undefined;
  const max = bounded ? readBound('maxValue') : undefined;
  if (min !== undefined && max !== undefined && min > max) {
    report.add('empty-range', source.place(child(pointer, 'minValue')), { min, max });
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
      else report.add('value-not-of-type', place(), { value: shown(given), expected: 'JSON', type: valueType });
    }
    return text;
  }
  if (valueType === 'string') return text;
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
