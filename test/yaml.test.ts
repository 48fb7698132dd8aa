import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { toYaml } from '../src/render/index.js';

/** What the library writes, asked for the whole. */
const whole = (value: object): string =>
  stringify(value, {
    aliasDuplicateObjects: false,
    blockQuote: 'literal',
    compat: 'yaml-1.1',
    defaultKeyType: 'PLAIN',
    defaultStringType: 'PLAIN',
    lineWidth: 0,
    nullStr: 'null',
  });

const awkward = fc.constantFrom(
  ...[
    '',
    ' ',
    'y',
    'Null',
    '~',
    '<<',
    '=',
    '-',
    '- a',
    '?a',
    'a: b',
    'a:',
    '#x',
    'a #b',
    '---',
    '--- a',
    '%x',
    '@',
    '&a',
  ],
  ...[
    '1.5',
    '0x1f',
    '1_000',
    '1:30',
    '12e3',
    '.nan',
    '2020-01-01',
    '"x"',
    "it's",
    `"'`,
    '{{x}}',
    '[a]',
    '\u0007',
    '\ud800',
  ],
  ...[
    '\n',
    '\n\n',
    ' \n',
    '\na',
    'a\n',
    'a\n\n',
    '  a\nb',
    'a \n b',
    'a\n \nb',
    'a\n\n\nb\n\n',
    'a\n---\nb',
    '\t\nx',
    '🎈\r\n',
  ],
);
const text = fc.oneof(
  awkward,
  fc.constantFrom(
    'no',
    'N',
    'TRUE',
    'off',
    'nulls',
    'on/',
    'a:b',
    'a.b:',
    'a=',
    'k8s://x',
    'é.a',
    'a\\b',
    '{a: "b"}',
    "{it's}",
  ),
  fc.stringMatching(/^[a-zA-Z{}][-\w./:=@+ {}"'\\#&*]{0,9}$/),
  fc.stringMatching(/^[-+?]{0,3}[eEyYnNoOfxX~][-+.:_\deEfFsS]{0,3}$/),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(awkward).map((all) => all.join('\n')),
  fc.array(awkward).map((all) => all.join(' ')),
);
// Those are quoted, for Go's reader.
const inBlocks = text.filter((value) => !/^[ \n]*\t/.test(value));
const usualKey = fc.stringMatching(/^[a-zA-Z0-9_][-\w./]{0,12}$/);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    inBlocks,
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('tree')),
    fc.dictionary(usualKey, fc.option(tie('tree'), { nil: undefined })),
    fc.dictionary(inBlocks, tie('tree')),
  ),
}));

it('writes the bytes that the library writes', () => {
  const documents = fc.oneof(fc.array(tree), fc.dictionary(usualKey, tree));
  fc.assert(
    fc.property(documents, (document) => {
      expect(toYaml(document)).toBe(whole(document));
      expect(toYaml([document])).toBe(whole([document]));
    }),
    { numRuns: 500 },
  );
});

it('forgets texts rather than memory', () => {
  for (let n = 0; n < 300; n += 1) {
    const document = { text: `${n} `.repeat(3000) };
    expect(toYaml(document)).toBe(whole(document));
  }
});

it('writes every short text as the library does', () => {
  const characters = 'eEyno0-+.?/{} :_~x=@\'"#'.split('');
  let texts = [''];
  for (let length = 1; length <= 3; length += 1) {
    texts = texts.flatMap((start) => characters.map((character) => start + character));
    expect(toYaml(texts)).toBe(whole(texts));
  }
});

it('quotes a text that begins with a tab', () => {
  expect(toYaml({ text: '\t\na', key: ['\n\tb'] })).toBe('text: "\\t\\na"\nkey:\n  - "\\n\\tb"\n');
});
