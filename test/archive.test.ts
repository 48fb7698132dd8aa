import fc from 'fast-check';
import { expect, it } from 'vitest';
import { read, write } from './archive.js';

const path = fc.stringMatching(/^[\w./-]+$/);
const line = fc.constantFrom('', '\n', 'a', '\r\n', ' ', '-- a --', '-- a as JSON --', '\ufeff', '\u2028', 'é', '"');
const content = fc.oneof(
  fc.array(line).map((parts) => Buffer.from(parts.join(''))),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);

it('an archive gives back every byte that it was given', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(path, content), { selector: ([name]) => name }), (members) => {
      const files = new Map([['', Buffer.from('# why\n')], ...members]);
      expect(read(write(files))).toEqual(files);
    }),
    { numRuns: 1000 },
  );
});
