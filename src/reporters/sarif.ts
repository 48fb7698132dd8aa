import { catalogue, type Diagnostic, type Fix, type Place } from '../diagnostics/index.js';
import { version } from '../version.js';
import { fileUri, inOrder } from './order.js';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

const region = ({ end, start }: Pick<Place, 'start' | 'end'>) => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});

/** A fix, file by file. */
const changes = ({ edits }: Fix) =>
  [...new Set(edits.map(({ file }) => file))].map((file) => ({
    artifactLocation: { uri: fileUri(file) },
    replacements: edits
      .filter((edit) => edit.file === file)
      .map((edit) => ({ deletedRegion: region(edit), insertedContent: { text: edit.text } })),
  }));

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
  const results = ordered.map(({ code, severity, fix, message, remedy, place }) => ({
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: `${message}. Remedy: ${remedy}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: fileUri(place.file) },
          region: region(place),
        },
        logicalLocations: [{ fullyQualifiedName: place.pointer }],
      },
    ],
    ...(fix && { fixes: [{ description: { text: remedy }, artifactChanges: changes(fix) }] }),
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'alida-argo', version, rules } }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
