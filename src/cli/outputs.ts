import { join } from 'node:path';
import { wholeFile } from '../adapters/files.js';
import { recordedPaths, type FolderFile, type Wanted } from '../adapters/folder.js';
import type { Report } from '../diagnostics/index.js';
import { describe, fileDiff } from '../diff/index.js';
import { toYaml } from '../render/index.js';
import { version } from '../version.js';
import type { Inputs } from './inputs.js';
import { say } from './io.js';

/** Where generated files go, and in which form. */
export interface OutputOptions {
  readonly profile: readonly string[];
  readonly layout: 'flat' | 'namespace';
  readonly kustomization?: boolean;
  readonly prune: boolean;
  readonly format: 'yaml' | 'json';
}

export const generator = `alida-argo ${version}`;

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** What should be in an output folder, by path. */
export interface Outputs {
  readonly texts: Wanted;
  readonly manifests: ReadonlyMap<string, unknown>;
}

/** The files of an output folder. With several profiles each has a folder of its own. */
export function outputFiles(
  dir: string,
  { compiled, loaded }: Inputs,
  { format, kustomization, layout, prune }: OutputOptions,
  report: Report,
): Outputs {
  const several = loaded.profiles.length > 1;
  const files = new Map<string, string>();
  const manifests = new Map<string, unknown>();
  for (const { file, manifest, profile } of compiled) {
    const { name, namespace } = manifest.metadata;
    const parts = [several ? profile.name : '', layout === 'namespace' ? namespace : ''];
    const path = [...parts.filter(Boolean), `${name}.${format}`].join('/');
    if (files.has(path) && report.errors === 0)
      report.add('same-file', wholeFile(join(dir, path)), { name, namespace });
    files.set(path, format === 'json' ? json(manifest) : file.text);
    manifests.set(path, manifest);
  }
  if (kustomization) {
    const all = new Set([...files.keys(), ...(prune ? [] : recordedPaths(dir))]);
    for (const root of several ? loaded.profiles.map(({ name }) => `${name}/`) : ['']) {
      const resources = [...all].filter((path) => path.startsWith(root) && !path.endsWith('kustomization.yaml'));
      files.set(`${root}kustomization.yaml`, kustomizationOf(resources.map((path) => path.slice(root.length))));
    }
  }
  return { texts: files, manifests };
}

const kustomizationOf = (resources: readonly string[]): string =>
  toYaml({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...resources].sort(),
  });

/** What `--check` finds, as diagnostics: so they become annotations of a review like any other. */
export function checkDiagnostics(dir: string, files: readonly FolderFile[], outputs: Outputs, report: Report): void {
  for (const { found, path, state, wanted } of files) {
    const place = wholeFile(join(dir, path));
    if (state === 'stale') {
      const changes = fileDiff(path, found, wanted, outputs.manifests.get(path))?.changes.map(describe) ?? [];
      report.add('stale-file', place, { changes });
    } else if (state !== 'current') report.add(`${state}-file`, place, {});
  }
}

/** Lines that say which file is what are told one by one only where there are few. */
const most = 20;

/** The summary of a run. */
export function tellWritten(dir: string, changed: readonly FolderFile[], unchanged: number): void {
  const words = { missing: 'written', stale: 'written', edited: 'replaced', foreign: 'replaced', orphaned: 'deleted' };
  const verb = ({ state, wanted }: FolderFile): string =>
    wanted === undefined ? 'deleted' : state === 'current' ? 'written' : words[state];
  for (const file of changed.length > most ? [] : changed) say(`${join(dir, file.path)}: ${verb(file)}`);
  const deleted = changed.filter(({ wanted }) => wanted === undefined).length;
  const parts = [`${changed.length - deleted} written`, ...(deleted > 0 ? [`${deleted} deleted`] : [])];
  say([...parts, `${unchanged} unchanged`].join(', '));
}
