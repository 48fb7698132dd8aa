import type { Diagnostic } from '../diagnostics/index.js';
import { count, inOrder } from './order.js';

/** Diagnostics for programs: `{diagnostics: […], summary: {error, warning, info}}`. */
export function json(diagnostics: readonly Diagnostic[]): string {
  const ordered = inOrder(diagnostics);
  const entries = ordered.map(({ code, severity, message, cause, remedy, place }) => ({
    code,
    severity,
    message,
    cause,
    remedy,
    file: place.file,
    pointer: place.pointer,
    start: place.start,
    end: place.end,
  }));
  return `${JSON.stringify({ diagnostics: entries, summary: count(ordered) }, null, 2)}\n`;
}
