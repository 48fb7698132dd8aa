import { Lexer, type YAMLParseError } from 'yaml';
import type { Change } from '../diagnostics/index.js';
import { asBlanks, codePoint, conflict, invisible, type Mistake, unseen } from './mistakes.js';
import { type Range, type Span } from './spans.js';

type LibraryError = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;

const range = (start: number, end: number): Range => ({ start, end });

/**
 * Where a text that the library refuses is wrong, in words, and the edit that puts it right where one does; nothing where it
 * is sound YAML of a kind that is not read.
 */
export function yamlMistake(text: string, error: LibraryError): Mistake | undefined {
  const { code, message, pos } = error;
  const plain =
    conflict(text) ??
    besides(text, pos[0]) ??
    unquoted(text, error) ??
    openedBefore(text, error) ??
    misplaced(text, error);
  if (plain ?? code === 'NON_STRING_KEY') return plain;
  const detail = plainWords[message] ?? message.charAt(0).toLowerCase() + message.slice(1);
  return { at: range(...pos), detail, edit: editFor(text, error) };
}

/** A line, and where it begins. */
interface Line {
  readonly start: number;
  readonly line: string;
}

/** The line that an offset is in. */
function lineAt(text: string, offset: number): Line {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', start);
  return { start, line: text.slice(start, Math.min(end < 0 ? text.length : end, start + longest)).trimEnd() };
}

/** Of a longer line nothing is certain. */
const longest = 1000;

/** What begins the line of a mistake, or the next one, and is no part of YAML. */
function besides(text: string, offset: number): Mistake | undefined {
  const first = lineAt(text, offset);
  for (const { line, start } of [first, lineAt(text, text.indexOf('\n', first.start) + 1 || first.start)]) {
    const from = start + (/^[ \t]*(?:- +)*/.exec(line)?.[0].length ?? 0);
    if (invisible.test(text.charAt(from))) return unseen(text, from);
    const at = range(from, from + 2);
    if (text.startsWith('//', from))
      return { detail: 'a comment begins with #', at, edit: { text: '#', at, say: 'write # instead of //' } };
  }
  return undefined;
}

/** A text that begins with what begins something else, or a comma after a text in quotes. */
function unquoted(text: string, { code, pos: [start] }: LibraryError): Mistake | undefined {
  const { line, start: lineStart } = lineAt(text, start);
  const rest = line.slice(start - lineStart);
  if (/^,(?:\s+#|$)/.test(rest) && /["']/.test(text.charAt(start - 1))) {
    const at = range(start, start + 1);
    return {
      detail: 'no comma ends a line of YAML',
      at,
      edit: { text: '', at, say: 'take the comma out' },
    };
  }
  const before = /^[ \t]*(?:- +)*(?:[\w./-]+:[ \t]+)?/.exec(line)?.[0].length ?? 0;
  const comment = line.search(/[ \t]#/);
  const value = line.slice(before, comment < 0 ? undefined : comment).trimEnd();
  const isOver = /^[[{].*[\]}]\s*$/.test(line.slice(before, start - lineStart)) && code === 'UNEXPECTED_TOKEN';
  const isSign = /^[*&]/.test(value) && (code === 'BAD_ALIAS' || code === 'UNEXPECTED_TOKEN');
  if (!isOver && !isSign && !/^\{\{[^{}]+\}\}/.test(value)) return undefined;
  const quoted = JSON.stringify(value);
  return {
    detail: `a text that begins with ${value.charAt(0)} stands in quotes`,
    at: range(lineStart + before, lineStart + before + value.length),
    edit: { text: quoted, say: `put it in quotes: ${quoted}` },
  };
}

/** A line that stands in another column than those that it belongs to. */
function misplaced(text: string, { message, pos: [offset] }: LibraryError): Mistake | undefined {
  if (!/^All (?:mapping|sequence) items|^Sequence item without|^A block seq|^Nested mappings/.test(message))
    return undefined;
  const found = lineAt(text, offset);
  // A line that is indented more is told at the end of the one before it.
  const isNext =
    /\S/.test(text.slice(found.start, offset)) &&
    !(text.slice(offset, offset + longest).split('\n')[0] ?? '').includes(': ');
  const { line, start } = isNext ? lineAt(text, text.indexOf('\n', offset) + 1) : found;
  const [, blanks = '', dash] = /^( *)(-(?= ))?(?:[\w.-]+:(?: |$))?/.exec(line) ?? [];
  const column = blanks.length;
  const open: number[] = [];
  let [least, at] = [Infinity, start];
  for (let lines = 0; at > 0 && least > 0 && lines < longest; lines += 1) {
    const above = lineAt(text, at - 1);
    at = above.start;
    const [, indent = '', item = '', key, glued] =
      /^( *)((?:- +)*)(?:([\w.-]+):(?:$|( )|(?=[^\s/:])))?/.exec(above.line) ?? [];
    if (/^\s*(?:#|$)/.test(above.line)) continue;
    const inner = indent.length + item.length;
    if (
      lines === 0 &&
      key !== undefined &&
      glued === undefined &&
      !above.line.endsWith(':') &&
      inner === column &&
      !dash
    ) {
      const after = above.start + inner + key.length + 1;
      const edit = { text: ' ', at: range(after, after), say: `write a blank after the colon: ${key}: …` };
      return { detail: 'a blank is missing after the colon', at: range(above.start + inner, after), edit };
    }
    if (dash === undefined && inner < least && key !== undefined) open.push(inner);
    if (dash !== undefined && item !== '' && indent.length < least) open.push(indent.length);
    least = Math.min(least, indent.length);
  }
  const near = open.filter((one) => Math.abs(one - column) === 1 || (dash !== undefined && open.length === 1));
  const [to] = near;
  if (to === undefined || near.length > 1 || open.includes(column)) return undefined;
  const others = dash === undefined ? 'lines of its mapping' : 'dashes of its list';
  return {
    detail: `this line is indented otherwise than the other ${others}`,
    at: range(start + column, start + line.length),
    edit: { text: ' '.repeat(to), at: range(start, start + column), say: `write ${to} blanks before it` },
  };
}

/** What a text without quotes has of a text editor or a web page, and what was meant. */
export function lookAlike(text: string): { what: string; edit: Change } | undefined {
  // One that only holds some between others is left alone.
  if (
    /^(?:[\u2018-\u201b][^\u2018-\u201b]*[\u2018-\u201b]|[\u201c-\u201f][^\u201c-\u201f]*[\u201c-\u201f])$/.test(text)
  ) {
    const quoted = JSON.stringify(text.slice(1, -1));
    return { what: 'typographic quotation marks', edit: { text: quoted, say: `write straight quotes: ${quoted}` } };
  }
  let [start, end] = [0, text.length];
  while (invisible.test(text.charAt(start))) start += 1;
  while (end > start && invisible.test(text.charAt(end - 1))) end -= 1;
  if (start === 0 && end === text.length) return undefined;
  const char = codePoint(text.charAt(start === 0 ? end : 0));
  const say = `take the invisible character ${char} out`;
  return {
    what: `the invisible character ${char}`,
    edit: { text: asBlanks(text.slice(0, start)) + text.slice(start, end), say },
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
  const end = from + line.length;
  const other = missing === '"' ? "'" : '"';
  const isOther = isText && line.indexOf(other) === line.length - 1;
  const at = { start: isOther ? end - 1 : end, end };
  const say = `write ${missing}${isOther ? ` instead of the ${other}` : ''} at the end of the line`;
  const edit = line.length > 1 ? { text: missing, at, say } : undefined;
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
