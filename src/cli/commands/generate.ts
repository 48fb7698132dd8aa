import { recordedPaths, survey, writeFolder } from '../../adapters/folder.js';
import { reading, rememberClean, wasCleanBefore } from '../../adapters/runs.js';
import { asYaml, type Product } from '../../pipeline/compile.js';
import { Report } from '../../diagnostics/index.js';
import { github } from '../../reporters/github.js';
import { gitlab } from '../../reporters/gitlab.js';
import { build } from '../../version.js';
import { fromRoot } from '../annotations.js';
import { drain, productsOf } from '../compile-all.js';
import { exit, out, say } from '../io.js';
import { compileInputs, tellInputs } from '../inputs.js';
import { checkDiagnostics, generator, outputFiles, tellWritten, type OutputOptions } from '../outputs.js';

export interface GenerateOptions extends Omit<OutputOptions, 'format'> {
  readonly check?: boolean;
  readonly force?: boolean;
  readonly watch?: boolean;
  readonly format: 'yaml' | 'json' | 'github' | 'gitlab';
}

function toStdout(products: readonly Product[], format: GenerateOptions['format']): void {
  if (format === 'json') {
    const manifests = products.map(({ manifest }) => manifest);
    const list = manifests.length === 1 ? manifests[0] : { apiVersion: 'v1', kind: 'List', items: manifests };
    out(`${JSON.stringify(list, undefined, 2)}\n`);
  } else out(asYaml(products));
}

/** `generate`: the WorkflowTemplates, to standard output or into a folder. */
export function generate(paths: readonly string[], options: GenerateOptions, onRead?: (file: string) => void): number {
  const report = new Report();
  const annotate = { github, gitlab, yaml: undefined, json: undefined }[options.format];
  const format = options.format === 'json' ? 'json' : 'yaml';
  const { check = false, force = false, out: dir = false, prune } = options;
  const about = [build, options];
  const isRemembered = dir !== false && !check && prune !== false && build !== undefined && !paths.includes('-');
  if (isRemembered && wasCleanBefore(dir, about, [...paths, ...options.profile])) {
    tellWritten(dir, [], recordedPaths(dir).length);
    return exit.fine;
  }
  const read = new Set<string>();
  const inputs = compileInputs(paths, options.profile, report, (path, source) => {
    onRead?.(path);
    if (isRemembered && source) read.add(reading(source.file, source.text));
  });
  const end = (code: number): number => {
    if (annotate) out(annotate(fromRoot(report.diagnostics)));
    else tellInputs(inputs, report);
    return report.errors > 0 && code === exit.fine ? exit.wrongInput : code;
  };

  if (dir === false) {
    const products = [...productsOf(inputs.compiled)].map(({ product }) => product);
    if (report.errors === 0) toStdout(products, format);
    return end(exit.fine);
  }
  const outputs = outputFiles(dir, inputs, { ...options, format }, report);
  // Of the folder: what is wrong there does not end the compilation.
  const own = new Report();
  if (check) {
    const differences = new Report();
    checkDiagnostics(dir, survey(dir, outputs, prune, own), differences);
    report.include(own);
    if (report.errors > 0) return end(exit.wrongInput);
    report.include(differences);
    return end(differences.errors > 0 ? exit.differences : exit.fine);
  }
  const isSound = (): boolean => report.errors === 0;
  // Whatever is wrong with the inputs is told, and the folder not touched.
  if (!isSound()) drain(outputs);
  const written = isSound() ? writeFolder(dir, outputs, { force, prune, generator, isSound }, own) : undefined;
  report.include(own);
  const code = end(written ? exit.fine : exit.wrongInput);
  if (written) tellWritten(dir, written.changed, written.unchanged);
  else say('nothing was written');
  if (isRemembered && written && report.diagnostics.length === 0) rememberClean(dir, about, read);
  return code;
}
