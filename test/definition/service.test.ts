import { describe, expect, test } from 'vitest';
import { readService, readSource, type Property } from '../../src/definition/index.js';
import { Report } from '../../src/diagnostics/index.js';

function read(definition: unknown) {
  const report = new Report();
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  const source = readSource('file', text, report);
  const partial = source && readService(source, '', () => undefined, report);
  if (partial) expect(partial.unread === undefined).toBe(report.errors === 0);
  const service = partial?.unread ? undefined : partial;
  const found = report.diagnostics.map(({ code, place }) => `${code} ${place.pointer}`);
  return { service, partial, report, found };
}
const ofProperty = (property: object) => read({ name: 'a', properties: [{ key: 'k', ...property }] });
const property = (raw: object): Property | undefined => {
  const { service, found } = ofProperty(raw);
  expect(found).toEqual([]);
  return service?.properties[0];
};

describe('one property in each dialect', () => {
  const today = {
    key: 'k',
    description: 'Clusters',
    type: 'application',
    mandatory: true,
    defaultValue: 8,
    valueType: 'int',
  };
  const meant = {
    key: 'k',
    description: 'Clusters',
    kind: 'application',
    valueType: 'int',
    mandatory: true,
    defaultValue: '8',
  };
  test.each<readonly [string, object]>([
    ['today', today],
    [
      '2022 to 2024',
      { ...today, valueType: 'INT', type: 'Application', defaultValue: '8', value: null, inputData: null, extra: null },
    ],
    [
      'the oldest',
      {
        'it.eng.alidalab.applicationcatalogue.domain.service.ApplicationProperty': {
          ...today,
          type: 'INT',
          defaultValue: '8',
          value: null,
        },
      },
    ],
  ])('%s', (_, raw) => {
    const definition = { name: 'a', properties: [raw] };
    const { service } = read(definition);
    const { pointer, ...rest } = service?.properties[0] ?? { pointer: '' };
    expect(rest).toEqual(meant);
    expect(service?.source.place(`${pointer}/key`, 'key').lineText).toContain('"k"');
  });
});

test('a service is read whole', () => {
  const definition = {
    name: 'K Means',
    version: '1.0',
    description: 'd',
    url: 'docker://registry/client:1',
    properties: [],
    accessLevel: 'PUBLIC',
  };
  const { service, found } = read(definition);
  expect(found).toEqual([]);
  expect(service).toMatchObject({ name: 'K Means', version: '1.0', description: 'd', url: 'registry/client:1' });
  expect(service?.meaning).toEqual(definition);
  const empty = read({ name: 'a', version: null, description: null, url: null, properties: [] }).service;
  expect(Object.keys(empty ?? {})).toEqual(['source', 'pointer', 'name', 'properties', 'meaning']);
});

test('a definition within a larger document has its own pointers', () => {
  const report = new Report();
  const source = readSource('f', '{"s": [{"name": "a", "properties": [{"key": "k", "type": "x"}]}]}', report);
  const service = source && readService(source, '/s/0', () => undefined, report);
  expect(service).toMatchObject({ properties: [], unread: { members: new Set(), keys: new Set(['k']), any: false } });
  expect(report.diagnostics.map(({ place }) => place.pointer)).toEqual(['/s/0/properties/0/type']);
});

test('what is sound beside mistakes is read, and what is not is named', () => {
  const { partial } = read({
    name: 3,
    version: '1.0',
    url: [],
    properties: [
      { key: 'a', type: 'application' },
      { key: 'a', type: 'static' },
      { key: 'b', type: 'nonsense' },
      { key: 'c', type: 'application', valueType: 'int', defaultValue: 'x' },
      { 'p.StaticProperty': { key: 'd', mandatory: [] } },
      { type: 'static' },
    ],
  });
  const unread = { members: new Set(['name', 'url']), keys: new Set(['b', 'c', 'd']), any: true };
  expect(partial).toMatchObject({ name: '', version: '1.0', unread });
  expect(partial?.properties.map(({ key, kind }) => [key, kind])).toEqual([['a', 'application']]);
  expect(read({ name: 'a', properties: {} }).partial).toBeUndefined();
});

describe('values become the texts that the program receives', () => {
  test.each<readonly [raw: unknown, type: string, text: string | undefined]>([
    [null, 'string', undefined],
    ['', 'string', ''],
    ['', 'int', undefined],
    [' x ', 'string', ' x '],
    [0, 'int', '0'],
    [-5, 'long', '-5'],
    [1e20, 'double', '100000000000000000000'],
    [1e-5, 'double', '0.00001'],
    ['1e-05', 'double', '1e-05'],
    ['NaN', 'double', 'NaN'],
    [true, 'boolean', 'true'],
    ['False', 'boolean', 'False'],
    ['1', 'boolean', '1'],
    [{ b: [1, null], a: 'x' }, 'json', '{"a":"x","b":[1,null]}'],
    ['{ "b": 1 }', 'json', '{ "b": 1 }'],
    [[1, 2], 'string', '[1,2]'],
    ['anything', 'ANY', 'anything'],
  ])('%j as %s', (raw, valueType, text) => {
    expect(property({ type: 'application', valueType, defaultValue: raw })?.defaultValue).toBe(text);
    expect(property({ type: 'application', valueType, value: raw })?.value).toBe(text);
  });

  test('flags may be texts, and missing is false', () => {
    expect(property({ type: 'static', mandatory: 'TRUE' })).toMatchObject({
      mandatory: true,
    });
  });
});

describe('tuning properties', () => {
  const mappings = [
    { intValue: 0, name: 'lz4' },
    { intValue: 1, name: 'zstd' },
  ];
  const codec = {
    type: 'tuning',
    valueType: 'INT',
    minValue: '0',
    maxValue: '1',
    measure: 'NONE',
    category: true,
    mappings,
  };

  test('a mapping is chosen by number or by name', () => {
    const chosen = property({ ...codec, defaultValue: '1', value: 'lz4' });
    expect(chosen).toMatchObject({ valueType: 'string', allowed: ['lz4', 'zstd'], defaultValue: 'zstd', value: 'lz4' });
    expect(chosen).not.toHaveProperty('min');
    expect(ofProperty({ ...codec, defaultValue: '2' }).found).toEqual(['not-allowed-value /properties/0/defaultValue']);
  });

  test('bounds and unit are kept', () => {
    const size = { type: 'tuning', valueType: 'INT', minValue: '1', maxValue: 16, measure: 'Bytes', mappings: [] };
    expect(property({ ...size, defaultValue: 16 })).toMatchObject({
      min: 1,
      max: 16,
      measure: 'bytes',
      defaultValue: '16',
    });
    expect(ofProperty({ ...size, defaultValue: 17, value: '0' }).found).toEqual([
      'out-of-range /properties/0/defaultValue',
      'out-of-range /properties/0/value',
    ]);
  });

  test('0 and 1 are booleans, since Spark takes no numbers for them', () => {
    const flag = { type: 'tuning', valueType: 'BOOLEAN', minValue: '0', maxValue: '1', measure: 'NONE' };
    expect(property({ ...flag, defaultValue: '0', value: 1 })).toMatchObject({ defaultValue: 'false', value: 'true' });
    expect(property({ ...flag, defaultValue: true })).toMatchObject({ defaultValue: 'true' });
  });
});

describe('mistakes', () => {
  const type = 'application';
  test.each<readonly [string, object, string[]]>([
    [
      'a word for an int',
      { type, valueType: 'int', defaultValue: 'eight' },
      ['value-not-of-type /properties/0/defaultValue'],
    ],
    ['a fraction for a long', { type, valueType: 'long', value: 1.5 }, ['value-not-of-type /properties/0/value']],
    ['a word for a double', { type, valueType: 'double', value: '1,5' }, ['value-not-of-type /properties/0/value']],
    ['a word for a boolean', { type, valueType: 'boolean', value: 'ja' }, ['value-not-of-type /properties/0/value']],
    [
      'broken JSON for a setting',
      { type: 'static', valueType: 'json', value: '{' },
      ['value-not-of-type /properties/0/value'],
    ],
    ['broken JSON for the program', { type, valueType: 'json', value: '{' }, ['json-not-valid /properties/0/value']],
    [
      'a bound that is no number',
      { type, valueType: 'int', minValue: 'low' },
      ['value-not-of-type /properties/0/minValue'],
    ],
    [
      'bounds the wrong way',
      { type, valueType: 'int', minValue: 2, maxValue: 1 },
      ['empty-range /properties/0/minValue'],
    ],
    ['an equals sign in a key', { key: 'a=b', type }, ['invalid-property-key /properties/0/key']],
    ['a blank in a key', { key: 'a b', type }, ['invalid-property-key /properties/0/key']],
    ['a control character in a key', { key: 'a\u0007', type }, ['invalid-property-key /properties/0/key']],
    ['an empty key', { key: '', type }, ['out-of-range /properties/0/key']],
    ['an unknown kind', { type: 'aplication' }, ['not-allowed-value /properties/0/type']],
    ['an unknown value type', { type, valueType: 'float32' }, ['not-allowed-value /properties/0/valueType']],
    ['a missing kind', {}, ['missing-key /properties/0']],
    ['a misspelt kind', { tpye: type }, ['missing-key /properties/0/tpye']],
    ['a misspelt field', { type, defualtValue: 1 }, ['misspelt-field /properties/0/defualtValue']],
  ])('%s', (_, raw, expected) => {
    const { service, report, found } = ofProperty(raw);
    expect(found).toEqual(expected);
    expect(service === undefined).toBe(report.errors > 0);
  });

  test('two properties with one key are told with both places', () => {
    const { report, service } = read('name: a\nproperties:\n- {key: k, type: static}\n- {key: k, type: tuning}\n');
    expect(service).toBeUndefined();
    expect(report.diagnostics).toMatchObject([
      {
        code: 'duplicate-property',
        message: 'the property `k` is already defined on line 3',
        place: { start: { line: 4 } },
      },
    ]);
  });

  test('a version that is a number is refused with its own digits', () => {
    const { report } = read('name: a\nversion: 1.10\nproperties: []');
    expect(report.diagnostics).toMatchObject([{ code: 'wrong-type', remedy: 'put it in quotes: "1.10"' }]);
  });

  test('a class of property that Alida does not have', () => {
    const { found } = read({ name: 'a', properties: [{ 'x.y.OtherProperty': { key: 'k' } }] });
    expect(found).toEqual(['unknown-key /properties/0/x.y.OtherProperty']);
  });

  test('an unknown field is told once, however often it occurs', () => {
    const one = { type: 'static', colour: 'red' };
    const { report, service } = read({
      name: 'a',
      colour: 1,
      properties: [
        { key: 'a', ...one },
        { key: 'b', ...one },
      ],
    });
    expect(service).toBeDefined();
    expect(report.diagnostics.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'info the field `colour` is not known and not used',
      'info the field `colour` is not known and not used (2 times)',
    ]);
  });
});
