import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Block, render, templates, toYaml, type Plain } from '../../src/render/index.js';
import { yamlDocument, yamlText } from '../yaml-texts.js';

const plainData = fc.letrec<{ tree: Plain }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    yamlText,
    fc.integer(),
    // JSON has none that is not finite, and one zero.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('tree')),
    fc.dictionary(yamlText, tie('tree')),
  ),
})).tree;

const versions = ['1.1', '1.2'] as const;
const read = (text: string, version: '1.1' | '1.2'): unknown => parse(text, { version, merge: false });

describe('YAML', () => {
  it.each(versions)('is read as what was written, by readers of %s', (version) => {
    fc.assert(
      fc.property(fc.array(plainData), (data) => {
        expect(read(toYaml(data), version)).toEqual(data);
      }),
      { numRuns: 300 },
    );
  });

  it.each(versions)('holds every text whole, as value, item and key, by readers of %s', (version) => {
    fc.assert(
      fc.property(fc.array(yamlText, { maxLength: 20 }), (texts) => {
        const document = yamlDocument(texts);
        expect(JSON.stringify(read(toYaml(document), version))).toBe(JSON.stringify(document));
      }),
      { numRuns: 300 },
    );
  });

  it('holds every short text whole', () => {
    const characters = 'eEyno0-+.?/{} :_~x=@\'"#\t\n'.split('');
    let texts = [''];
    for (let length = 1; length <= 3; length += 1) {
      texts = texts.flatMap((start) => characters.map((character) => start + character));
      for (const version of versions) expect(read(toYaml(texts), version)).toEqual(texts);
    }
  });

  it('is a pod template inside another text, too', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b'), plainData, { minKeys: 1 }), (spec) => {
        expect(
          (read(render(templates.podTemplate, { spec: new Block(spec) }), '1.2') as { spec: unknown }).spec,
        ).toEqual(spec);
      }),
    );
  });

  it('leaves without quotes what is nothing but a text, and keeps lines', () => {
    const data = { plain: ['500m', '1.0.1', "a == 'b' || c", 'k8s://x', '(a, b)'], quoted: ['1.5', '', 'no', 'a: b'] };
    expect(toYaml({ ...data, 'a: b': '"c" d', lines: 'a\n  b\n\n', more: 'a\n\n\tb', blank: '  \n' })).toBe(`plain:
  - 500m
  - 1.0.1
  - a == 'b' || c
  - k8s://x
  - (a, b)
quoted:
  - "1.5"
  - ""
  - "no"
  - "a: b"
"a: b": '"c" d'
lines: |+
  a
    b

more: |-
  a

  \tb
blank: "  \\n"
`);
  });

  it('shows a person the order in which it is read', () => {
    expect(toYaml(['admin\u202e\u2066// user\u2069', 'a "\u200f"', 'one\n\u061ctwo'])).toBe(
      '- "admin\\u202e\\u2066// user\\u2069"\n- "a \\"\\u200f\\""\n- "one\\n\\u061ctwo"\n',
    );
  });
});
