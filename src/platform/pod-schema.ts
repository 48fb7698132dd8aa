import type { ErrorObject } from 'ajv';
import { canonicalJson, child, valueAt } from '../definition/index.js';
import { podMembers } from './generated/pod-members.js';
import { isMapping, type Mapping } from './mapping.js';
import { formOf, forms, rules, type Fault } from './pod-rules.js';

// What Kubernetes takes for a pod or a piece of one, and how it lays a piece over another: its strategic merge.

interface Member {
  readonly type: string;
  readonly required: boolean;
}
type Members = ReadonlyMap<string, Member>;

/** A pod as in a file of its own. */
const file = 'PodTemplate apiVersion:(v1) kind:(Pod) metadata:ObjectMeta spec:PodSpec';
/** Alida's TARGET. */
const target = 'Target affinity:Affinity tolerations:Toleration[]';

let kinds: ReadonlyMap<string, Members> | undefined;

/** The members of a kind of mapping; nothing where it is no such kind. */
function membersOf(kind: string): Members | undefined {
  kinds ??= new Map(
    [...podMembers.trim().split('\n'), file, target].map((line) => {
      const [name = '', ...members] = line.split(' ');
      const read = members.map((member): [string, Member] => {
        const [, key = '', mark, type = ''] = /^(\w+)(!?):(.*)$/.exec(member) ?? [];
        // A piece of a pod need not have any.
        const own = `${name}.${key}`;
        return [key, { type: formOf[own] ?? type, required: mark === '!' && own !== 'PodSpec.containers' }];
      });
      return [name, new Map(read)];
    }),
  );
  return kinds.get(kind);
}

/** Members whose own are often written beside them. */
const within = /^(?:metadata|spec|affinity|securityContext)$/;

/** Where Kubernetes has a member of this name below a kind of mapping; the nearest. */
export function pathBelow(kind: string, key: string): string | undefined {
  let level: readonly (readonly [path: string, kind: string])[] = [['', kind]];
  while (level.length > 0) {
    const next = level.flatMap(([path, one]) =>
      [...(membersOf(one) ?? [])].map(([name, { type }]) => [`${path}${name}`, type, name] as const),
    );
    const found = next.find(([, , name]) => name === key);
    if (found) return found[0];
    level = next.flatMap(([path, type, name]) => (within.test(name) ? [[`${path}.`, type] as const] : []));
  }
  return undefined;
}

/** Whether there is such a member anywhere in a pod. */
const isMember = (key: string): boolean => [...(kinds?.values() ?? [])].some((members) => members.has(key));

const scalars: Readonly<Record<string, { types: readonly string[]; fits: (value: unknown) => boolean }>> = {
  string: { types: ['string'], fits: (value) => typeof value === 'string' },
  boolean: { types: ['boolean'], fits: (value) => typeof value === 'boolean' },
  integer: { types: ['integer'], fits: Number.isInteger },
  number: { types: ['number'], fits: (value) => typeof value === 'number' },
  'int-or-string': {
    types: ['integer', 'string'],
    fits: (value) => typeof value === 'string' || Number.isInteger(value),
  },
  quantity: { types: ['string', 'number'], fits: (value) => typeof value === 'string' || typeof value === 'number' },
  object: { types: ['object'], fits: isMapping },
};

const quantity = /^[+-]?(?=\.?\d)\d*(?:\.\d*)?(?:[eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/;

/** What is wrong with a pod or a piece of one, as a schema's validator would say it. null takes a member away. */
export function podErrors(value: unknown, type: string, instancePath = ''): ErrorObject[] {
  const error = (
    keyword: string,
    params: object,
    parentSchema: object = {},
    path = instancePath,
    data = value,
  ): ErrorObject => ({ keyword, params, parentSchema, instancePath: path, data, schemaPath: '' });
  const faulty = ({ $comment, data = value, keyword, params }: Fault, path = instancePath): ErrorObject =>
    error(keyword, params, { $comment }, path, data);
  const wrong = (types: readonly string[]): ErrorObject[] => [error('type', { type: types })];
  if (value === null) return [];
  const [, items] = /^(.*)\[\w*\]$/.exec(type) ?? [];
  if (items !== undefined) {
    if (!Array.isArray(value)) return wrong(['array']);
    // A list's items are there or not: null is none.
    return value.flatMap((item, i) => podErrors(item ?? '', items, `${instancePath}/${i}`));
  }
  const [, values] = /^(.*)\{\}$/.exec(type) ?? [];
  if (values !== undefined) {
    if (!isMapping(value)) return wrong(['object']);
    return Object.entries(value).flatMap(([key, one]) => {
      const ofValue = podErrors(one, values, child(instancePath, key));
      const fault = values === 'labelValue' ? forms.labelKey?.fault(key) : undefined;
      return fault ? [{ ...faulty(fault), propertyName: key }, ...ofValue] : ofValue;
    });
  }
  const form = forms[type];
  if (form) {
    const found = podErrors(value, form.of, instancePath);
    const fault = found.length > 0 ? undefined : form.fault(value);
    return fault ? [faulty(fault)] : found;
  }
  if (type.startsWith('(')) {
    const allowedValues = type.slice(1, -1).split('|');
    if (typeof value !== 'string') return wrong(['string']);
    return allowedValues.includes(value) ? [] : [error('enum', { allowedValues })];
  }
  const scalar = scalars[type];
  if (scalar) {
    if (!scalar.fits(value)) return wrong(scalar.types);
    if (type !== 'quantity' || quantity.test(typeof value === 'string' ? value : JSON.stringify(value))) return [];
    return [error('pattern', { pattern: '' }, { $comment: 'a Kubernetes quantity such as 500m, 2, 512Mi or 4Gi' })];
  }
  const members = membersOf(type);
  if (!members) throw new Error(`Kubernetes has no ${type}`);
  if (!isMapping(value)) return wrong(['object']);
  const parent = (): object => ({ properties: Object.fromEntries(members) });
  const found = [
    ...[...members].flatMap(([missingProperty, { required }]) =>
      required && value[missingProperty] === undefined ? [error('required', { missingProperty }, parent())] : [],
    ),
    ...Object.entries(value).flatMap(([key, one]) => {
      const member = members.get(key);
      return member
        ? podErrors(one, member.type, child(instancePath, key))
        : [
            error(
              'additionalProperties',
              { additionalProperty: key, below: pathBelow(type, key), elsewhere: isMember(key) },
              parent(),
            ),
          ];
    }),
  ];
  // What a misspelt member says may be what is missing.
  if (found.some(({ instancePath: at, keyword }) => at === instancePath && keyword === 'additionalProperties'))
    return found;
  const between = [...(rules[type]?.(value) ?? [])].flatMap(([member, fault]) => {
    const at = member === '' ? '' : `/${member}`;
    const isTold = found.some((one) => one.instancePath === instancePath + at);
    return fault && !isTold ? faulty({ data: valueAt(value, at), ...fault }, instancePath + at) : [];
  });
  return [...found, ...between];
}

/** Lays one value over another as Kubernetes does: mappings by their members, some lists by a member of their items. */
function laid(type: string, under: unknown, over: unknown): unknown {
  if (over === undefined) return under;
  const [, items = '', key = ''] = /^(.*)\[(\w*)\]$/.exec(type) ?? [];
  if (Array.isArray(over)) {
    const merges = key !== '' || items === 'Toleration';
    const before = merges && Array.isArray(under) ? [...(under as unknown[])] : [];
    // Tolerations add up, as where Kubernetes itself gives some to a pod.
    if (items === 'Toleration') {
      const texts = before.map(canonicalJson);
      return [...before, ...(over as unknown[]).filter((one) => !texts.includes(canonicalJson(one)))];
    }
    const named = (item: unknown): unknown => (isMapping(item) ? item[key] : item);
    const at = new Map(before.map((item, i) => [named(item), i]));
    for (const item of over as unknown[]) {
      const same = at.get(named(item)) ?? before.length;
      // Two of one list stay two: a port by two protocols, a zone by two rules.
      at.delete(named(item));
      before[same] = laid(items, before[same], item);
    }
    return before;
  }
  if (!isMapping(over)) return over;
  const members = membersOf(type);
  const valueType = type.endsWith('{}') ? type.slice(0, -2) : 'object';
  const all = new Map(Object.entries(isMapping(under) ? under : {}));
  for (const [name, value] of Object.entries(over)) {
    if (value === null) all.delete(name);
    else all.set(name, laid(members?.get(name)?.type ?? valueType, all.get(name), value));
  }
  return Object.fromEntries(all);
}

/** Lays a sound piece of a pod over another; null takes a member away. */
export const overlaid = (type: string, under: Mapping, ...over: readonly (Mapping | undefined)[]): Mapping =>
  over.reduce<Mapping>((whole, piece) => laid(type, whole, piece) as Mapping, under);
