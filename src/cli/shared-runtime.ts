import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { textOf, wholeFile } from '../adapters/files.js';
import { runtimeName } from '../argo/index.js';
import type { Report } from '../diagnostics/index.js';

const annotation = (name: string, text: string): string | undefined =>
  new RegExp(`^ +"?alida\\.io/${name}"?: *"?([^"\\s][^",\\n]*)"?,?$`, 'm').exec(text)?.[1];

/**
 * Refuses to put a shared runtime in the place of one that another generator made, whoever owns the file, or of one that
 * was made by another profile, while services beside it call that.
 *
 * @param touched The files that are written or deleted together with it.
 */
export function checkRuntime(file: string, text: string, touched: ReadonlySet<string>, report: Report): void {
  const found = textOf(file) ?? '';
  const [generator = '', inputs] = ['generator', 'inputs-sha256'].map((name) => annotation(name, text));
  const other = annotation('generator', found);
  if (other === undefined) return;
  if (other !== generator) {
    report.add('runtime-of-another', wholeFile(file), { generator, other });
    return;
  }
  if (annotation('inputs-sha256', found) === inputs) return;
  const folder = dirname(file);
  const isCaller = (name: string): boolean =>
    /\.(json|yaml)$/.test(name) &&
    !touched.has(join(folder, name)) &&
    new RegExp(`"?name"?: *"?${runtimeName}"?,?$`, 'm').test(textOf(join(folder, name)) ?? '');
  const [caller, ...others] = readdirSync(folder).filter(isCaller).sort();
  if (caller !== undefined) report.add('runtime-in-use', wholeFile(file), { caller, others: others.length });
}
