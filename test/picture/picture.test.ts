import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, draw, mermaid, type Picture } from '../../src/picture/index.js';

const label = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });

/** Pictures without circles: arrows lead to boxes that come later. */
const pictures = fc.integer({ min: 2, max: 8 }).chain((count) => {
  const box = fc.tuple(label, label, fc.constantFrom('service', 'spark', 'pod'));
  const arrow = fc.tuple(fc.nat(count - 2), fc.nat(count - 2), fc.option(label, { nil: undefined }), fc.boolean());
  return fc
    .tuple(label, fc.array(box, { minLength: count, maxLength: count }), fc.array(arrow, { maxLength: 12 }))
    .map(([title, boxes, arrows]): Picture => ({
      title,
      boxes: boxes.map(([name, more, shape], index) => ({ id: `s${index}`, lines: [name, more], shape })),
      arrows: arrows.map(([from, further, text, dashed]) => ({
        from: `s${from}`,
        to: `s${Math.min(count - 1, from + 1 + further)}`,
        ...(text !== undefined && { label: text }),
        ...(dashed && { dashed }),
      })),
    }));
});

/** The same picture with names that mean nothing to anybody. */
const tame = ({ arrows, boxes, title }: Picture): Picture => {
  const plain = (text: string): string => 'x'.repeat(Array.from(text).length);
  return {
    title: plain(title),
    boxes: boxes.map((box) => ({ ...box, lines: box.lines.map(plain) })),
    arrows: arrows.map(({ label: text, ...arrow }) => ({
      ...arrow,
      ...(text !== undefined && { label: plain(text) }),
    })),
  };
};

const counts = (text: string | undefined, what: RegExp): number => text?.match(what)?.length ?? 0;

describe.each([
  { format: 'svg', write: draw, mark: /[<>"]/g },
  // An escaped quote is text.
  { format: 'dot', write: dot, mark: /(?<!\\)(?:\\\\)*"|\n/g },
  { format: 'mermaid', write: mermaid, mark: /["\n]|<(?!br\/>)|%%/g },
])('a picture as $format', ({ mark, write }) => {
  it('is the same whatever was drawn before', () => {
    fc.assert(
      fc.property(pictures, pictures, (one, other) => {
        const first = write(one);
        write(other);
        expect(write(one)).toBe(first);
      }),
    );
  });

  it('has no more marks for its names than for any others', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        expect(counts(write(picture), mark)).toBe(counts(write(tame(picture)), mark));
      }),
    );
  });
});
