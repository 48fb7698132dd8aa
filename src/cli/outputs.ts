import { basename, join } from 'node:path';
import { wholeFile } from '../adapters/files.js';
import { recordedPaths, type FileChange, type FolderFile, type Wanted } from '../adapters/folder.js';
import { folderPath, type FolderPath } from '../adapters/path.js';
import type { Manifest } from '../argo/index.js';
import type { Report } from '../diagnostics/index.js';
import { describe, fileDiff } from '../diff/index.js';
import { toYaml } from '../render/index.js';
import { version } from '../version.js';
import { productsOf } from './compile-all.js';
import type { Inputs } from './inputs.js';
import { say } from './io.js';
import type { ProjectOptions } from './project.js';
import { checkRuntime } from './shared-runtime.js';

/** Where generated files go, and in which form. */
export interface OutputOptions extends ProjectOptions {
  readonly format: 'yaml' | 'json';
}

export const generator = `alida-argo ${version}`;

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** A generated file. */
export interface Output extends Wanted {
  readonly manifest?: Manifest;
}

/**
 * The files of an output folder, as they are compiled; after the first error no more come. With several profiles each
 * has a folder of its own.
 */
export function* outputFiles(
  dir: string,
  { compiled, loaded }: Inputs,
  { format, kustomization, layout, prune, several: ofProject }: OutputOptions,
  report: Report,
): Generator<Output> {
  const several = ofProject === true || loaded.profiles.length > 1;
  const paths = new Set<FolderPath>();
  const runtimes: Output[] = [];
  for (const { product, profile } of productsOf(compiled)) {
    if (report.errors > 0) continue;
    const { manifest } = product;
    const { name, namespace } = manifest.metadata;
    const folders = [...(several ? [profile.name] : []), ...(layout === 'namespace' ? [namespace] : [])];
    const path = folderPath(...folders, product.file.replace(/yaml$/, format));
    if (paths.has(path)) report.add('same-file', wholeFile(join(dir, path)), { name, namespace });
    const output = { path, manifest, text: format === 'json' ? json(manifest) : product.text };
    if (product.shared) runtimes.push(output);
    if (report.errors === 0) yield output;
    paths.add(path);
  }
  if (runtimes.length > 0) {
    const touched = new Set([...paths, ...(prune === false ? [] : recordedPaths(dir))].map((path) => join(dir, path)));
    for (const { path, text } of runtimes) checkRuntime(join(dir, path), text, touched, report);
  }
  if (kustomization && report.errors === 0) {
    const all = new Set([...paths, ...(prune === false ? recordedPaths(dir) : [])]);
    const manifests = [...all].filter((path) => basename(path) !== 'kustomization.yaml');
    for (const root of several ? loaded.profiles.map(({ name }) => [name]) : [[]]) {
      const start = root.map((name) => `${name}/`).join('');
      const resources = manifests.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
      yield { path: folderPath(...root, 'kustomization.yaml'), text: kustomizationOf(resources) };
    }
  }
}

const kustomizationOf = (resources: readonly string[]): string =>
  toYaml({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...resources].sort(),
  });

/** What `--check` finds, as diagnostics: so they become annotations of a review like any other. */
export function checkDiagnostics(dir: string, files: Iterable<FolderFile<Output>>, report: Report): void {
  for (const { found, lineEnds, path, state, wanted } of files) {
    const place = wholeFile(join(dir, path));
    if (state === 'stale') {
      const changes = fileDiff(path, found, wanted?.text, wanted?.manifest)?.changes.map(describe) ?? [];
      report.add('stale-file', place, { changes });
    } else if (state !== 'current') report.add(`${state}-file`, place, { lineEnds });
  }
}

/** Lines that say which file is what are told one by one only where there are few. */
const most = 20;

/** The summary of a run. */
export function tellWritten(dir: string, changed: readonly FileChange[], unchanged: number): void {
  const words = { missing: 'written', stale: 'written', edited: 'replaced', foreign: 'replaced', orphaned: 'deleted' };
  const verb = ({ now, state }: FileChange): string =>
    now === undefined ? 'deleted' : state === 'current' ? 'written' : words[state];
  const few = changed.length > most ? [] : [...changed].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const file of few) say(`${join(dir, file.path)}: ${verb(file)}`);
  const deleted = changed.filter(({ now }) => now === undefined).length;
  const parts = [`${changed.length - deleted} written`, ...(deleted > 0 ? [`${deleted} deleted`] : [])];
  say([...parts, `${unchanged} unchanged`].join(', '));
}
