import { join } from 'node:path';
import { textOf, writeWhole } from '../../adapters/files.js';
import { Report } from '../../diagnostics/index.js';
import { compileAll, type Compiled } from '../compile-all.js';
import { exit, out, say, tell } from '../io.js';
import { load } from '../load.js';

export interface GenerateOptions {
  readonly profile: readonly string[];
  readonly out?: string;
  readonly check?: boolean;
  readonly format: 'yaml' | 'json';
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

function toStdout(compiled: readonly Compiled[], format: GenerateOptions['format']): void {
  const manifests = compiled.map(({ manifest }) => manifest);
  if (format === 'yaml') out(compiled.map(({ file }) => file.text).join('---\n'));
  else out(json(manifests.length === 1 ? manifests[0] : { apiVersion: 'v1', kind: 'List', items: manifests }));
}

/** `generate`: the WorkflowTemplates, to standard output or into a folder. */
export function generate(paths: readonly string[], options: GenerateOptions): number {
  const report = new Report();
  const loaded = load(paths, options.profile, report);
  const compiled = compileAll(loaded, report);
  tell(report.diagnostics);
  for (const path of loaded.passedOver) say(`${path}: passed over: no definition, profile or workflow`);
  if (report.errors > 0) return exit.wrongInput;
  const { format, out: folder } = options;
  if (folder === undefined) {
    toStdout(compiled, format);
    return exit.fine;
  }
  const files = compiled.map(({ file, manifest, path }) => ({
    path: join(folder, format === 'json' ? path.replace(/yaml$/, 'json') : path),
    text: format === 'json' ? json(manifest) : file.text,
  }));
  const stale = files.filter(({ path, text }) => textOf(path) !== text);
  if (options.check) {
    for (const { path } of stale) say(`${path}: not what would be generated`);
    return stale.length > 0 ? exit.differences : exit.fine;
  }
  for (const { path, text } of stale) {
    writeWhole(path, text);
    say(`${path}: written`);
  }
  const unchanged = files.length - stale.length;
  say(`${stale.length} written, ${unchanged} unchanged`);
  return exit.fine;
}
