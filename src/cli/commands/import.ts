import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { readText, wholeFile, writeAll } from '../../adapters/files.js';
import { Report } from '../../diagnostics/index.js';
import { importFile, type Imported, type Note } from '../../importers/index.js';
import { toYaml } from '../../render/index.js';
import { visible } from '../../reporters/text.js';
import { exit, say, tell, tellFile } from '../io.js';

export interface ImportOptions {
  readonly out: string;
  readonly force?: boolean;
}

/** On one line, whatever stands in the file. */
function sayNote(what: string, { place: { file, start }, text, why }: Note): void {
  say(visible(`${file}:${start.line}:${start.column}: ${what}: ${text}: ${why}`));
}

/** The applications of a file; nothing where there is none, or the file is wrong, which is told. */
export function readImport(path: string): Imported[] | undefined {
  const report = new Report();
  const text = readText(path, report);
  const all = text === undefined ? [] : importFile(text, path, report, besideOf(path));
  if (text !== undefined && all.length === 0 && report.errors === 0)
    report.add('nothing-to-import', wholeFile(path), {});
  tell(report.diagnostics);
  return all.length === 0 || report.errors > 0 ? undefined : all;
}

/** What did not become what it was. */
export function tellNotes(all: readonly Imported[]): void {
  for (const { changed, lost } of all) {
    for (const note of changed) sayNote('changed', note);
    for (const note of lost) sayNote('not carried over', note);
  }
}

/** `import`: what runs Spark elsewhere as a definition and a profile; of several applications each in a folder of its own. */
export function importInto(path: string, { force, out }: ImportOptions): number {
  const all = readImport(path);
  if (!all) return exit.wrongInput;
  const files = filesOf(all).map(({ path, text }) => ({ path: join(out, path), text }));
  const report = new Report();
  for (const { path } of force ? [] : files)
    if (existsSync(path)) report.add('file-exists', wholeFile(path), { force: true });
  tell(report.diagnostics);
  if (report.errors > 0) return exit.wrongInput;
  tellNotes(all);
  if (writeAll(files, report)) for (const { path } of files) tellFile(path);
  tell(report.diagnostics);
  return report.errors > 0 ? exit.wrongInput : exit.fine;
}

/** What a script names, where it lies in the script's folder. */
const besideOf = (script: string) => {
  const folder = resolve(dirname(script));
  return (path: string): string | undefined => {
    for (const file of [resolve(folder, path), join(folder, basename(path))]) {
      if (script !== '-' && file.startsWith(folder + sep) && existsSync(file) && statSync(file).isFile())
        return readText(file, new Report());
    }
    return undefined;
  };
};

/** Of several services each in a folder, with its profile, unless one serves them all. */
function filesOf(all: readonly Imported[]): { path: string; text: string }[] {
  const several = all.length > 1;
  const shared = all.every(({ profile }) => profile === all[0]?.profile);
  return all.flatMap(({ definition, profile }, i) => {
    const folder = several ? definition.name : '';
    const files = [{ path: join(folder, 'service.json'), text: `${JSON.stringify(definition, undefined, 2)}\n` }];
    if (!shared || i === 0) files.push({ path: join(shared ? '' : folder, 'profile.yaml'), text: toYaml(profile) });
    return files;
  });
}
