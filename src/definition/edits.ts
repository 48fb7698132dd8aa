import type { Change } from '../diagnostics/index.js';
import { inLine } from '../render/index.js';
import type { Range, Span } from './spans.js';

/** A stretch of a text and what takes its place. */
interface TextEdit extends Range {
  readonly text: string;
}

/** A token that a change writes over, and the node that it takes out. */
export interface Editable {
  readonly token: Range;
  readonly span: Span;
  /** What goes with it: the property that it is the key of. */
  readonly whole: Span;
}

/**
 * How a change is made in a text so that all around it stays; nothing where that cannot be done with certainty, such as in
 * what stands in another form than the usual ones.
 */
export function editsOf(text: string, change: Change, { span, token, whole }: Editable): TextEdit[] | undefined {
  if ('text' in change) return [{ ...(change.at ?? token), text: change.text }];
  const isJson = /^\s*[{[]/.test(text);
  if ('delete' in change) {
    const { earlier } = span;
    // Of two members of one name and different values a person chooses.
    if (earlier && text.slice(earlier.start, earlier.end) !== text.slice(span.start, span.end)) return undefined;
    const edit = removal(text, whole, isJson);
    return edit && [edit];
  }
  const isKey = token === span.key;
  const isScalar = isKey || (span.size === 0 && token.end > token.start && !/[[{]/.test(text.charAt(token.start)));
  // A key without a value has no text that could be written over.
  if (!isScalar || (!isKey && span.key?.start === token.start)) return undefined;
  const old = text.slice(token.start, token.end);
  const to = 'value' in change ? change.value : change.key;
  const isNumber = !isKey && literal.test(old) && literal.test(to);
  return [{ start: token.start, end: token.end, text: isNumber ? to : isJson ? JSON.stringify(to) : inYaml(to, old) }];
}

/** What is no text, in JSON and in YAML. */
const literal = /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/;

/** A text in the style of the old one, where that can hold it. */
function inYaml(text: string, old: string): string {
  if (old.startsWith("'") && !/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const isPlain = !/^["|>]/.test(old) && inLine(text) === text && !/[,[\]{}]/.test(text);
  return isPlain ? text : JSON.stringify(text);
}

/** What takes a member or an item out, with its comma or its lines. */
function removal(text: string, node: Span, isJson: boolean): TextEdit | undefined {
  let span = node;
  // An item that holds nothing else goes as a whole.
  while (span.parent?.size === 1 && typeof span.parent.name === 'number') span = span.parent;
  const { key, parent } = span;
  if (!parent) return undefined;
  const start = key?.start ?? span.start;
  // Of a key without a value there is the colon.
  const end = span.end + (/^\s*:/.exec(text.slice(span.end))?.[0].length ?? 0);
  if (isJson || /[[{]/.test(text.charAt(parent.start))) return withComma(text, start, end, parent);
  if (parent.size === 1) return emptied(text, parent, key !== undefined);
  return lines(text, start, end, span);
}

function withComma(text: string, start: number, end: number, parent: Span): TextEdit | undefined {
  const after = /^\s*,\s*/.exec(text.slice(end, parent.end))?.[0];
  if (after !== undefined) return { start, end: end + after.length, text: '' };
  if (parent.size === 1) {
    const isAlone = /^[[{]\s*$/.test(text.slice(parent.start, start)) && /^\s*[\]}]$/.test(text.slice(end, parent.end));
    return isAlone ? { start: parent.start + 1, end: parent.end - 1, text: '' } : undefined;
  }
  let before = start - 1;
  while (/\s/.test(text.charAt(before))) before -= 1;
  return text.charAt(before) === ',' ? { start: before, end, text: '' } : undefined;
}

/** The last member of a block: the block becomes an empty one. */
function emptied(text: string, block: Span, isMap: boolean): TextEdit | undefined {
  const { end, key, start } = block;
  if (!key || !/^[ \t]*:[ \t]*\r?\n[ \t]*$/.test(text.slice(key.end, start)) || text.slice(start, end).includes('#'))
    return undefined;
  return { start: key.end, end, text: isMap ? ': {}' : ': []' };
}

/** A member or an item of a block, with its lines. */
function lines(text: string, start: number, end: number, { key, next }: Span): TextEdit | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const rest = /^[ \t]*(?:#.*)?(?:\r?\n|\r?$)/.exec(text.slice(end))?.[0];
  if (rest === undefined) return undefined;
  if (key ? /^[ ]*$/.test(before) : /^[ ]*- *$/.test(before)) {
    const isLast = end + rest.length === text.length && !rest.includes('\n');
    return { start: isLast ? Math.max(0, lineStart - 1) : lineStart, end: end + rest.length, text: '' };
  }
  // The first member of an item stands behind its dash.
  if (key && /^[ ]*(?:- +)+$/.test(before) && next?.key && /^[ ]*$/.test(text.slice(end + rest.length, next.key.start)))
    return { start, end: next.key.start, text: '' };
  return undefined;
}
