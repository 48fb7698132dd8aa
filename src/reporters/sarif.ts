import { catalogue, type Diagnostic } from '../diagnostics/index.js';
import { version } from '../version.js';
import { fileUri, inOrder } from './order.js';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Diagnostics as a SARIF 2.1.0 log, for code scanning services. */
export function sarif(diagnostics: readonly Diagnostic[]): string {
  const ordered = inOrder(diagnostics);
  const codes = [...new Set(ordered.map(({ code }) => code))].sort();
  const rules = codes.map((code) => {
    const { title, cause, severity } = catalogue[code];
    return {
      id: code,
      shortDescription: { text: title },
      fullDescription: { text: cause },
      defaultConfiguration: { level: levels[severity] },
    };
  });
  const results = ordered.map(({ code, severity, message, remedy, place }) => ({
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: `${message}. Remedy: ${remedy}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: fileUri(place.file) },
          region: {
            startLine: place.start.line,
            startColumn: place.start.column,
            endLine: place.end.line,
            endColumn: place.end.column,
          },
        },
        logicalLocations: [{ fullyQualifiedName: place.pointer }],
      },
    ],
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'alida-argo', version, rules } }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
