import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { canonicalJson, decodeUtf8, documentKind, readSource, valueAt } from '../../src/definition/index.js';
import { child } from '../../src/definition/pointer.js';
import { fixed, Report, type Code } from '../../src/diagnostics/index.js';

function read(text: string) {
  const report = new Report();
  const source = readSource('file', text, report);
  const found = report.diagnostics.map(({ code, place }) => `${code} ${place.start.line}:${place.start.column}`);
  return { source, report, found };
}

describe('a slip of the pen has its edit', () => {
  test.each([
    ['{"a": 1,\n}', '{"a": 1\n}'],
    ['{"a": [1, 2, ] }', '{"a": [1, 2 ] }'],
    ['{"a": 1\n "b": 2}', '{"a": 1,\n "b": 2}'],
    ['{"a": ["x" "y"]}', '{"a": ["x", "y"]}'],
    ['{"a" = 1}', '{"a" : 1}'],
    ['{"a" 1}', '{"a": 1}'],
    ['{"a": 1 // one\n}', '{"a": 1 \n}'],
    ['{"a": /* one */ 1}', '{"a":  1}'],
    ["{'a': 1}", '{"a": 1}'],
    ['{a-b: 1}', '{"a-b": 1}'],
    ['{"a": \'x y\'}', '{"a": "x y"}'],
    ['{"a": True}', '{"a": true}'],
    ['{"a": None}', '{"a": null}'],
    ['{"a": text}', '{"a": "text"}'],
    ['{"a": text"}', '{"a": "text"}'],
    ['{a": 1}', '{"a": 1}'],
    ['{"a: "x"}', '{"a": "x"}'],
    ['{"a": "x,\n "b": 1}', '{"a": "x",\n "b": 1}'],
    ['{"a": {"b": [1, 2}}', '{"a": {"b": [1, 2]}}'],
    ['{"a": [{"b": 1]}', '{"a": [{"b": 1}]}'],
    ['{"a": [1, 2', '{"a": [1, 2]}'],
    ['{"a": 1}}', '{"a": 1}'],
    ['"a": 1,\n"b": 2\n}', '{"a": 1,\n"b": 2\n}'],
    ['{"a": 1, # one\n "b": 2}', '{"a": 1, \n "b": 2}'],
    ['{"a": 1,, "b": 2}', '{"a": 1, "b": 2}'],
    ['{"a": [, 1]}', '{"a": [ 1]}'],
    ['{"a": 1; "b": 2}', '{"a": 1, "b": 2}'],
    ['{\u201ca\u201d: 1}', '{"a": 1}'],
    ['{"a": \u201cx y\u201d}', '{"a": "x y"}'],
    ['{"a": "x\ty"}', '{"a": "x\\ty"}'],
    ['{"a": "C:\\dir"}', '{"a": "C:\\\\dir"}'],
    ['{"a": 01}', '{"a": 1}'],
    ['{"a": .5}', '{"a": 0.5}'],
    ['{"a": 0x1f}', '{"a": 31}'],
    ['{"a": "x\n  y\r\nz",\n "b": 1}', '{"a": "x\\n  y\\nz",\n "b": 1}'],
    ['{"a": "x\n"}', '{"a": "x\\n"}'],
    ['{"a": ["x,\n "y"]}', '{"a": ["x",\n "y"]}'],
    ['{"a": [\n}', '{"a": []\n}'],
    ['{"a": [{]}', '{"a": [{}]}'],
    ['{"a":\u00a01}', '{"a": 1}'],
    ['{\n\u00a0\u200b"a": 1}', '{\n "a": 1}'],
    ['a:\n  - b: 1\n\tc: 2', 'a:\n  - b: 1\n    c: 2'],
    ['a:\n  b: 1\n \tc: 2', 'a:\n  b: 1\n  c: 2'],
    ['a:\n  - b: 1\n  -c: 2', 'a:\n  - b: 1\n  - c: 2'],
    ['a: "x\nb: 1\n', 'a: "x"\nb: 1\n'],
    ["a: 'x\nb: 1\n", "a: 'x'\nb: 1\n"],
    ['a: [1, 2\nb: 1\n', 'a: [1, 2]\nb: 1\n'],
    ['a: {b: 1\nc: 1\n', 'a: {b: 1}\nc: 1\n'],
    ['a: 1\nb 2\n', 'a: 1\nb: 2\n'],
    ['a: 1\nb\n', 'a: 1\nb:\n'],
    ['a:\u00a01\nb: 2', 'a: 1\nb: 2'],
    ['a: "x" y\nb: 2', 'a: \'"x" y\'\nb: 2'],
    ['a: "\\d"', 'a: "\\\\d"'],
    ['a:\n\tb: 1\n', 'a:\n  b: 1\n'],
    ['a: 1\nb:2\nc: 3', 'a: 1\nb: 2\nc: 3'],
    ['a:\n  - b:x\n    c: 3', 'a:\n  - b: x\n    c: 3'],
    ['a: x: y\nb: 1', 'a: "x: y"\nb: 1'],
    ['a: @x\nb: 1', 'a: "@x"\nb: 1'],
    ['a: */15 * * * * # often\nb: 1', 'a: "*/15 * * * *" # often\nb: 1'],
    ['a:\n  - * 3 * * *\n', 'a:\n  - "* 3 * * *"\n'],
    ['a: *.py\n', 'a: "*.py"\n'],
    ['a: & more\n', 'a: "& more"\n'],
    ['a: {{workflow.name}}\n', 'a: "{{workflow.name}}"\n'],
    ['a: {{x}}/{{y}} # z\n', 'a: "{{x}}/{{y}}" # z\n'],
    ['a: [draft] text\n', 'a: "[draft] text"\n'],
    ['a: {k} text\n', 'a: "{k} text"\n'],
    ['a: *bold* text\n', 'a: "*bold* text"\n'],
    ['"a": "x",\nb: 1\n', '"a": "x"\nb: 1\n'],
    ["a: 'x', # y\nb: 1\n", "a: 'x' # y\nb: 1\n"],
    ['a: "1.0\'\nb: 1\n', 'a: "1.0"\nb: 1\n'],
    ['a: 1\n// c\nb: 1\n', 'a: 1\n# c\nb: 1\n'],
    ['a:\n  - b: x\n\u00a0\u00a0\u00a0\u00a0c: y\n    d: 1\n', 'a:\n  - b: x\n    c: y\n    d: 1\n'],
    ['a:\n  - b:x # c\n    d: 1\n', 'a:\n  - b: x # c\n    d: 1\n'],
    ['a:\n  b:x # c\n  d: 1\n', 'a:\n  b: x # c\n  d: 1\n'],
    ['a:\n  - b: 1\n   c: 2\n    d: 3\n', 'a:\n  - b: 1\n    c: 2\n    d: 3\n'],
    ['a:\n  - b: 1\n    c: 2\n     d: 3\n', 'a:\n  - b: 1\n    c: 2\n    d: 3\n'],
    ['a:\n  - b: 1\n     c: 2\n    d: 3\n', 'a:\n  - b: 1\n    c: 2\n    d: 3\n'],
    ['a:\n  - b: 1\n - b: 2\n    c: 3\n', 'a:\n  - b: 1\n  - b: 2\n    c: 3\n'],
    ['a:\n  - b: 1\n- b: 2\n    c: 3\n', 'a:\n  - b: 1\n  - b: 2\n    c: 3\n'],
    ['a:\n  - b: 1\n   - b: 2\n', 'a:\n  - b: 1\n  - b: 2\n'],
    ['# a\ra: 1\rb: 2\r', '# a\na: 1\nb: 2\n'],
    ['a:\n  - b: 1\n    c: 2\n    b: 3\n    c: 2\n', 'a:\n  - b: 1\n    c: 2\n  - b: 3\n    c: 2\n'],
    ['a: 1\nb: 2\na: 1\n', 'a: 1\nb: 2\n'],
    ['{"a": [1], "a": [1]}', '{"a": [1]}'],
  ])('%j', (wrong, right) => {
    const { report } = read(wrong);
    const [{ fix, remedy } = { fix: undefined, remedy: '' }] = report.diagnostics;
    expect(fixed(new Map([['file', wrong]]), fix ? [fix] : []).get('file')).toBe(right);
    expect(remedy).toMatch(/^(write|take|put|remove) /);
    expect(read(right).found).toEqual([]);
  });

  test.each([
    '{"a": }',
    '{"a": (1}',
    '{"a": 1.2.3}',
    'a: "x" y: z',
    'a: x\n  b: y',
    'a: [@x, y]',
    'a: 1\na: 2',
    'a:\n  b: x\n c: 1\n',
  ])('%j has none', (wrong) => {
    expect(read(wrong).report.diagnostics.map(({ fix }) => fix)).toEqual([undefined]);
  });
});

const refused: readonly (readonly [what: string, text: string, code: Code, at: string])[] = [
  ['a comma too many', '{"a": 1,\n}', 'syntax-error', '1:8'],
  ['a missing comma', '{"a": 1\n "b": 2}', 'syntax-error', '1:8'],
  ['a missing bracket', '{"a": [1, 2', 'syntax-error', '1:7'],
  ['a mark of a conflict in JSON', '{"a": 1,\n<<<<<<< HEAD\n"b": 2\n=======\n', 'syntax-error', '2:1'],
  ['an invisible character', '{"a":\u00a01}', 'syntax-error', '1:6'],
  ['a mark of a conflict', 'a: 1\n<<<<<<< HEAD\nb: 2\n', 'syntax-error', '2:1'],
  ['a bare word', '{"a": tru}', 'syntax-error', '1:7'],
  ['a number with a leading zero', '{"a": 01}', 'syntax-error', '1:7'],
  ['single quotes', "{'a': 1}", 'syntax-error', '1:2'],
  ['a missing colon', '{"a" 1}', 'syntax-error', '1:6'],
  ['a missing value', '{"a": }', 'syntax-error', '1:7'],
  ['a comment in JSON', '{"a": 1 // one\n}', 'syntax-error', '1:9'],
  ['a line break in a text', '{"a": "x\ny"}', 'syntax-error', '1:7'],
  ['an escape that JSON has not', '{"a": "\\x"}', 'syntax-error', '1:8'],
  ['a text that does not end', '{"a": "x', 'syntax-error', '1:7'],
  ['text after the end', '{"a": 1} x', 'syntax-error', '1:10'],
  ['an open YAML list', 'a: [1', 'syntax-error', '1:4'],
  ['a tab as YAML indentation', 'a:\n\tb: 1', 'syntax-error', '2:1'],
  ['an alias without an anchor', 'a: *b', 'syntax-error', '1:4'],
  ['an alias of itself', 'a: &a [*a]', 'syntax-error', '1:8'],
  ['two equal keys in JSON', '{"a": 1,\n "b": {"c": 1, "c": 2}}', 'duplicate-key', '2:16'],
  ['two equal keys beside one that ends in a backslash', '{"a\\\\": 1, "b": 1, "b": 2}', 'duplicate-key', '1:20'],
  ['two equal keys in YAML', 'a: 1\nb: 2\n"a": 3', 'duplicate-key', '3:1'],
  ['a long number', '{"a": 12345678901234567890}', 'inexact-number', '1:7'],
  ['a huge number', '{"a": 1e400}', 'inexact-number', '1:7'],
  ['too many decimals', '{"a": 3.14159265358979323846}', 'inexact-number', '1:7'],
  ['a long YAML number', 'a: 12345678901234567890', 'inexact-number', '1:4'],
  ['infinity', 'a: .inf', 'inexact-number', '1:4'],
  ['half a character in JSON', '{"a": "\\ud83d"}', 'lone-surrogate', '1:7'],
  ['half a character as it is', '{"a": "\ud83d"}', 'lone-surrogate', '1:7'],
  ['half a character in YAML', 'a: "\\ud83d"', 'lone-surrogate', '1:4'],
  ['a custom tag', 'a: !secret 1', 'unsupported-yaml', '1:4'],
  ['a merge key', 'a: &a {b: 1}\nc:\n  <<: *a', 'unsupported-yaml', '3:3'],
  ['a complex key', '? [a]\n: 1', 'unsupported-yaml', '1:3'],
  ['an alias as key', 'a: &a b\n*a : 1', 'unsupported-yaml', '2:1'],
  ['YAML 1.1', '%YAML 1.1\n---\na: yes', 'unsupported-yaml', '1:1'],
  ['two documents', 'a: 1\n---\nb: 2', 'several-documents', '2:1'],
  ['a list', '[1]', 'not-a-mapping', '1:1'],
  ['a text', 'hello', 'not-a-mapping', '1:1'],
  ['nothing', ' \n', 'not-a-mapping', '1:1'],
  ['a JSON text of 11 MiB', `{"a": "${'x'.repeat(11 * 1024 * 1024)}"}`, 'too-large', '1:1'],
  ['100,000 brackets', '['.repeat(100_000), 'too-deep', '1:101'],
  ['100,000 closed brackets', `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'too-deep', '1:106'],
  ['100,000 YAML brackets', `a: ${'['.repeat(100_000)}`, 'too-deep', '1:504'],
  ['100,000 YAML dashes', '- '.repeat(100_000), 'too-deep', '1:1'],
  ['101 YAML brackets', `a: ${'['.repeat(101)}${']'.repeat(101)}`, 'too-deep', '1:103'],
  [
    'depth by aliases',
    `a: &a ${'['.repeat(60)}${']'.repeat(60)}\nb: ${'['.repeat(60)}*a${']'.repeat(60)}`,
    'too-deep',
    '2:64',
  ],
  [
    'an alias bomb',
    `a: &a [x, x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e']
      .map((name, i) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcd'.charAt(i)}`).join(', ')}]`)
      .join('\n')}`,
    'alias-bomb',
    '4:36',
  ],
];

test.each(refused)('%s is refused with one diagnostic', (_, text, code, at) => {
  const { source, found } = read(text);
  expect(found).toEqual([`${code} ${at}`]);
  expect(source).toBeUndefined();
});

describe('accepted', () => {
  test.each<readonly [string, string, unknown]>([
    ['a byte order mark', '\ufeff{"a": 1}', { a: 1 }],
    ['Windows line ends', 'a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['a text such as ": x"', '{"a": ": x", "b": "\\\\", "c\\\\": "\\":"}', { a: ': x', b: '\\', 'c\\': '":' }],
    ['small and large numbers', '{"a": 1e-05, "b": 9007199254740992, "c": 1.50}', { a: 1e-5, b: 2 ** 53, c: 1.5 }],
    ['digits in a text', '{"a": "12345678901234567890"}', { a: '12345678901234567890' }],
    ['characters beyond 16 bits', '{"a": "\\ud83d\\ude00 😀"}', { a: '😀 😀' }],
    ['YAML 1.2 booleans', 'a: yes\nb: on\nc: true', { a: 'yes', b: 'on', c: true }],
    ['hexadecimal YAML', 'a: 0x10\nb: 0o17', { a: 16, b: 15 }],
    ['keys that look like numbers', '1: a\ntrue: b', { '1': 'a', true: 'b' }],
    ['anchors in moderation', 'a: &a {b: 1}\nc: *a', { a: { b: 1 }, c: { b: 1 } }],
    ['a document marker', '---\na: 1\n...\n', { a: 1 }],
    [
      '100 brackets',
      `{"a": ${'['.repeat(99)}${']'.repeat(99)}}`,
      JSON.parse(`{"a": ${'['.repeat(99)}${']'.repeat(99)}}`),
    ],
  ])('%s', (_, text, value) => {
    const { source, found } = read(text);
    expect(found).toEqual([]);
    expect(source?.value).toEqual(value);
  });

  test('keys that name prototypes are plain keys', () => {
    for (const text of [
      '{"__proto__": {"polluted": 1}, "constructor": 2}',
      '__proto__: {polluted: 1}\nconstructor: 2',
    ]) {
      const value = read(text).source?.value as object;
      expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect('polluted' in {}).toBe(false);
      expect(canonicalJson(value)).toBe('{"__proto__":{"polluted":1},"constructor":2}');
    }
  });
});

test('bytes that are no UTF-8 are told with their place', () => {
  const decode = (bytes: number[]) => {
    const report = new Report();
    return [decodeUtf8('file', Uint8Array.from(bytes), report), report.diagnostics.map(({ place }) => place.start)];
  };
  expect(decode([0x61, 0xc3, 0xa8])).toEqual(['aè', []]);
  expect(decode([0x61, 0x0a, 0xc3, 0xa8, 0xff, 0x61])).toEqual([undefined, [{ line: 2, column: 2, offset: 3 }]]);
  expect(decode([0x61, 0xc3])).toEqual([undefined, [{ line: 1, column: 2, offset: 1 }]]);
});

describe('places', () => {
  test('a missing member is told at its nearest parent', () => {
    const { source } = read('{\n  "a": [{"b": 1}]\n}');
    expect(source?.place('/a/0/c/d')).toMatchObject({ pointer: '/a/0', start: { line: 2, column: 9 } });
    expect(source?.place('/a', 'key')).toMatchObject({
      start: { column: 3 },
      end: { column: 6 },
      lineText: '  "a": [{"b": 1}]',
    });
    expect(source?.place('/a/0', 'key')).toMatchObject({ start: { column: 9 } });
    expect(source?.place('')).toMatchObject({ start: { line: 1, column: 1 }, end: { line: 3, column: 2 } });
  });

  test('a YAML block ends with its last text; below an alias its own place counts', () => {
    const { source } = read('a: &a\n  b: 1\n\nc: *a\nd:\n');
    expect(source?.place('/a')).toMatchObject({ start: { line: 2, column: 3 }, end: { line: 2, column: 7 } });
    expect(source?.place('/c/b')).toMatchObject({ pointer: '/c', start: { line: 4, column: 4 } });
    expect(source?.place('/d')).toMatchObject({ start: { line: 5, column: 3 }, end: { line: 5, column: 3 } });
  });

  const members = (value: unknown, pointer: string): { pointer: string; key?: string; value: unknown }[] => {
    if (typeof value !== 'object' || value === null) return [];
    const own = Object.entries(value).map(([key, member]) => {
      const at = child(pointer, Array.isArray(value) ? Number(key) : key);
      return { pointer: at, value: member as unknown, ...(Array.isArray(value) ? {} : { key }) };
    });
    return own.flatMap((member) => [member, ...members(member.value, member.pointer)]);
  };
  const key = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a/b', '~', '__proto__', '', '10', '9'));
  const json = fc
    .dictionary(key, fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }))
    .map((value) => JSON.parse(JSON.stringify(value)) as unknown);

  test('in JSON every pointer leads to the text of its value and of its key', () => {
    fc.assert(
      fc.property(json, fc.constantFrom('', ' ', '\t', '\r\n   '), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { source, found } = read(text);
        expect(found).toEqual([]);
        expect(source?.value).toEqual(value);
        for (const member of members(value, '')) {
          expect(valueAt(value, member.pointer)).toEqual(member.value);
          const place = source?.place(member.pointer);
          expect(JSON.parse(text.slice(place?.start.offset, place?.end.offset))).toEqual(member.value);
          const before = text.slice(0, place?.start.offset).split('\n');
          expect(place?.start).toMatchObject({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
          if (member.key === undefined) continue;
          const keyPlace = source?.place(member.pointer, 'key');
          expect(JSON.parse(text.slice(keyPlace?.start.offset, keyPlace?.end.offset))).toBe(member.key);
        }
      }),
    );
  });

  test('in YAML every pointer leads to the text of its scalar and of its key', () => {
    const options = { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0, doubleQuotedAsJSON: true } as const;
    fc.assert(
      fc.property(json, fc.constantFrom('block', 'flow'), (value, collectionStyle) => {
        const text = `# YAML\n${stringify(value, { ...options, collectionStyle })}`;
        const { source, found } = read(text);
        expect(found).toEqual([]);
        expect(source?.value).toEqual(value);
        for (const member of members(value, '')) {
          const place = source?.place(member.pointer);
          const written = text.slice(place?.start.offset, place?.end.offset);
          if (typeof member.value !== 'object' || member.value === null)
            expect(JSON.parse(written)).toEqual(member.value);
          if (member.key === undefined) continue;
          const keyPlace = source?.place(member.pointer, 'key');
          expect(JSON.parse(text.slice(keyPlace?.start.offset, keyPlace?.end.offset))).toBe(member.key);
        }
      }),
    );
  });
});

describe('whatever the text', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '\n',
      ' ',
      '- ',
      '? ',
      '&a ',
      '*a',
      '!t ',
      '|',
      '>',
      "'",
      '#',
      '%',
      '---\n',
    ),
    fc.constantFrom(
      '"a"',
      '1',
      '-',
      '1e5',
      'true',
      'null',
      'a',
      '<<',
      '\\u00e8',
      '\\ud800',
      '\t',
      '\ud800',
      '\u2028',
      '\ufeff',
    ),
  );
  const noise = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  test('there is a value or an error, never an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          noise,
          noise.map((text) => `a: ${text}`),
          noise.map((text) => `{"a": ${text}`),
        ),
        (text) => {
          const { source, report } = read(text);
          expect(report.errors > 0).toBe(source === undefined);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('what begins with a bracket is refused exactly where JSON.parse refuses it', () => {
    fc.assert(
      fc.property(fc.constantFrom('{', '['), noise, (bracket, rest) => {
        let parses = true;
        try {
          JSON.parse(bracket + rest);
        } catch {
          parses = false;
        }
        const { report } = read(bracket + rest);
        const syntax = report.diagnostics.filter(({ code }) => code === 'syntax-error' || code === 'too-deep');
        expect(syntax.length).toBe(parses ? 0 : 1);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('canonical form', () => {
  const shuffled = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(shuffled);
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, member]) => [name, shuffled(member)]),
    );
  };

  test('is the same for permuted keys and for YAML, and says the same', () => {
    const source = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }));
    fc.assert(
      fc.property(source, (value) => {
        const canonical = canonicalJson(value);
        expect(canonicalJson(shuffled(value))).toBe(canonical);
        expect(canonicalJson(read(JSON.stringify(value, null, 2)).source?.value)).toBe(canonical);
        expect(canonicalJson(read(`# YAML\n${stringify(value)}`).source?.value)).toBe(canonical);
        expect(canonicalJson(JSON.parse(canonical))).toBe(canonical);
      }),
    );
  });

  test('orders keys by code unit, also those that look like indices', () => {
    expect(canonicalJson({ b: 1, '10': 2, '9': 3, a: undefined, A: [null, true, 'x'] })).toBe(
      '{"10":2,"9":3,"A":[null,true,"x"],"b":1}',
    );
  });
});

test('documents are told apart by their content', () => {
  expect(documentKind({ name: 'a', properties: [] })).toBe('service');
  expect(documentKind({ name: 'a', url: 'docker://b' })).toBe('service');
  expect(documentKind({ apiVersion: 'alida-argo/v1', kind: 'PlatformProfile' })).toBe('platform');
  expect(documentKind({ apiVersion: 'alida-argo/v1', kind: 'ServiceWorkflow' })).toBe('workflow');
  expect(documentKind({ apiVersion: 'v1', kind: 'Pod' })).toBeUndefined();
  expect(documentKind({ $schema: 'x', properties: {} })).toBeUndefined();
  expect(documentKind({ name: 'package', version: '1' })).toBeUndefined();
  expect(documentKind(null)).toBeUndefined();
});
