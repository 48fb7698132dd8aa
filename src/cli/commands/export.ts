import { join } from 'node:path';
import { textOf, wholeFile, writeAll } from '../../adapters/files.js';
import { asYaml } from '../../pipeline/compile.js';
import { Report } from '../../diagnostics/index.js';
import { exportDocument, type Exported } from '../../pipeline/export.js';
import { exported } from '../../http/answers.js';
import { exit, out, tell, tellFile } from '../io.js';
import { load } from '../load.js';
import { checkRuntime } from '../shared-runtime.js';

export interface ExportOptions {
  readonly profile?: string;
  readonly inline?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly format: 'yaml' | 'json';
}

/** `export`: what the hook does, for a designer that runs commands: an export in, manifests out. */
export function exportFiles(paths: readonly string[], options: ExportOptions): number {
  const report = new Report();
  const loaded = load(paths, options.profile === undefined ? [] : [options.profile], report);
  const { profiles, workflows } = loaded;
  const services = [...loaded.services];
  const [profile, otherProfile] = profiles;
  const documents = workflows.length > 0 ? workflows : services;
  const others = workflows.length > 0 ? services : [];
  const [document, second] = documents;
  if (document && second) report.add('several-exports', second.place(''), { other: document.file });
  if (profile && otherProfile?.source)
    report.add('several-exports', otherProfile.source.place(''), { other: profile.name });
  const product =
    report.errors === 0 && profile && document
      ? exportDocument(document, profile, report, { others, inline: options.inline === true })
      : undefined;
  const { out: folder } = options;
  if (product && folder !== undefined) {
    const touched = new Set(product.products.map(({ file }) => join(folder, file)));
    for (const { file, shared, text } of product.products) {
      const path = join(folder, file);
      const found = options.force ? undefined : textOf(path);
      if (shared) checkRuntime(path, text, touched, report);
      else if (found !== undefined && found !== text && !/^ *alida\.io\/generator: /m.test(found))
        report.add('foreign-file', wholeFile(path), {});
    }
  }
  tell(report.diagnostics);
  if (report.errors > 0 && product) return exit.wrongInput;
  const writing = new Report();
  write(product, report, options, writing);
  tell(writing.diagnostics);
  return product && writing.errors === 0 ? exit.fine : exit.wrongInput;
}

function write(
  product: Exported | undefined,
  report: Report,
  { format, out: folder }: ExportOptions,
  writing: Report,
): void {
  if (folder === undefined) {
    if (format === 'json') out(`${JSON.stringify(exported(product, report), undefined, 2)}\n`);
    else if (product) out(asYaml(product.products));
    return;
  }
  const files = product?.products.map(({ file, text }) => ({ path: join(folder, file), text })) ?? [];
  if (writeAll(files, writing)) for (const { path } of files) tellFile(path);
}
