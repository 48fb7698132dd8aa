import { recordedPaths, survey, writeFolder } from '../../adapters/folder.js';
import { rememberClean, wasCleanBefore } from '../../adapters/runs.js';
import { Report } from '../../diagnostics/index.js';
import { github } from '../../reporters/github.js';
import { gitlab } from '../../reporters/gitlab.js';
import { build } from '../../version.js';
import type { Compiled } from '../compile-all.js';
import { exit, out, say } from '../io.js';
import { compileInputs, tellInputs } from '../inputs.js';
import { sourcesOf } from '../load.js';
import { checkDiagnostics, generator, outputFiles, tellWritten, type OutputOptions } from '../outputs.js';

export interface GenerateOptions extends Omit<OutputOptions, 'format'> {
  readonly out?: string;
  readonly check?: boolean;
  readonly force?: boolean;
  readonly format: 'yaml' | 'json' | 'github' | 'gitlab';
}

function toStdout(compiled: readonly Compiled[], format: GenerateOptions['format']): void {
  const manifests = compiled.map(({ manifest }) => manifest);
  if (format === 'json') {
    const list = manifests.length === 1 ? manifests[0] : { apiVersion: 'v1', kind: 'List', items: manifests };
    out(`${JSON.stringify(list, undefined, 2)}\n`);
  } else out(compiled.map(({ file }) => file.text).join('---\n'));
}

/** `generate`: the WorkflowTemplates, to standard output or into a folder. */
export function generate(paths: readonly string[], options: GenerateOptions): number {
  const report = new Report();
  const annotate = { github, gitlab, yaml: undefined, json: undefined }[options.format];
  const format = options.format === 'json' ? 'json' : 'yaml';
  const { check = false, force = false, out: dir, prune } = options;
  const about = [build, options];
  const isRemembered = dir !== undefined && !check && prune && build !== undefined && !paths.includes('-');
  if (isRemembered && wasCleanBefore(dir, about, [...paths, ...options.profile])) {
    tellWritten(dir, [], recordedPaths(dir).length);
    return exit.fine;
  }
  const inputs = compileInputs(paths, options.profile, report);
  const end = (code: number): number => {
    if (annotate) out(annotate(report.diagnostics));
    else tellInputs(inputs, report);
    return report.errors > 0 && code === exit.fine ? exit.wrongInput : code;
  };

  if (report.errors > 0) return end(exit.wrongInput);
  if (dir === undefined) {
    toStdout(inputs.compiled, format);
    return end(exit.fine);
  }
  const outputs = outputFiles(dir, inputs, { ...options, format }, report);
  if (report.errors > 0) return end(exit.wrongInput);
  if (check) {
    const folder = survey(dir, outputs.texts, prune, report);
    if (!folder) return end(exit.wrongInput);
    const before = report.errors;
    checkDiagnostics(dir, folder.files, outputs, report);
    return end(report.errors > before ? exit.differences : exit.fine);
  }
  const written = writeFolder(dir, outputs.texts, { force, prune, generator }, report);
  const code = end(written ? exit.fine : exit.wrongInput);
  if (written) tellWritten(dir, written.changed, written.folder.files.length - written.changed.length);
  else say('nothing was written');
  if (isRemembered && written && report.diagnostics.length === 0) rememberClean(dir, about, sourcesOf(inputs.loaded));
  return code;
}
