import {
  bracketMissing,
  brokenText,
  colonMissing,
  commaMissing,
  commaTooMany,
  comment,
  endsEarly,
  keyExpected,
  moreText,
  noValue,
  quoteAfterColon,
  valueMissing,
} from './json-mistakes.js';
import { conflict, invisible, type Mistake, unseen } from './mistakes.js';
import { isExact } from './number.js';
import { type Complain, lineOf, maxDepth, type Range, Span } from './spans.js';

/** An object or an array that is open. */
interface Frame {
  readonly span: Span;
  readonly close: ']' | '}';
  /** Where each key was first written; undefined in an array. */
  readonly keys: Map<string, Range> | undefined;
  index: number;
}

const blank = /[ \t\n\r]*/y;
const word = /[^\s[\]{},:;"]+/y;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const literals: ReadonlySet<string> = new Set(['true', 'false', 'null']);

/**
 * Finds where each node of a JSON text lies, and tells of what makes it no JSON, or of what JSON.parse would lose. It
 * stops at the first syntax error; the spans are complete where there is none.
 */
export function scanJson(text: string, complain: Complain): Span {
  return new Scanner(text, complain).scan();
}

class Scanner {
  readonly #root = new Span();
  readonly #stack: Frame[] = [];
  #expected: 'value' | 'first value' | 'key' | 'first key' | 'comma' | 'end' = 'value';
  #isOver = false;
  #offset = 0;
  /** Of the value that is read. */
  #span = this.#root;
  #key: Range | undefined;
  /** Where the last value ends, and where the last comma stands. */
  #done = 0;
  #comma = 0;

  constructor(
    private readonly text: string,
    private readonly complain: Complain,
  ) {
    this.#root.at({ start: 0, end: text.length });
  }

  scan(): Span {
    let mistake: Mistake | undefined;
    do {
      this.#offset = this.#afterBlanks(this.#offset);
      mistake = this.#step();
    } while (mistake === undefined && !this.#isOver);
    if (mistake !== undefined) {
      const { at, detail, edit } = conflict(this.text) ?? mistake;
      this.complain('syntax-error', this.#stack.at(-1)?.span, at, { format: 'JSON', detail, ...(edit && { edit }) });
    }
    return this.#root;
  }

  #step(): Mistake | undefined {
    const { text } = this;
    const expected = this.#expected;
    const offset = this.#offset;
    const stack = this.#stack;
    const char = text[offset];
    const frame = stack.at(-1);
    if (char === undefined) {
      this.#isOver = expected === 'end';
      if (this.#isOver) return undefined;
      return frame === undefined ? valueMissing(text, offset) : endsEarly(stack, this.#done, expected === 'comma');
    }
    if (char === '/' || char === '#') return comment(text, offset);
    if (invisible.test(char)) return unseen(text, offset);
    if (expected === 'end') return moreText(text, offset, this.#span.start);
    if (frame === undefined) return char === ',' ? commaTooMany(offset) : this.#value(char);
    if (char === frame.close && (expected === 'comma' || expected.startsWith('first'))) {
      this.#close(frame);
      return undefined;
    }
    if (expected === 'comma') {
      if (char !== ',') return commaMissing(text, offset, frame, this.#done);
      this.#next(frame);
      return undefined;
    }
    if (expected.startsWith('first') && /[\]}]/.test(char)) return bracketMissing(text, char, frame, frame.span.end);
    const isAfterComma = char === frame.close && text[this.#comma] === ',';
    if (isAfterComma && text.slice(this.#comma + 1, offset).trim() === '') return commaTooMany(this.#comma, char);
    if (frame.keys !== undefined)
      return expected === 'key' || expected === 'first key' ? this.#keyOf(frame, frame.keys) : this.#value(char);
    if (char === ',') return commaTooMany(offset);
    this.#key = undefined;
    this.#span = frame.span.add(frame.index);
    return this.#value(char);
  }

  #afterBlanks(offset: number): number {
    blank.lastIndex = offset;
    blank.exec(this.text);
    return blank.lastIndex;
  }

  #next(frame: Frame): void {
    this.#comma = this.#offset;
    this.#offset += 1;
    frame.index += 1;
    this.#expected = frame.keys === undefined ? 'value' : 'key';
  }

  #close(frame: Frame): void {
    this.#stack.pop();
    frame.span.end = this.#offset + 1;
    this.#valueEnds(this.#offset + 1);
  }

  #valueEnds(offset: number): void {
    this.#offset = this.#done = offset;
    const frame = this.#stack.at(-1);
    this.#expected = frame === undefined ? 'end' : 'comma';
    if (frame !== undefined) this.#span = frame.span;
  }

  #keyOf(frame: Frame, keys: Map<string, Range>): Mistake | undefined {
    const { text } = this;
    const offset = this.#offset;
    if (text[offset] === ',') return commaTooMany(offset);
    if (text[offset] !== '"') return keyExpected(text, offset);
    const read = this.#stringAt(offset);
    if (read === undefined) return brokenText(text, offset);
    const half = quoteAfterColon(text, offset, read.value, read.end);
    if (half) return half;
    const key = { start: offset, end: read.end };
    this.#key = key;
    this.#span = frame.span.add(read.value);
    const first = keys.get(read.value);
    if (first === undefined) keys.set(read.value, key);
    else this.complain('duplicate-key', this.#span, key, () => ({ key: read.value, line: lineOf(text, first.start) }));
    const colon = this.#afterBlanks(read.end);
    if (text[colon] !== ':') return colonMissing(text, colon, read.end);
    this.#offset = colon + 1;
    this.#expected = 'value';
    return undefined;
  }

  #value(char: string): Mistake | undefined {
    const { text } = this;
    const offset = this.#offset;
    if (char === '{' || char === '[') {
      this.#open(char);
      return undefined;
    }
    if (char === '"') {
      const read = this.#stringAt(offset);
      if (read === undefined) return brokenText(text, offset);
      this.#scalarEnds(read.end);
      return undefined;
    }
    word.lastIndex = offset;
    const token = word.exec(text)?.[0];
    if (token === undefined) return valueMissing(text, offset);
    const range = { start: offset, end: offset + token.length };
    if (number.test(token)) {
      if (!isExact(token, Number(token))) this.complain('inexact-number', this.#span, range, { number: token });
    } else if (!literals.has(token)) return noValue(text, offset, token);
    this.#scalarEnds(range.end);
    return undefined;
  }

  #scalarEnds(end: number): void {
    this.#span.at({ start: this.#offset, end }, this.#key);
    this.#valueEnds(end);
  }

  #open(char: '{' | '['): void {
    const start = this.#offset;
    const span = this.#span;
    const here = { start, end: start + 1 };
    if (this.#stack.length === maxDepth) {
      this.complain('too-deep', span, here, { limit: maxDepth });
      this.#isOver = true;
      return;
    }
    span.at(here, this.#key);
    const isObject = char === '{';
    this.#stack.push({ span, close: isObject ? '}' : ']', keys: isObject ? new Map() : undefined, index: 0 });
    this.#offset += 1;
    this.#expected = isObject ? 'first key' : 'first value';
  }

  #stringAt(start: number): { end: number; value: string } | undefined {
    let end = start;
    let escapes: number;
    do {
      end = this.text.indexOf('"', end + 1);
      if (end === -1) return undefined;
      for (escapes = 0; this.text[end - 1 - escapes] === '\\'; escapes += 1);
    } while (escapes % 2 === 1);
    end += 1;
    try {
      const value = JSON.parse(this.text.slice(start, end)) as string;
      if (!value.isWellFormed()) this.complain('lone-surrogate', this.#span, { start, end }, {});
      return { end, value };
    } catch {
      return undefined;
    }
  }
}
