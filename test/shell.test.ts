import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shellWord } from '../src/shell.js';

const hostile = fc.constantFrom(
  "x'; touch /tmp/y; '",
  '$(id)',
  '`id`',
  '',
  '~',
  '*',
  '#x',
  '"',
  'a\nb',
  '\\',
  '!!',
  'key=a b',
);

it('a word of a command is one word to a shell, and nothing else', () => {
  const text = fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll('\0', ''));
  fc.assert(
    fc.property(fc.array(fc.oneof(hostile, text), { minLength: 1, maxLength: 20 }), (texts) => {
      const told = execFileSync('bash', ['-c', `printf '%s\\0' ${texts.map(shellWord).join(' ')}`], {
        encoding: 'utf8',
      });
      expect(told.split('\0').slice(0, -1)).toEqual(texts);
    }),
    { numRuns: 30 },
  );
});
