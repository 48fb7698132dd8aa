import type { Diagnostic } from '../diagnostics/index.js';
import { count, inOrder } from './order.js';

/** One diagnostic for programs. */
export const entry = ({ cause, code, fix, message, place, remedy, severity }: Diagnostic) => ({
  code,
  severity,
  message,
  cause,
  remedy,
  file: place.file,
  pointer: place.pointer,
  start: place.start,
  end: place.end,
  ...(fix && { fix: { ...fix, edits: [...fix.edits] } }),
});

/** Diagnostics for programs: `{diagnostics: […], summary: {error, warning, info}}`. */
export function json(diagnostics: readonly Diagnostic[]): string {
  const ordered = inOrder(diagnostics);
  return `${JSON.stringify({ diagnostics: ordered.map(entry), summary: count(ordered) }, null, 2)}\n`;
}
