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
  type YAMLSeq,
} from 'yaml';
import type { Code, CodeArgs } from '../diagnostics/index.js';
import { isExact } from './number.js';
import { type Complain, lineOf, maxDepth, type Range, Span } from './spans.js';
import { dashBefore, lookAlike, yamlMistake } from './yaml-mistakes.js';

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
  const first = /^[^\n\r]*(?=\r[^\n]+$)/.exec(text)?.[0].length;
  if (first !== undefined) {
    const at = range(0, text.length);
    const edit = { text: text.replaceAll('\r', '\n'), at, say: 'write a line feed at the end of each line' };
    const detail = 'its lines end with a carriage return alone';
    complain('syntax-error', undefined, range(first, first + 1), { format: 'YAML', detail, edit });
    return undefined;
  }
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
    if (error !== undefined) {
      const mistake = yamlMistake(text, error);
      if (mistake) {
        const { at, detail, edit } = mistake;
        complain('syntax-error', undefined, at, { format: 'YAML', detail, ...(edit && { edit }) });
      } else complain('unsupported-yaml', undefined, range(...error.pos), { what: 'a key that is no plain text' });
      return undefined;
    }
    const [warning] = warnings;
    if (warning !== undefined || (directives.yaml.explicit === true && directives.yaml.version !== '1.2')) {
      const what = warning === undefined ? 'another version of YAML' : lowerFirst(warning.message);
      complain('unsupported-yaml', undefined, range(...(warning?.pos ?? [0, 0])), { what });
      return undefined;
    }
  }
  const [document, second = documents[maxDocuments]] = documents.filter(hasContent);
  if (second !== undefined) {
    complain('several-documents', undefined, range(second.range[0], second.range[0]), {});
    return undefined;
  }
  const spans = new Span().at(range(0, text.length));
  if (document === undefined) return { value: null, spans };
  const converter = new Converter(text, complain);
  const value = converter.convert(document.contents, spans, 0, undefined);
  return converter.failed ? undefined : { value, spans };
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
        const quoted = JSON.stringify(`*${node.source}`);
        // No anchor is called so: a text was meant.
        const edit = /^[\w-]+$/.test(node.source) ? undefined : { text: quoted, say: `put it in quotes: ${quoted}` };
        return this.#stop('syntax-error', span, span, { format: 'YAML', detail, ...(edit && { edit }) });
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
    if (isScalar(node)) {
      value = this.#scalar(node.value, node.source, span);
      if (node.type === 'PLAIN') this.#looks(node.value, span, span);
    } else {
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

  /** Tells of a text without quotes that looks as if it had some, or begins or ends with what cannot be seen. */
  #looks(text: unknown, span: Span, { start }: Range): void {
    // One of several lines is folded.
    if (typeof text !== 'string' || !this.text.startsWith(text, start)) return;
    const mistake = lookAlike(text);
    if (mistake) this.complain('look-alike-character', span, range(start, start + text.length), { text, ...mistake });
  }

  #seq(node: YAMLSeq, span: Span, depth: number): unknown[] {
    return node.items.map((item, index) =>
      item === null ? null : this.convert(item as Node, span.add(index), depth, undefined),
    );
  }

  #map(node: YAMLMap, span: Span, depth: number): unknown {
    const value: Record<string, unknown> = {};
    const written = new Map<string, number>();
    for (const [index, pair] of node.items.entries()) {
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
      if (keyNode.type === 'PLAIN') this.#looks(key, own, keyRange);
      const first = written.get(key);
      if (first !== undefined) {
        const next = node.items[index + 1]?.key as Scalar<string> | undefined;
        const isItem = next !== undefined && written.has(next.value);
        const edit = isItem ? dashBefore(this.text, span, keyRange.start) : undefined;
        this.complain('duplicate-key', own, keyRange, () => ({
          key,
          line: lineOf(this.text, first),
          ...(edit && { edit }),
        }));
        if (edit) written.clear();
      }
      if (first === undefined || written.size === 0) written.set(key, keyRange.start);
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
