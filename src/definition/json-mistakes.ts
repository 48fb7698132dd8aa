import type { Change } from '../diagnostics/index.js';
import type { Mistake } from './mistakes.js';
import { lineOf, type Range, type Span } from './spans.js';

/** A bracket that is open. */
interface Opened {
  readonly span: Pick<Span, 'start'>;
  readonly close: ']' | '}';
}

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

/** A line without what comes after its last text: commas, brackets, blanks. */
function withoutEnd(line: string): string {
  let end = line.length;
  while (end > 1 && /[,\]}\s]/.test(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end);
}

/** What writes the line breaks of a text that goes on after the end of its line, up to its closing quote. */
function goesOn(text: string, lineEnd: number): Change | undefined {
  const end = text.indexOf('"', lineEnd);
  if (end < 0 || !/^"[ \t\r]*[,\]}\n]/.test(text.slice(end, end + longest))) return undefined;
  const at = { start: lineEnd - (text[lineEnd - 1] === '\r' ? 1 : 0), end };
  const written = text.slice(at.start, end).replaceAll(/\r?\n/g, '\\n');
  return { text: written, at, say: 'write \\n instead of the line break' };
}

/** What a text in quotes breaks, which begins at `start`: the first that is wrong in it, and what puts it right. */
export function brokenText(text: string, start: number): Mistake {
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
  const edit = goesOn(text, start + line.length) ?? { text: '"', at: { start: end, end }, say: 'write " at its end' };
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

/** A text between a text editor’s quotation marks. */
function inCurly(text: string, start: number): Mistake | undefined {
  const [whole, inner] =
    /^[\u201c\u201d\u201e]([^\u201c\u201d\u201e"\\\n]*)[\u201c\u201d]/.exec(text.slice(start, start + longest)) ?? [];
  if (whole === undefined || inner === undefined) return undefined;
  const at = { start, end: start + whole.length };
  const edit = { text: JSON.stringify(inner), at, say: 'write straight quotes' };
  return { detail: 'a text stands in straight double quotes', at, edit };
}

const charAt = (start: number): Range => ({ start, end: start + 1 });
const before = (start: number): Range => ({ start, end: start });

/**
 * @param opened The brackets that are open, the outermost first; at least one.
 * @param done Where the last value ends.
 * @param isWhole Whether nothing but brackets may be missing.
 */
export function endsEarly(opened: readonly Opened[], done: number, isWhole: boolean): Mistake {
  // What one bracket misses may miss more of them.
  const text = opened
    .map(({ close }) => close)
    .reverse()
    .join('');
  const [{ close, span }] = opened.slice(-1) as [Opened];
  const edit = { text, at: before(done), say: `write ${text} at the end` };
  return {
    detail: `the text ends before the closing ${close}`,
    at: charAt(span.start),
    edit: isWhole && text.length < 20 ? edit : undefined,
  };
}

export function comment(text: string, start: number): Mistake {
  const length = /^(?:\/\/[^\n]*|\/\*[^]*?\*\/|#[^\n]*)/.exec(text.slice(start))?.[0].length;
  const at = { start, end: start + (length ?? 0) };
  const edit = length === undefined ? undefined : { text: '', at, say: 'take the comment out' };
  return { detail: 'JSON has no comments', at: { start, end: start + 2 }, edit };
}

/** @param value Where the document's value begins. */
export function moreText(text: string, start: number, value: number): Mistake {
  const char = text.charAt(start);
  if (char === ':' && text[value] === '"') {
    const at = before(value);
    return { detail: 'the { before it is missing', at, edit: { text: '{', at, say: 'write { before it' } };
  }
  const edit = /[}\]]/.test(char) ? { text: '', say: `take ${char} out` } : undefined;
  return { detail: 'there is more text after the end of the document', at: charAt(start), edit };
}

/** @param close The bracket that it stands before. */
export function commaTooMany(start: number, close?: string): Mistake {
  const detail = close === undefined ? 'there is a comma too many' : `there is a comma too many before ${close}`;
  return { detail, at: charAt(start), edit: { text: '', say: 'take the comma out' } };
}

/** @param done Where the last value ends. */
export function commaMissing(text: string, start: number, { close, span }: Opened, done: number): Mistake {
  const char = text.charAt(start);
  const at = before(done);
  const isNext = close === ']' ? /[^\]}:]/.test(char) : char === '"';
  // It is missed where it belongs, a line further up.
  if (isNext) return { detail: 'a comma is missing', at, edit: { text: ',', at, say: 'write a comma here' } };
  if (char === ';') {
    const edit = { text: ',', say: 'write a comma instead of ;' };
    return { detail: 'a comma is missing', at: charAt(start), edit };
  }
  if (/[\]}]/.test(char)) return bracketMissing(text, char, { close, span }, done);
  return { detail: `a comma or ${close} is missing`, at: charAt(start) };
}

/** @param char The closing bracket of another kind that comes in its place. */
export function bracketMissing(text: string, char: string, { close, span }: Opened, done: number): Mistake {
  const at = before(done);
  const say = `write ${close} here, for the bracket of line ${lineOf(text, span.start)}`;
  return { detail: `a ${close} is missing before the ${char}`, at, edit: { text: close, at, say } };
}

export function keyExpected(text: string, start: number): Mistake {
  const rest = text.slice(start, start + longest);
  const other = inCurly(text, start);
  if (other) return other;
  if (/^[\w$.-]+(?="\s*:)/.test(rest)) {
    const edit = { text: '"', at: before(start), say: 'write " before the key' };
    return { detail: 'a " is missing before the key', at: charAt(start), edit };
  }
  const [, bare, quoted] = /^(?:([\w$.-]+)|'([^'"\\\n]*)')(?=\s*:)/.exec(rest) ?? [];
  return { detail: 'a key in double quotes is expected', at: charAt(start), edit: inQuotes(start, bare, quoted) };
}

/** A key whose quote stands after its colon, as in `"name: "x"`. */
export function quoteAfterColon(text: string, start: number, key: string, end: number): Mistake | undefined {
  const name = key.trimEnd();
  if (!name.endsWith(':') || /^\s*:/.test(text.slice(end, end + longest))) return undefined;
  const at = before(start + name.length);
  return { detail: 'a " is missing after the key', at, edit: { text: '"', at, say: 'write " before the colon' } };
}

/** @param keyEnd Where the key ends. */
export function colonMissing(text: string, start: number, keyEnd: number): Mistake {
  const isEquals = text[start] === '=';
  const at = isEquals ? charAt(start) : before(keyEnd);
  const edit = { text: ':', at, say: `write a colon ${isEquals ? 'instead of =' : 'after the key'}` };
  return { detail: 'a colon is missing after the key', at: before(start), edit };
}

export function valueMissing(text: string, start: number): Mistake {
  return { detail: 'a value is missing', at: { start, end: Math.min(start + 1, text.length) } };
}

/** @param token The word where a value is expected. */
export function noValue(text: string, start: number, token: string): Mistake {
  const other = inCurly(text, start);
  if (other) return other;
  const at = { start, end: start + token.length };
  if (text[at.end] === '"' && /^[\w./:-]+$/.test(token)) {
    const edit = { text: '"', at: before(start), say: 'write " before it' };
    return { detail: 'a " is missing before this text', at, edit };
  }
  const quoted = /^'([^'"\\\n]*)'/.exec(text.slice(start, start + longest))?.[1];
  const edit =
    spellings.get(token) ??
    asNumber(token) ??
    inQuotes(start, /^[a-z][\w$./-]*$/i.test(token) ? token : undefined, quoted);
  return { detail: `${token} is no JSON value (a text stands in double quotes)`, at, edit };
}
