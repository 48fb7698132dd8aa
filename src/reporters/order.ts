import type { Diagnostic, Severity } from '../diagnostics/index.js';

/**
 * The diagnostics file by file (in the order in which the files first occur) and from top to bottom; what was found
 * twice, such as once for each profile, comes once.
 */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = new Map<string, Map<string, Diagnostic>>();
  for (const diagnostic of diagnostics) {
    const { place, code, message } = diagnostic;
    const ofFile = files.get(place.file) ?? new Map<string, Diagnostic>();
    files.set(place.file, ofFile);
    ofFile.set(JSON.stringify([place.start.offset, place.end.offset, place.pointer, code, message]), diagnostic);
  }
  const ordered = [...files.values()].flatMap((ofFile) =>
    [...ofFile.values()].sort((a, b) => a.place.start.offset - b.place.start.offset),
  );
  const isLast = ({ code }: Diagnostic): boolean => code === 'more-findings';
  return [...ordered.filter((diagnostic) => !isLast(diagnostic)), ...ordered.filter(isLast)];
}

/** How many diagnostics there are of each severity. */
export function count(diagnostics: readonly Diagnostic[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of diagnostics) counts[severity] += 1;
  return counts;
}

/** A file's name as a URI reference: what needs it is escaped, Windows' separators become slashes. */
export function fileUri(file: string): string {
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (/^[a-z]:/i.test(file)) return `file:///${path.replace('%3A', ':')}`;
  return path.startsWith('/') ? `file://${path}` : path;
}
