import {
  Composer,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type ParsedNode,
  type Scalar,
  Parser,
  type YAMLMap,
  type YAMLParseError,
  type YAMLSeq,
} from 'yaml';
import type { Change, Code, CodeArgs } from '../diagnostics/index.js';
import { isExact } from './number.js';
import { type Complain, lineOf, maxDepth, type Range, Span } from './spans.js';

/** Nodes that aliases may add to those written: enough for any profile, too few for an alias bomb. */
const maxAliasedNodes = 10_000;
/** Words, marks and line ends of one text. */
const maxParts = 150_000;
/** Documents of one text, empty ones too. */
const maxDocuments = 100;
/** More nesting than this is refused before the YAML library, which recurses, sees the text. */
const maxParsedDepth = 500;

/** The plain value of a YAML 1.2 text (core schema, string keys) and where its nodes lie; undefined where it has none. */
export function readYaml(text: string, complain: Complain): { value: unknown; spans: Span } | undefined {
  const deep = deepNesting(text);
  if (deep !== undefined) {
    complain('too-deep', undefined, { start: deep, end: deep + 1 }, { limit: maxDepth });
    return undefined;
  }
  const more = tooMany(text);
  if (more !== undefined) {
    complain('too-many-parts', undefined, { start: more, end: more + 1 }, { limit: maxParts });
    return undefined;
  }
  const composer = new Composer<ParsedNode, false>({
    version: '1.2',
    schema: 'core',
    merge: false,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
  });
  const documents = composed(composer, text);
  for (const { errors, warnings, directives } of documents) {
    const [error] = errors;
    if (error?.code === 'NON_STRING_KEY') {
      complain('unsupported-yaml', undefined, range(...error.pos), { what: 'a key that is no plain text' });
      return undefined;
    }
    if (error !== undefined) {
      const moved = openedBefore(text, error);
      const edit = moved?.edit ?? editFor(text, error);
      const detail = moved?.detail ?? plainWords[error.message] ?? lowerFirst(error.message);
      const at = moved?.at ?? range(...error.pos);
      complain('syntax-error', undefined, at, { format: 'YAML', detail, ...(edit && { edit }) });
      return undefined;
    }
    const [warning] = warnings;
    if (warning !== undefined || (directives.yaml.explicit === true && directives.yaml.version !== '1.2')) {
      const what = warning === undefined ? 'another version of YAML' : lowerFirst(warning.message);
      complain('unsupported-yaml', undefined, range(...(warning?.pos ?? [0, 0])), { what });
      return undefined;
    }
  }
  const [first, second = documents[maxDocuments]] = documents.filter(hasContent);
  if (second !== undefined) {
    complain('several-documents', undefined, range(second.range[0], second.range[0]), {});
    return undefined;
  }
  const spans = new Span().at(range(0, text.length));
  if (first === undefined) return { value: null, spans };
  const converter = new Converter(text, complain);
  const value = converter.convert(first.contents, spans, 0, undefined);
  return converter.failed ? undefined : { value, spans };
}

/** What the library says in words of its own. */
const plainWords: Readonly<Record<string, string>> = {
  'Unexpected block-seq-ind on same line with key':
    'a dash here would begin a list, which begins on the next line; as a text it stands in quotes',
  'Sequence item without - indicator': 'this line is indented less than the others of its item',
  'All mapping items must start at the same column': 'this line is indented otherwise than the others of its mapping',
  'Nested mappings are not allowed in compact mappings':
    'a colon, or a line that is indented more, makes a mapping of this text: a text with a colon stands in quotes',
  'Unexpected scalar at node end': 'more text comes after the end of a value',
};

/** What the library misses at the end of the text, or of a line, was opened before: there it is told. */
function openedBefore(
  text: string,
  { message, pos: [start] }: Pick<YAMLParseError, 'message' | 'pos'>,
): { at: Range; detail: string; edit?: Change } | undefined {
  const mark = /^(?:<{7} |={7}$|>{7} )/m.exec(text);
  if (mark) {
    const detail = 'a mark of a conflict that Git left here: take one of the two sides, and the marks out';
    return { at: range(mark.index, mark.index + mark[0].length), detail };
  }
  const isText = /^Missing closing ["']quote|^Unexpected scalar at node end/.test(message);
  const bracket = /end with a ([\]}])$/.exec(message)?.[1];
  if (!isText && bracket === undefined) return undefined;
  let [offset, opened] = [0, -1];
  const open: number[] = [];
  for (const token of new Lexer().lex(text)) {
    if (offset >= start) break;
    // What the lexer says without taking it from the text has no length.
    const length = token.length > 1 || token > '\u001f' || /[\t\n\r]/.test(token) ? token.length : 0;
    if (/^["']/.test(token)) opened = token.includes('\n') ? offset : -1;
    if (token === '{' || token === '[') open.push(offset);
    else if (token === '}' || token === ']') open.pop();
    offset += length;
  }
  const from = isText ? opened : (open.at(-1) ?? -1);
  if (from < 0) return undefined;
  const lineEnd = text.indexOf('\n', from);
  const line = text.slice(from, lineEnd < 0 ? text.length : lineEnd).trimEnd();
  const [what = '', missing = ''] = isText ? ['this text in quotes', line.charAt(0)] : ['this bracket', bracket];
  const at = { start: from + line.length, end: from + line.length };
  const edit = line.length > 1 ? { text: missing, at, say: `write ${missing} at the end of the line` } : undefined;
  return { at: range(from, from + 1), detail: `${what} does not end on its line`, ...(edit && { edit }) };
}

/** How far a line is indented that goes on with what stands before it. */
function indentAfter(text: string): number {
  const before = text.slice(-1000).trimEnd().split('\n').at(-1) ?? '';
  return (/^ *(?:- +)?/.exec(before)?.[0].length ?? 0) + (before.endsWith(':') ? 2 : 0);
}

/** What puts a text right that the library refuses, where that is plain. */
function editFor(text: string, { code, pos: [start] }: Pick<YAMLParseError, 'code' | 'pos'>): Change | undefined {
  const lineEnd = text.indexOf('\n', start);
  const rest = text.slice(start, lineEnd === -1 ? text.length : lineEnd).trimEnd();
  if (rest.length > 1000) return undefined;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, lineStart + 1000))?.[0] ?? '';
  if (indent.includes(' \t')) {
    const at = { start: lineStart, end: lineStart + indent.length };
    return { text: ' '.repeat(indentAfter(text.slice(0, lineStart))), at, say: 'write blanks instead of the tab' };
  }
  const dash = /^([ \t]*-)[A-Za-z"']/.exec(text.slice(lineStart, lineStart + 1000))?.[1];
  if (dash !== undefined) {
    const at = { start: lineStart + dash.length, end: lineStart + dash.length };
    return { text: ' ', at, say: 'write a blank after the dash' };
  }
  const partly = /^[ \t]*(?:- )?[\w.-]+:[ \t]+("[^"'\\]*"[ \t]+[^"'\s#][^'\n]*)$/.exec(
    text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).slice(0, 1000),
  )?.[1];
  if (partly !== undefined && code === 'UNEXPECTED_TOKEN') {
    const from = text.indexOf(partly, lineStart);
    const whole = `'${partly.trimEnd()}'`;
    return {
      text: whole,
      at: { start: from, end: from + whole.length - 2 },
      say: 'put the whole text in single quotes',
    };
  }
  if (code === 'BAD_DQ_ESCAPE')
    return { text: '\\', at: { start, end: start }, say: 'write the backslash twice, or the text in single quotes' };
  if (code === 'TAB_AS_INDENT') {
    const tabs = /^\t+/.exec(rest)?.[0] ?? '';
    const at = { start, end: start + tabs.length };
    const like = indentAfter(text.slice(0, start));
    const isFirst = text[start - 1] === '\n' && tabs.length === 1 && like > 0;
    const width = isFirst ? like : 2 * tabs.length;
    return { text: ' '.repeat(width), at, say: 'write blanks instead of the tab' };
  }
  if (code === 'MULTILINE_IMPLICIT_KEY' || code === 'MISSING_CHAR') {
    const hard = /^[\w.-]+:(?=\u00a0)/.exec(rest)?.[0];
    if (hard !== undefined) {
      const at = { start: start + hard.length, end: start + hard.length + 1 };
      return { text: ' ', at, say: 'write a plain blank after the colon, not one that breaks no line' };
    }
    const key = /^[\w.-]+(?=:[^\s/])/.exec(rest)?.[0];
    const bare = key === undefined ? /^[A-Za-z]\w*(?=$|[ \t]+[^\s:][^:]*$)/.exec(rest)?.[0] : undefined;
    if (bare !== undefined) {
      const at = { start: start + bare.length, end: start + bare.length };
      return { text: ':', at, say: `write a colon after ${bare}` };
    }
    if (key === undefined) return undefined;
    const after = start + key.length + 1;
    return { text: ' ', at: { start: after, end: after }, say: `write a blank after the colon: ${key}: …` };
  }
  const isText = code === 'BAD_SCALAR_START' || (code === 'BLOCK_AS_IMPLICIT_KEY' && /^[^"']+?: /.test(rest));
  if (!isText || /[\s,[\]{}]#|[,[\]{}]/.test(rest)) return undefined;
  const quoted = JSON.stringify(rest);
  return { text: quoted, at: { start, end: start + rest.length }, say: `put it in quotes: ${quoted}` };
}

/** The library makes an error for each comma too many; where each was made, nobody asks. */
function composed(composer: Composer<ParsedNode, false>, text: string): Document.Parsed<ParsedNode, false>[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const documents: Document.Parsed<ParsedNode, false>[] = [];
    for (const document of composer.compose(new Parser().parse(text), true, text.length)) {
      documents.push(document);
      if (documents.length > maxDocuments) break;
    }
    return documents;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const hasContent = ({ contents }: Document<ParsedNode, false>): boolean =>
  isCollection(contents) || isAlias(contents) || (isScalar(contents) && contents.value !== null);
const range = (start: number, end: number): Range => ({ start, end });
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Where a text has more parts than anything that is meant: the library's time and memory grow with them. */
function tooMany(text: string): number | undefined {
  if (text.length <= maxParts) return undefined;
  let [parts, offset] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    offset += token.length > 1 || token > '\u001f' || /[\t\n\r]/.test(token) ? token.length : 0;
    parts += 1;
    if (parts > maxParts) return Math.min(offset, text.length - 1);
  }
  return undefined;
}

/** Where a text is nested deeper than the YAML library, which recurses, could follow. */
export function deepNesting(text: string): number | undefined {
  // Brackets in quotes or comments count too: five hundred unclosed ones are still no definition.
  let depth = 0;
  for (const { index, 0: bracket } of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > maxParsedDepth) return index;
  }
  const indented = text.search(/^[-?: \t]{1000}/m);
  return indented === -1 ? undefined : indented;
}

class Converter {
  failed = false;
  #nodes = 0;
  #aliased = 0;
  readonly #anchors = new Map<string, { value: unknown; nodes: number; height: number }>();
  #height = 0;

  constructor(
    readonly text: string,
    readonly complain: Complain,
  ) {}

  convert(node: Node, span: Span, depth: number, key: Range | undefined): unknown {
    if (this.failed) return null;
    span.at(this.#range(node), key);
    const nodesBefore = this.#nodes;
    this.#nodes += 1;

    if (isAlias(node)) {
      const anchor = this.#anchors.get(node.source);
      if (anchor === undefined) {
        const detail = `the alias *${node.source} stands for no anchor before it`;
        return this.#stop('syntax-error', span, span, { format: 'YAML', detail });
      }
      this.#aliased += anchor.nodes;
      if (this.#aliased > maxAliasedNodes) {
        return this.#stop('alias-bomb', span, span, { limit: maxAliasedNodes });
      }
      this.#nodes += anchor.nodes;
      if (depth + anchor.height > maxDepth) return this.#tooDeep(span);
      this.#height = Math.max(this.#height, depth + anchor.height);
      return anchor.value;
    }

    const heightBefore = this.#height;
    this.#height = depth;
    let value: unknown;
    if (isScalar(node)) value = this.#scalar(node.value, node.source, span);
    else {
      if (depth === maxDepth) return this.#tooDeep(span);
      this.#height = depth + 1;
      if (isMap(node)) value = this.#map(node, span, depth + 1);
      else if (isSeq(node)) value = this.#seq(node, span, depth + 1);
    }
    if (node.anchor) {
      this.#anchors.set(node.anchor, { value, nodes: this.#nodes - nodesBefore, height: this.#height - depth });
    }
    this.#height = Math.max(heightBefore, this.#height);
    return value;
  }

  #scalar(value: unknown, source: string | undefined, span: Span): unknown {
    if (typeof value === 'number' && !isExact(source ?? '', value)) {
      this.complain('inexact-number', span, span, { number: source ?? '' });
    }
    if (typeof value === 'string') this.#whole(value, span, span);
    return value;
  }

  #whole(text: string, span: Span, range: Range): void {
    if (!text.isWellFormed()) this.complain('lone-surrogate', span, range, {});
  }

  #seq(node: YAMLSeq, span: Span, depth: number): unknown[] {
    return node.items.map((item, index) =>
      item === null ? null : this.convert(item as Node, span.add(index), depth, undefined),
    );
  }

  #map(node: YAMLMap, span: Span, depth: number): unknown {
    const value: Record<string, unknown> = {};
    const written = new Map<string, number>();
    for (const pair of node.items) {
      if (this.failed) return null;
      // The library has made sure of `stringKeys`.
      const keyNode = pair.key as Scalar<string>;
      const keyRange = this.#range(keyNode);
      const key = keyNode.value;
      const own = span.add(key);
      if (key === '<<') {
        return this.#stop('unsupported-yaml', own, keyRange, { what: 'the merge key <<' });
      }
      this.#whole(key, own, keyRange);
      const first = written.get(key);
      if (first === undefined) written.set(key, keyRange.start);
      else this.complain('duplicate-key', own, keyRange, () => ({ key, line: lineOf(this.text, first) }));
      const member = pair.value === null ? null : this.convert(pair.value as Node, own, depth, keyRange);
      if (pair.value === null) own.at(keyRange, keyRange);
      // A plain assignment to `__proto__` would set the prototype.
      Object.defineProperty(value, key, { value: member, enumerable: true, configurable: true, writable: true });
    }
    return value;
  }

  #tooDeep(span: Span): null {
    return this.#stop('too-deep', span, span, { limit: maxDepth });
  }

  #stop<C extends Code>(code: C, span: Span, range: Range, args: CodeArgs<C>): null {
    this.failed = true;
    this.complain(code, span, range, args);
    return null;
  }

  /** A node's text, without the blanks and line breaks that a block ends with. */
  #range(node: Node): Range {
    const [start, valueEnd] = node.range ?? [0, 0, 0];
    return { start, end: start + this.text.slice(start, valueEnd).trimEnd().length };
  }
}
