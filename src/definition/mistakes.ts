import type { Change } from '../diagnostics/index.js';
import type { Range } from './spans.js';

/** What makes a text no JSON or YAML: where, in words, and the edit that puts it right where one does. */
export interface Mistake {
  readonly detail: string;
  readonly at: Range;
  readonly edit?: Change | undefined;
}

/** A mark that Git left: whatever else is wrong, it comes of that. */
export function conflict(text: string): Mistake | undefined {
  const mark = /^(?:<{7} |={7}\r?$|>{7} )/m.exec(text);
  if (!mark) return undefined;
  const detail = 'a mark of a conflict that Git left here: take one of the two sides, and the marks out';
  return { at: { start: mark.index, end: mark.index + 7 }, detail };
}

/** Characters that look like a blank or like nothing. */
export const invisible = /[\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]/;

/** What stands in the place of such characters. */
export const asBlanks = (unseen: string): string => unseen.replaceAll(/[^\s]|\ufeff/g, '').replaceAll(/\s/g, ' ');

/** Such characters at `start`, where none can be. */
export function unseen(text: string, start: number): Mistake {
  let end = start + 1;
  while (invisible.test(text.charAt(end))) end += 1;
  const at = { start, end };
  const run = text.slice(start, end);
  const blanks = asBlanks(run);
  const edit = { text: blanks, at, say: blanks === '' ? 'take it out' : 'write a plain blank instead' };
  return { detail: `an invisible character stands here (${codePoint(run)})`, at, edit };
}

/** As it is looked up. */
export const codePoint = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
