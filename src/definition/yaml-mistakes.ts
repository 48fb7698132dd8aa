import { Lexer, type YAMLParseError } from 'yaml';
import type { Change } from '../diagnostics/index.js';
import { conflict, type Mistake } from './json-mistakes.js';
import { type Range, type Span } from './spans.js';

type LibraryError = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;

const range = (start: number, end: number): Range => ({ start, end });

/** Where a text that the library refuses is wrong, in words, and the edit that puts it right where one does. */
export function yamlMistake(text: string, error: LibraryError): Mistake {
  const { message, pos } = error;
  const moved = conflict(text) ?? openedBefore(text, error);
  return {
    at: moved?.at ?? range(...pos),
    detail: moved?.detail ?? plainWords[message] ?? message.charAt(0).toLowerCase() + message.slice(1),
    edit: moved?.edit ?? editFor(text, error),
  };
}

/** The dash that is missing before a key of an item of a block: there the next item begins. */
export function dashBefore(text: string, { name, start }: Span, key: number): Change | undefined {
  const prefixOf = (offset: number): string => text.slice(Math.max(0, offset - 100), offset).replace(/^[^]*\n/, '');
  const [first, here] = [prefixOf(start), prefixOf(key)];
  if (typeof name !== 'number' || !/^ *- +$/.test(first) || here !== ' '.repeat(first.length)) return undefined;
  const at = range(key - here.length, key);
  return { text: first, at, say: 'write a dash before it, where the next item begins' };
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
function openedBefore(text: string, { message, pos: [start] }: LibraryError): Mistake | undefined {
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
function editFor(text: string, { code, pos: [start] }: LibraryError): Change | undefined {
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
