import type { Diagnostic, Place, Severity } from '../diagnostics/index.js';
import { count, inOrder } from './order.js';

/** Marks text for a terminal, as picocolors does; whether to mark at all is its maker's decision. */
type Painter = Readonly<Record<'bold' | 'dim' | 'red' | 'yellow' | 'cyan', (text: string) => string>>;

const same = (text: string): string => text;
/** Marks nothing. */
const plain: Painter = { bold: same, dim: same, red: same, yellow: same, cyan: same };

/** Columns of an excerpt; longer lines are cut around the place that matters. */
const widest = 100;

/**
 * Diagnostics for people: `file:line:column: severity[code]: message`, the line itself with the place underlined, the
 * cause, the remedy; at the end a summary. No text without diagnostics.
 */
export function text(diagnostics: readonly Diagnostic[], painter: Painter = plain): string {
  if (diagnostics.length === 0) return '';
  const ordered = inOrder(diagnostics);
  return `${ordered.map((diagnostic) => one(diagnostic, painter)).join('\n')}\n${summary(ordered)}\n`;
}

/** The number of errors, warnings and notes, in one line. */
export function summary(diagnostics: readonly Diagnostic[]): string {
  const counts = count(inOrder(diagnostics));
  const parts = (['error', 'warning', 'info'] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${nouns[severity]}${counts[severity] === 1 ? '' : 's'}`);
  return parts.join(', ') || 'no errors';
}

const nouns: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

function one({ code, severity, message, cause, remedy, place }: Diagnostic, painter: Painter): string {
  const paint = { error: painter.red, warning: painter.yellow, info: painter.cyan }[severity];
  const { file, start } = place;
  const where = painter.bold(`${visible(file)}:${start.line}:${start.column}:`);
  const head = `${where} ${paint(`${severity}[${code}]`)}: ${painter.bold(visible(message))}\n`;
  return `${head}${excerpt(place, paint, painter)}  cause: ${visible(cause)}\n  remedy: ${visible(remedy)}\n`;
}

function excerpt({ start, end, lineText }: Place, paint: (text: string) => string, painter: Painter): string {
  if (lineText.trim() === '') return '';
  const from = Math.min(start.column - 1, lineText.length);
  const to = end.line === start.line ? Math.max(from, Math.min(end.column - 1, lineText.length)) : lineText.length;
  // Of a long line (a minified file may be one) only the surroundings count.
  const cutBefore = Math.max(0, from - widest / 2);
  const cutAfter = Math.min(lineText.length, cutBefore + widest);
  const before = (cutBefore > 0 ? '…' : '') + visible(lineText.slice(cutBefore, from));
  const marked = visible(lineText.slice(from, Math.min(to, cutAfter)));
  const after = visible(lineText.slice(Math.min(to, cutAfter), cutAfter)) + (cutAfter < lineText.length ? '…' : '');
  const number = String(start.line).padStart(5);
  const gutter = painter.dim(`${number} | `);
  const blank = painter.dim(`${' '.repeat(number.length)} | `);
  const carets = '^'.repeat(Math.max(1, width(marked)));
  return `${gutter}${before}${marked}${after}\n${blank}${' '.repeat(width(before))}${paint(carets)}\n`;
}

/** Text that a terminal shows as it is: controls (which could repaint the screen) become escapes, tabs four blanks. */
export function visible(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replace(/[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (char) => {
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
}

/** The columns that a text takes on a terminal: East Asian wide characters and emoji take two, marks none. */
function width(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const char of text) {
    if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(char)) continue;
    columns += wide.test(char) ? 2 : 1;
  }
  return columns;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
