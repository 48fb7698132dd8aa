import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText, wholeFile, writeWhole } from '../../adapters/files.js';
import { Report } from '../../diagnostics/index.js';
import { importFile, type Note } from '../../importers/index.js';
import { toYaml } from '../../render/index.js';
import { exit, say, tell } from '../io.js';

export interface ImportOptions {
  readonly out: string;
  readonly force?: boolean;
}

const at = ({ place }: Note): string => `${place.file}:${place.start.line}:${place.start.column}`;

/** `import`: a client script, a spark-submit line or a SparkApplication as a definition and a profile. */
export function importInto(path: string, { force, out }: ImportOptions): number {
  const report = new Report();
  const text = readText(path, report);
  const imported = text === undefined ? undefined : importFile(text, path, report);
  if (text !== undefined && !imported && report.errors === 0) report.add('nothing-to-import', wholeFile(path), {});
  tell(report.diagnostics);
  if (!imported || report.errors > 0) return exit.wrongInput;
  const files = [
    { path: join(out, 'service.json'), text: `${JSON.stringify(imported.definition, undefined, 2)}\n` },
    { path: join(out, 'profile.yaml'), text: toYaml(imported.profile) },
  ];
  const taken = force ? undefined : files.find((file) => existsSync(file.path));
  if (taken) {
    say(`error: ${taken.path} exists; --force replaces it`);
    return exit.wrongInput;
  }
  for (const note of imported.changed) say(`${at(note)}: changed: ${note.text}: ${note.why}`);
  for (const note of imported.lost) say(`${at(note)}: not carried over: ${note.text}: ${note.why}`);
  for (const file of files) {
    writeWhole(file.path, file.text);
    say(`${file.path}: written`);
  }
  return exit.fine;
}
