import { credentialsIn, credentialsInText, hiderOf, redacted } from '../credentials/index.js';
import {
  around,
  type Edit,
  type Inside,
  type Locatable,
  type Place,
  type Position,
  type Report,
} from '../diagnostics/index.js';
import { editsOf, type Editable } from './edits.js';
import { scanJson } from './json.js';
import { type Complain, maxDepth, type Range, Span } from './spans.js';
import { child } from './pointer.js';
import type { SourceFile } from './types.js';
import { readYaml } from './yaml.js';

/** Larger inputs are refused, unread. In bytes of UTF-8 at the edges, in UTF-16 code units here. */
export const maxSourceSize = 10 * 1024 * 1024;
/** Scripts and Dockerfiles: far above any, and what kubectl can apply. */
export const maxScriptSize = 256 * 1024;
/** Members or items of one mapping or list: far above what a WorkflowTemplate holds, and few enough to look at each. */
export const maxItems = 5000;
/** What no excerpt and no message may show of a text. */
interface Secrets {
  readonly texts: readonly string[];
  readonly ranges: readonly Range[];
}

class Text implements Locatable {
  #secrets: { readonly ranges: readonly Range[]; readonly hider: ReturnType<typeof hiderOf> } | undefined;
  /** The excerpts that were made, by where their lines begin: a line may be the whole text. */
  readonly #shown = new Map<number, string>();
  #lineStarts: number[] | undefined;
  #spans: Span | undefined;

  constructor(
    readonly file: string,
    readonly text: string,
    readonly scan: () => Span,
  ) {}

  place(pointer: string, target: 'key' | 'value' = 'value', whole = pointer): Place {
    const span = this.span(pointer);
    const nearest = span.pointer;
    const isHere = nearest === pointer;
    const token = target === 'key' && isHere && span.key !== undefined ? span.key : span;
    return this.at(
      nearest,
      token,
      isHere ? { token, span, whole: whole === pointer ? span : this.span(whole) } : undefined,
    );
  }

  inside(pointer: string, text: string): Inside {
    const span = this.span(pointer);
    const written = this.text.slice(span.start, span.end);
    // An object, of which `text` is the canonical JSON.
    if (span.size > 0) return around((inner) => this.place(pointer + inner.pointer, tokenIn(text, inner)));
    const offsets = offsetsIn(written, text);
    if (!offsets) return around(() => this.place(pointer));
    const at = ({ offset }: Position): number => span.start + (offsets[Math.min(offset, text.length)] ?? 0);
    return {
      place: ({ end, start }) => this.at(span.pointer, { start: at(start), end: at(end) }),
      edit: ({ end, start, text: to }) => {
        const held = heldIn(written, to);
        const [from, until] = [start, end].map((position) => this.#position(at(position)));
        return from && until && held !== undefined
          ? { file: this.file, start: from, end: until, text: held }
          : undefined;
      },
    };
  }

  /** The span of a node, or of the nearest one around it. */
  protected span(pointer: string): Span {
    return (this.#spans ??= this.scan()).find(pointer);
  }

  protected secrets(): Secrets {
    const ranges = credentialsInText(this.text);
    return { texts: ranges.map(({ text }) => text), ranges };
  }

  at(pointer: string, { start, end }: Range, editable?: Editable): Place {
    const from = this.#position(start);
    const line = (): string => this.#line(from.offset - from.column + 1);
    const place = { file: this.file, pointer, start: from, end: this.#position(end) };
    const { hider, ranges } = (this.#secrets ??= this.#hidden());
    // Asked for where it is told: of many mistakes a few are.
    return {
      ...place,
      get lineText() {
        return line();
      },
      ...(ranges.length > 0 && { hide: hider.hide }),
      // Where a change is asked for all nodes have been found, those behind this one too.
      ...(editable && {
        edits: (change) =>
          editsOf(this.text, change, editable)?.map(({ end: to, start: begin, text }): Edit => ({
            file: this.file,
            start: this.#position(begin),
            end: this.#position(to),
            text,
          })),
      }),
    };
  }

  /** The line that begins there, as an excerpt shows it. */
  #line(lineStart: number): string {
    const before = this.#shown.get(lineStart);
    if (before !== undefined) return before;
    const lineEnd = this.text.indexOf('\n', lineStart);
    const whole = this.text.slice(lineStart, lineEnd === -1 ? this.text.length : lineEnd);
    const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    const { hider, ranges } = (this.#secrets ??= this.#hidden());
    const inLine = ranges
      .filter((range) => range.end > lineStart && range.start < lineStart + line.length)
      .map((range) => ({ start: range.start - lineStart, end: range.end - lineStart }));
    // The same credential may stand elsewhere on the line.
    const shown = ranges.length === 0 ? line : redacted(line, [...inLine, ...hider.ranges(line)]);
    this.#shown.set(lineStart, shown);
    return shown;
  }

  #hidden(): { readonly ranges: readonly Range[]; readonly hider: ReturnType<typeof hiderOf> } {
    const { ranges, texts } = this.secrets();
    return { ranges, hider: hiderOf(texts) };
  }

  #position(at: number): Position {
    // What is missing at the end is missed behind it.
    const offset = Math.min(at, this.text.length);
    if (offset === 0) return { line: 1, column: 1, offset };
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0];
      for (let i = this.text.indexOf('\n'); i !== -1; i = this.text.indexOf('\n', i + 1)) this.#lineStarts.push(i + 1);
    }
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1, offset };
  }
}

/** What of its node a place in canonical JSON is: there a colon comes right after a key. */
export const tokenIn = (text: string, { end }: Place): 'key' | 'value' => (text[end.offset] === ':' ? 'key' : 'value');

/**
 * Where each character of a value stands in the text that it was written as, and where the last one ends. YAML changes
 * blanks and line ends: it takes the indentation of a block away and folds lines.
 */
function offsetsIn(written: string, value: string): number[] | undefined {
  const offsets: number[] = [];
  const isQuoted = written.startsWith('"');
  let at = /^(?:["']|[|>].*\n?)/.exec(written)?.[0].length ?? 0;
  const isBlank = (character = ''): boolean =>
    /\s/.test(character) || (isQuoted && /^\\\r?\n/.test(written.slice(at, at + 3)));
  for (const unit of value.split('')) {
    const escape = isQuoted ? /^\\(?:u[\da-fA-F]{4}|[^ux\n])/.exec(written.slice(at, at + 6))?.[0] : undefined;
    const isEscaped = escape !== undefined && unescaped(escape) === unit;
    if (!isEscaped && !/\s/.test(unit)) while (isBlank(written[at])) at += 1;
    offsets.push(at);
    if (isEscaped) at += escape.length;
    else if (written[at] === unit) at += written.startsWith("'") && unit === "'" ? 2 : 1;
    else if (!/\s/.test(unit)) return undefined;
    else if (isBlank(written[at])) at += 1;
  }
  return [...offsets, at];
}

/** A text as the form of a value holds it: in quotes of either kind, or on a line of a block. */
function heldIn(written: string, text: string): string | undefined {
  if (written.startsWith('"')) return JSON.stringify(text).slice(1, -1);
  if (/\p{Cc}/u.test(text)) return undefined;
  return written.startsWith("'") ? text.replaceAll("'", "''") : /^[|>]/.test(written) ? text : undefined;
}

function unescaped(escape: string): unknown {
  try {
    return JSON.parse(`"${escape}"`);
  } catch {
    return undefined;
  }
}

class PlainSource extends Text implements SourceFile {
  constructor(
    file: string,
    text: string,
    readonly value: unknown,
    scan: () => Span,
  ) {
    super(file, text, scan);
  }

  protected override secrets(): Secrets {
    const found = credentialsIn(this.value);
    return {
      texts: found.flatMap(({ text, whole }) => [text, whole]),
      ranges: found.map(({ pointer }) => this.span(pointer)),
    };
  }
}

const silent: Complain = () => undefined;

/**
 * Reads a text as JSON, where it begins with a bracket, and as YAML 1.2 (core schema) otherwise. What cannot be read
 * without loss or doubt is reported, and nothing is returned: syntax errors, duplicate keys, numbers that JavaScript
 * cannot hold, alias bombs, several documents, custom tags, merge keys, a document that is no mapping.
 */
export function readSource(file: string, text: string, report: Report): SourceFile | undefined {
  const content = text.startsWith('\ufeff') ? text.slice(1) : text;
  const errorsBefore = report.errors;
  const whole = (): Span => new Span().at({ start: 0, end: content.length });
  const plain = new Text(file, content, whole);
  const complain: Complain = (code, span, range, args) => {
    const node = span ?? new Span();
    report.add(code, () => plain.at(span?.pointer ?? '', range, { token: range, span: node, whole: node }), args);
  };

  if (content.length > maxSourceSize) {
    // Nothing of it is read, nothing shown.
    report.add('too-large', new Text(file, '', () => new Span()).at('', { start: 0, end: 0 }), {
      limit: maxSourceSize,
    });
    return undefined;
  }
  let value: unknown;
  let scan: () => Span;
  // Without its first bracket, too, it is read as what was meant.
  if (
    /^\s*[{[]/.test(content) ||
    (/^\s*"[^"\n]*"[ \t]*:[^\n]*,[ \t]*\r?\n/.test(content) && /\n\}\s*$/.test(content))
  ) {
    scan = () => scanJson(content, silent);
    try {
      value = JSON.parse(content);
    } catch {
      scanJson(content, complain);
      if (report.errors === errorsBefore) throw new Error('JSON.parse refuses a text that scanJson takes');
      return undefined;
    }
    if (isDoubtful(content, value)) scanJson(content, complain);
  } else {
    const read = readYaml(content, complain);
    if (read === undefined) return undefined;
    value = read.value;
    scan = () => read.spans;
  }
  if (report.errors > errorsBefore) return undefined;
  const crowded = crowd(value, '');
  if (crowded) {
    // Where it stands takes longer to find than all else.
    const { count, pointer } = crowded;
    const place = new Text(file, '', () => new Span()).at(pointer, { start: 0, end: 0 });
    report.add('too-many-items', place, { what: pointer === '' ? 'the document' : pointer, count, limit: maxItems });
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const isEmpty = value === null && content.replace(/^[ \t]*#.*$/gm, '').trim() === '';
    const found = isEmpty ? 'the file is empty' : `the document is ${describe(value)}`;
    complain('not-a-mapping', undefined, { start: 0, end: 0 }, { found });
    return undefined;
  }
  return new PlainSource(file, content, value, scan);
}

/** Whether JSON.parse may have lost something (a duplicate key, digits, half a character) or met deep nesting. */
function isDoubtful(text: string, value: unknown): boolean {
  // Sixteen digits or a three-digit exponent can be too much for a double; hits inside strings only cost time.
  if (/\d{16}|[\d.]{17}|\d[eE][-+]?\d{3}/.test(text)) return true;
  if (/\\u[dD][89a-fA-F]/.test(text) || /\p{Surrogate}/u.test(text)) return true;
  // An unescaped quote before a colon ends a key (or begins a text such as ": x", which only costs time).
  const written = text.match(/(?<!\\)(?:\\\\)*"\s*:/g)?.length ?? 0;
  return written !== countMembers(value, 0);
}

/** The members of all objects in `value`; NaN where it is nested too deep. */
function countMembers(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === maxDepth) return NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item, depth + 1);
  } else {
    for (const member of Object.values(value)) count += 1 + countMembers(member, depth + 1);
  }
  return count;
}

/** The first list or mapping that has too many items. */
function crowd(value: unknown, pointer: string): { readonly count: number; readonly pointer: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const members = Array.isArray(value) ? value : Object.keys(value);
  if (members.length > maxItems) return { count: members.length, pointer };
  for (const [key, member] of Object.entries(value)) {
    const found = typeof member === 'object' ? crowd(member, child(pointer, key)) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** A value's kind, as a message calls it. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return 'a text';
  return `a ${typeof value}`;
}

/**
 * Decodes a file's bytes. Text that is not UTF-8 is reported where it begins, and nothing is returned.
 */
export function decodeUtf8(file: string, bytes: Uint8Array, report: Report): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    let valid = 0;
    let bad = bytes.length;
    // Only a truncated character can follow a sound prefix, and `stream` leaves that out.
    while (valid < bad) {
      const middle = (valid + bad + 1) >> 1;
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
        valid = middle;
      } catch {
        bad = middle - 1;
      }
    }
    const text = new TextDecoder('utf-8').decode(bytes.subarray(0, valid), { stream: true });
    const place = new Text(file, text, () => new Span()).at('', { start: text.length, end: text.length });
    report.add('invalid-utf8', place, { byte: valid });
    return undefined;
  }
}
