import type { Diagnostic } from '../diagnostics/index.js';
import { inOrder } from './order.js';

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Diagnostics as GitHub Actions workflow commands, one a line: they become annotations of the review. */
export function github(diagnostics: readonly Diagnostic[]): string {
  return inOrder(diagnostics)
    .map(({ code, severity, message, remedy, place: { file, start, end } }) => {
      // GitHub takes columns only where the place is within one line.
      const columns = start.line === end.line ? `,col=${start.column},endColumn=${end.column}` : '';
      const where = `file=${property(file)},line=${start.line},endLine=${end.line}${columns}`;
      return `::${commands[severity]} ${where},title=${property(code)}::${data(`${message}\nRemedy: ${remedy}`)}\n`;
    })
    .join('');
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
