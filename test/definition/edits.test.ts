import { describe, expect, it } from 'vitest';
import { readSource } from '../../src/definition/index.js';
import { fixed, Report, type Change } from '../../src/diagnostics/index.js';

/** The text after a change at a pointer; nothing where it cannot be made. */
function changed(text: string, pointer: string, change: Change, target: 'key' | 'value' = 'value', whole?: string) {
  const report = new Report();
  const source = readSource('f', text, report);
  expect(report.diagnostics).toEqual([]);
  const edits = source?.place(pointer, target, whole).edits?.(change);
  if (!edits) return undefined;
  const after = fixed(new Map([['f', text]]), [{ edits }]).get('f');
  const again = new Report();
  readSource('f', after ?? '', again);
  expect(again.diagnostics).toEqual([]);
  return after;
}

describe('a value is written in the form of the old one', () => {
  it.each([
    ['{"a": "4 gigs", "b": 1}', '4g', '{"a": "4g", "b": 1}'],
    ['{"a": 5}', '6', '{"a": 6}'],
    ['{"a": true}', 'false', '{"a": false}'],
    ['{"a": 5}', '6g', '{"a": "6g"}'],
    ['{"a": "5"}', '6', '{"a": "6"}'],
    ['a: 4 gigs # why\nb: 1\n', '4g', 'a: 4g # why\nb: 1\n'],
    ["a: '4 gigs'\n", "it's", "a: 'it''s'\n"],
    ['a: "x"\n', '1', 'a: "1"\n'],
    ['a: yes sir\n', 'yes', 'a: "yes"\n'],
    ['a: x\n', '12', 'a: "12"\n'],
    ['a: 5\n', '12', 'a: 12\n'],
    ['a: x\n', 's3a://b/c', 'a: s3a://b/c\n'],
    ['a: x\n', 'b: c', 'a: "b: c"\n'],
    ['a: x\n', '- b', 'a: "- b"\n'],
    ['a: |\n  x\nb: 1\n', 'y z', 'a: "y z"\nb: 1\n'],
    ['b: &x 1\na: *x\n', '2', 'b: &x 1\na: "2"\n'],
    ['a: &x 1\nb: *x\n', '2', 'a: &x 2\nb: *x\n'],
  ])('%s', (text, value, after) => {
    expect(changed(text, '/a', { value })).toBe(after);
  });

  it('not over what is no such value', () => {
    for (const text of ['{"a": {"b": 1}}', '{"a": []}', 'a:\n  b: 1\n', 'a: [1]\n', 'a:\nb: 1\n'])
      expect(changed(text, '/a', { value: 'x' })).toBeUndefined();
    expect(changed('{"a": 1}', '/b', { value: 'x' })).toBeUndefined();
    expect(changed('a: &x {b: 1}\nc: *x\n', '/c/b', { value: 'x' })).toBeUndefined();
  });
});

it.each([
  ['{"a": 1}', '{"b": 1}'],
  ['a : 1\n', 'b : 1\n'],
  ["'a': 1\n", "'b': 1\n"],
  ['a:\nc: 1\n', 'b:\nc: 1\n'],
  ['a:\n  - 1\n', 'b:\n  - 1\n'],
])('a key is written in the form of the old one: %s', (text, after) => {
  expect(changed(text, '/a', { key: 'b' }, 'key')).toBe(after);
});

describe('what is taken out goes with its comma or its lines', () => {
  it.each([
    ['{\n  "a": 1,\n  "b": 2\n}', '/a', '{\n  "b": 2\n}'],
    ['{\n  "a": 1,\n  "b": 2\n}', '/b', '{\n  "a": 1\n}'],
    ['{"a": 1}', '/a', '{}'],
    ['{"a": [ 1 ]}', '/a/0', '{"a": []}'],
    ['{"a": [1, 2, 3]}', '/a/1', '{"a": [1, 3]}'],
    ['{"a": [1, 2]}', '/a/1', '{"a": [1]}'],
    ['{"a": [{"x.StaticProperty": {"key": "k"}}, 2]}', '/a/0/x.StaticProperty', '{"a": [2]}'],
    ['{"a": ",]", "b": "[,"}', '/b', '{"a": ",]"}'],
    ['# one\na: 1 # its own\n# two\nb: 2\n', '/a', '# one\n# two\nb: 2\n'],
    ['a: 1\nb: 2', '/b', 'a: 1'],
    ['a: 1\nb:\n  - 2\n  - 3\nc: 4\n', '/b', 'a: 1\nc: 4\n'],
    ['a: 1\nb:\n  - 2\n  - 3\nc: 4\n', '/b/0', 'a: 1\nb:\n  - 3\nc: 4\n'],
    ['a:\n  - k: 1\n    v: 2\n  - k: 3\n', '/a/0', 'a:\n  - k: 3\n'],
    ['a:\n  - k: 1\n    v: 2\n', '/a/0/k', 'a:\n  - v: 2\n'],
    ['a:\n  - k: 1\n    v: 2\n', '/a/0/v', 'a:\n  - k: 1\n'],
    ['a:\n  b: 1\nc: 2\n', '/a/b', 'a: {}\nc: 2\n'],
    ['a:\n  - 1\nc: 2\n', '/a/0', 'a: []\nc: 2\n'],
    ['a: {b: 1, c: 2}\n', '/a/b', 'a: {c: 2}\n'],
    ['a:\nb: 1\n', '/a', 'b: 1\n'],
    ['a: |\n  x\n  y\nb: 1\n', '/a', 'b: 1\n'],
    ['a: 1\r\nb: 2\r\n', '/a', 'b: 2\r\n'],
  ])('%s %s', (text, pointer, after) => {
    expect(changed(text, pointer, { delete: 'it' }, 'key')).toBe(after);
  });

  it('not where something else would go with it', () => {
    for (const [text, pointer] of [
      ['a: 1', '/a'],
      ['a:\n  # why\n  b: 1\n', '/a/b'],
      ['a:\n  - k: 1\n    # about v\n    v: 2\n', '/a/0/k'],
      ['a: {b: 1 # why\n  , c: 2}\n', '/a/b'],
      ['? a\n: 1\nb: 2\n', '/a'],
    ] as const)
      expect(changed(text, pointer, { delete: 'it' }, 'key'), text).toBeUndefined();
  });
});

it('a property goes as a whole, whatever of it is told', () => {
  const text = '{"p": [{"key": "a", "value": 1}, {"key": "b"}]}';
  expect(changed(text, '/p/0/key', { delete: 'a' }, 'value', '/p/0')).toBe('{"p": [{"key": "b"}]}');
});

it('of two fixes that meet the first counts', () => {
  const at = (offset: number) => ({ line: 1, column: offset + 1, offset });
  const edit = (start: number, end: number, text: string) => ({ file: 'f', start: at(start), end: at(end), text });
  const fixes = [
    { edits: [edit(0, 2, 'x')] },
    { edits: [edit(1, 3, 'y'), edit(4, 5, 'y')] },
    { edits: [edit(2, 4, 'z')] },
  ];
  expect(fixed(new Map([['f', 'abcdef']]), fixes)).toEqual(new Map([['f', 'xzef']]));
});
