import type { Change } from '../diagnostics/index.js';
import { isExact } from './number.js';
import { type Complain, lineOf, maxDepth, type Range, Span } from './spans.js';

interface Frame {
  readonly span: Span;
  /** Where each key was first written; undefined in an array. */
  readonly keys: Map<string, Range> | undefined;
  index: number;
}

const blank = /[ \t\n\r]*/y;
const word = /[^\s[\]{},:;"]+/y;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** Of a longer text in other quotes no edit is told. */
const longest = 1000;

/** The values of other languages. */
const spellings: ReadonlyMap<string, Change> = new Map(
  [
    ['True', 'true'],
    ['TRUE', 'true'],
    ['False', 'false'],
    ['FALSE', 'false'],
    ['None', 'null'],
    ['undefined', 'null'],
  ].map(([word = '', value = '']) => [word, { text: value, say: `write ${value}` }]),
);

/** A number as JSON writes it: `03`, `.5`, `+1` and `0x1f` are numbers elsewhere. */
function asNumber(token: string): Change | undefined {
  if (!/^(?:[-+]?[\d.]+|0[xX][\da-fA-F]+)$/.test(token) || token.length > 15 || Number.isNaN(Number(token)))
    return undefined;
  const text = String(Number(token));
  return { text, say: `write ${text}` };
}

/** A text between a text editor’s quotation marks. */
const curly = /^[\u201c\u201d\u201e]([^\u201c\u201d\u201e"\\\n]*)[\u201c\u201d]/;

/** A line without what comes after its last text: commas, brackets, blanks. */
function withoutEnd(line: string): string {
  let end = line.length;
  while (end > 1 && /[,\]}\s]/.test(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end);
}

/** What a text in quotes breaks, which begins at `start`: the first that is wrong in it, and what puts it right. */
function brokenText(text: string, start: number): { detail: string; at: Range; edit?: Change } {
  const lineEnd = text.indexOf('\n', start);
  const line = text.slice(start, lineEnd < 0 ? text.length : lineEnd);
  for (const { 0: part, index } of line.slice(1).matchAll(/\\(?:u[\da-fA-F]{4}|["\\/bfnrt])|[\\\t"]/g)) {
    const at = { start: start + 1 + index, end: start + 2 + index };
    if (part === '"') break;
    if (part === '\t')
      return {
        detail: 'a tab stands in this text',
        at,
        edit: { text: '\\t', at, say: 'write \\t instead of the tab' },
      };
    if (part === '\\')
      return {
        detail: 'a backslash stands in this text, and begins no escape',
        at,
        edit: { text: '\\\\', at, say: 'write the backslash twice' },
      };
  }
  const end = start + withoutEnd(line).length;
  const at = { start, end: start + 1 };
  if (line.slice(1).includes('"')) return { detail: 'this text in quotes does not end well', at };
  const edit = { text: '"', at: { start: end, end }, say: 'write " at its end' };
  return { detail: 'this text in quotes does not end on its line (a line break in it is written \\n)', at, edit };
}

/** What puts a bare word, or one in single quotes, in double ones. */
function inQuotes(start: number, bare: string | undefined, quoted: string | undefined): Change | undefined {
  const word = bare ?? quoted;
  if (word === undefined) return undefined;
  const text = JSON.stringify(word);
  const length = word.length + (bare === undefined ? 2 : 0);
  return { text, at: { start, end: start + length }, say: `write ${text}` };
}

/**
 * Finds where each node of a JSON text lies, and tells of what makes it no JSON, or of what JSON.parse would lose. It
 * stops at the first syntax error; the spans are complete where there is none.
 */
export function scanJson(text: string, complain: Complain): Span {
  const root = new Span().at({ start: 0, end: text.length });
  const stack: Frame[] = [];
  let offset = 0;
  let span = root;
  let key: Range | undefined;
  let expected = 'value' as 'value' | 'first value' | 'key' | 'first key' | 'comma' | 'end';

  /** Where the last value and the last comma end. */
  let done = 0;
  let comma = 0;

  const syntaxError = (detail: string, range: Range, edit?: Change): Span => {
    complain('syntax-error', stack.at(-1)?.span, range, { format: 'JSON', detail, ...(edit && { edit }) });
    return root;
  };
  const valueDone = (): void => {
    done = offset;
    const frame = stack.at(-1);
    if (frame === undefined) expected = 'end';
    else {
      expected = 'comma';
      span = frame.span;
    }
  };
  const stringAt = (start: number): { end: number; value: string } | undefined => {
    let end = start;
    let escapes: number;
    do {
      end = text.indexOf('"', end + 1);
      if (end === -1) return undefined;
      for (escapes = 0; text[end - 1 - escapes] === '\\'; escapes += 1);
    } while (escapes % 2 === 1);
    try {
      const value = JSON.parse(text.slice(start, end + 1)) as string;
      if (/\p{Surrogate}/u.test(value)) complain('lone-surrogate', span, { start, end: end + 1 }, {});
      return { end: end + 1, value };
    } catch {
      return undefined;
    }
  };

  const brokenAt = (start: number): Span => {
    const { at, detail, edit } = brokenText(text, start);
    return syntaxError(detail, at, edit);
  };
  const inCurly = (start: number): Span | undefined => {
    const [whole, inner] = curly.exec(text.slice(start, start + longest)) ?? [];
    if (whole === undefined || inner === undefined) return undefined;
    const at = { start, end: start + whole.length };
    const edit = { text: JSON.stringify(inner), at, say: 'write straight quotes' };
    return syntaxError('a text stands in straight double quotes', at, edit);
  };

  for (;;) {
    blank.lastIndex = offset;
    blank.exec(text);
    offset = blank.lastIndex;
    const char = text[offset];
    const here = { start: offset, end: Math.min(offset + 1, text.length) };
    const frame = stack.at(-1);
    const close = frame?.keys === undefined ? ']' : '}';

    if (char === undefined) {
      if (expected === 'end') return root;
      if (frame === undefined) return syntaxError('a value is missing', here);
      // What one bracket misses may miss more of them.
      const missing = stack.map(({ keys }) => (keys === undefined ? ']' : '}')).reverse();
      const text = missing.join('');
      const edit = { text, at: { start: done, end: done }, say: `write ${text} at the end` };
      const isWhole = expected === 'comma' && text.length < 20;
      const opened = { start: frame.span.start, end: frame.span.start + 1 };
      return syntaxError(`the text ends before the closing ${close}`, opened, isWhole ? edit : undefined);
    }
    if (char === '/' || char === '#') {
      const length = /^(?:\/\/[^\n]*|\/\*[^]*?\*\/|#[^\n]*)/.exec(text.slice(offset))?.[0].length;
      const at = { start: offset, end: offset + (length ?? 0) };
      const edit = length === undefined ? undefined : { text: '', at, say: 'take the comment out' };
      return syntaxError('JSON has no comments', { start: offset, end: offset + 2 }, edit);
    }
    if (expected === 'end') {
      if (char === ':' && text[span.start] === '"') {
        const at = { start: span.start, end: span.start };
        return syntaxError('the { before it is missing', at, { text: '{', at, say: 'write { before it' });
      }
      const isBracket = /[}\]]/.test(char);
      const edit = isBracket ? { text: '', say: `take ${char} out` } : undefined;
      return syntaxError('there is more text after the end of the document', here, edit);
    }
    if (
      char === ',' &&
      /^(?:first )?(?:key|value)$/.test(expected) &&
      (frame?.keys === undefined) === expected.endsWith('value')
    )
      return syntaxError('there is a comma too many', here, { text: '', say: 'take the comma out' });

    if (frame !== undefined && char === close && (expected === 'comma' || expected.startsWith('first'))) {
      frame.span.end = offset + 1;
      stack.pop();
      offset += 1;
      valueDone();
      continue;
    }
    if (expected === 'comma' && frame !== undefined) {
      if (char !== ',') {
        const edit = { text: ',', at: { start: done, end: done }, say: 'write a comma here' };
        const isNext = frame.keys === undefined ? /[^\]}:]/.test(char) : char === '"';
        // It is missed where it belongs, a line further up.
        if (isNext) return syntaxError('a comma is missing', { start: done, end: done }, edit);
        if (char === ';')
          return syntaxError('a comma is missing', here, { text: ',', say: 'write a comma instead of ;' });
        if (/[\]}]/.test(char)) {
          const line = lineOf(text, frame.span.start);
          const at = { start: done, end: done };
          const insert = { text: close, at, say: `write ${close} here, for the bracket of line ${line}` };
          return syntaxError(`a ${close} is missing before the ${char}`, at, insert);
        }
        return syntaxError(`a comma or ${close} is missing`, here);
      }
      comma = offset;
      offset += 1;
      frame.index += 1;
      expected = frame.keys === undefined ? 'value' : 'key';
      continue;
    }
    if (frame !== undefined && char === close && text[comma] === ',' && text.slice(comma + 1, offset).trim() === '') {
      const edit = { text: '', say: 'take the comma out' };
      return syntaxError(`there is a comma too many before ${close}`, { start: comma, end: comma + 1 }, edit);
    }

    if (frame?.keys !== undefined && (expected === 'key' || expected === 'first key')) {
      if (char !== '"') {
        const [, bare, quoted] =
          /^(?:([\w$.-]+)|'([^'"\\\n]*)')(?=\s*:)/.exec(text.slice(offset, offset + longest)) ?? [];
        const half = /^[\w$.-]+(?="\s*:)/.test(text.slice(offset, offset + longest));
        const other = inCurly(offset);
        if (other) return other;
        if (half)
          return syntaxError('a " is missing before the key', here, {
            text: '"',
            at: { start: offset, end: offset },
            say: 'write " before the key',
          });
        return syntaxError('a key in double quotes is expected', here, inQuotes(offset, bare, quoted));
      }
      const read = stringAt(offset);
      if (read === undefined) return brokenAt(offset);
      const name = read.value.trimEnd();
      if (name.endsWith(':') && !/^\s*:/.test(text.slice(read.end, read.end + longest))) {
        const colon = offset + name.length;
        const at = { start: colon, end: colon };
        const edit = { text: '"', at, say: 'write " before the colon' };
        return syntaxError('a " is missing after the key', at, edit);
      }
      key = { start: offset, end: read.end };
      span = frame.span.add(read.value);
      const first = frame.keys.get(read.value);
      if (first === undefined) frame.keys.set(read.value, key);
      else {
        complain('duplicate-key', span, key, () => ({ key: read.value, line: lineOf(text, first.start) }));
      }
      blank.lastIndex = read.end;
      blank.exec(text);
      offset = blank.lastIndex;
      if (text[offset] !== ':') {
        const isEquals = text[offset] === '=';
        const at = { start: isEquals ? offset : read.end, end: isEquals ? offset + 1 : read.end };
        const edit = { text: ':', at, say: `write a colon ${isEquals ? 'instead of =' : 'after the key'}` };
        return syntaxError('a colon is missing after the key', { start: offset, end: offset }, edit);
      }
      offset += 1;
      expected = 'value';
      continue;
    }

    if (frame !== undefined && frame.keys === undefined) {
      key = undefined;
      span = frame.span.add(frame.index);
    }
    if (char === '{' || char === '[') {
      if (stack.length === maxDepth) {
        complain('too-deep', span, here, { limit: maxDepth });
        return root;
      }
      span.at(here, key);
      stack.push({ span, keys: char === '{' ? new Map() : undefined, index: 0 });
      offset += 1;
      expected = char === '{' ? 'first key' : 'first value';
    } else if (char === '"') {
      const read = stringAt(offset);
      if (read === undefined) return brokenAt(offset);
      span.at({ start: offset, end: read.end }, key);
      offset = read.end;
      valueDone();
    } else {
      word.lastIndex = offset;
      const token = word.exec(text)?.[0];
      if (token === undefined) return syntaxError('a value is missing', here);
      const range = { start: offset, end: offset + token.length };
      if (number.test(token)) {
        if (!isExact(token, Number(token))) complain('inexact-number', span, range, { number: token });
      } else if (!['true', 'false', 'null'].includes(token)) {
        const quoted = /^'([^'"\\\n]*)'/.exec(text.slice(offset, offset + longest))?.[1];
        const other = inCurly(offset);
        if (other) return other;
        if (text[range.end] === '"' && /^[\w./:-]+$/.test(token))
          return syntaxError('a " is missing before this text', range, {
            text: '"',
            at: { start: offset, end: offset },
            say: 'write " before it',
          });
        const edit =
          spellings.get(token) ??
          asNumber(token) ??
          inQuotes(offset, /^[a-z][\w$./-]*$/i.test(token) ? token : undefined, quoted);
        return syntaxError(`${token} is no JSON value (a text stands in double quotes)`, range, edit);
      }
      span.at(range, key);
      offset = range.end;
      valueDone();
    }
  }
}
