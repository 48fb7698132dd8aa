import { readdirSync, readFileSync } from 'node:fs';
import Ajv, { type AnySchema } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { readSource, schemaDiagnostics } from '../../src/definition/index.js';
import { nearest } from '../../src/definition/nearest.js';
import { Report } from '../../src/diagnostics/index.js';

const newAjv = () => addFormats.default(new Ajv.default({ allErrors: true, verbose: true, strict: false }));

function diagnose(schema: AnySchema, value: unknown) {
  const report = new Report();
  const source = readSource('file', JSON.stringify({ at: value }), report);
  if (source === undefined) throw new Error('the test gives no JSON');
  const validate = newAjv().compile(schema);
  if (validate(value)) return [];
  schemaDiagnostics(validate.errors, source, '/at', report);
  return report.diagnostics.map(({ code, message, place }) => `${place.pointer.slice(3)} ${code}: ${message}`);
}

const closed = {
  type: 'object',
  required: ['limit'],
  additionalProperties: false,
  properties: { limit: { type: 'integer', minimum: 0, maximum: 9 }, mode: { enum: ['Always', 'Never'] } },
};
const choice = { oneOf: [closed, { type: 'string' }, { type: 'array', items: closed }] };

describe('one mistake, one diagnostic', () => {
  test.each<readonly [string, AnySchema, unknown, string[]]>([
    [
      'a misspelt required key',
      closed,
      { limits: 1 },
      ['/limits unknown-key: there is no key `limits`; did you mean `limit`?'],
    ],
    ['a key that is nothing like another', closed, { limit: 1, x: 1 }, ['/x unknown-key: there is no key `x`']],
    ['a missing key', closed, {}, [' missing-key: the key `limit` is missing']],
    ['a wrong type', closed, { limit: 'x' }, ['/limit wrong-type: a whole number is expected here, not a text']],
    ['a number beyond', closed, { limit: 10 }, ['/limit out-of-range: 10 is outside the limits: at most 9']],
    [
      'a word that is not allowed',
      closed,
      { limit: 1, mode: 'always' },
      ['/mode not-allowed-value: "always" is not allowed here; did you mean `Always`?'],
    ],
    [
      'no branch of a choice by type',
      choice,
      5,
      [' wrong-type: a mapping or a text or a list is expected here, not a number'],
    ],
    [
      'a mistake inside a branch',
      choice,
      { limit: 'x' },
      ['/limit wrong-type: a whole number is expected here, not a text'],
    ],
    ['a key missing in a branch', choice, {}, [' missing-key: the key `limit` is missing']],
    [
      'a mistake inside an item',
      choice,
      [{ limit: 1 }, { limit: 'x' }],
      ['/1/limit wrong-type: a whole number is expected here, not a text'],
    ],
    [
      'a mistake beside a choice',
      { properties: { a: { type: 'string' }, b: choice } },
      { a: 1, b: 2 },
      [
        '/a wrong-type: a text is expected here, not a number',
        '/b wrong-type: a mapping or a text or a list is expected here, not a number',
      ],
    ],
    [
      'a key that breaks a pattern',
      { propertyNames: { pattern: '^spark', $comment: 'a Spark key' } },
      { sprak: 1 },
      ['/sprak malformed-value: "sprak" is not a Spark key'],
    ],
    ['a pattern without words', { pattern: '^a$' }, 'b', [' malformed-value: "b" is not a text that matches ^a$']],
    [
      'a pattern that is a list of words',
      { pattern: '^([oO][nN]|[oO][fF][fF])$' },
      'onn',
      [' not-allowed-value: "onn" is not allowed here; did you mean `on`?'],
    ],
    [
      'a constant',
      { const: 'version1' },
      'version2',
      [' not-allowed-value: "version2" is not allowed here; did you mean `version1`?'],
    ],
    ['a format', { format: 'uri' }, 'x y', [' malformed-value: "x y" is not a text of the form uri']],
    [
      'a repetition',
      { uniqueItems: true },
      [1, 1],
      [' malformed-value: this list is not a list in which nothing repeats'],
    ],
    ['an empty text', { minLength: 1 }, '', [' out-of-range: "" is outside the limits: at least 1 character long']],
    ['a short list', { minItems: 2 }, [1], [' out-of-range: [1] is outside the limits: at least 2 items']],
    ['a nullable type', { type: ['string', 'null'] }, 1, [' wrong-type: a text is expected here, not a number']],
    [
      'the branch of a condition',
      { if: { required: ['a'] }, then: { required: ['b'] } },
      { a: 1 },
      [' missing-key: the key `b` is missing'],
    ],
  ])('%s', (_, schema, value, expected) => {
    expect(diagnose(schema, value)).toEqual(expected);
  });

  test('a keyword without a message is our own mistake', () => {
    expect(() => diagnose({ not: {} }, 1)).toThrow('does not know the keyword not');
  });
});

test('the nearest word is near', () => {
  expect(nearest('namspace', ['name', 'namespace'])).toBe('namespace');
  expect(nearest('NAME', ['name'])).toBe('name');
  expect(nearest('colour', ['name', 'namespace'])).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});

describe('examples and defaults in the schemas are valid', () => {
  const folder = new URL('../../schemas/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.schema.json'));
  test.each(files)('%s', (file) => {
    const schema = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { $id: string };
    const ajv = newAjv().addSchema(schema);
    let checked = 0;
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { examples = [], default: preset } = node as { examples?: unknown[]; default?: unknown };
      const values = Array.isArray(examples) ? examples : [];
      for (const value of preset === undefined ? values : [...values, preset]) {
        checked += 1;
        expect
          .soft(ajv.validate({ $ref: `${schema.$id}#${path}` }, value), `${path}: ${JSON.stringify(value)}`)
          .toBe(true);
      }
      for (const [key, part] of Object.entries(node)) {
        if (key !== 'examples' && key !== 'default')
          visit(part, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
      }
    };
    visit(schema, '');
    expect(checked).toBeGreaterThan(0);
  });
});
