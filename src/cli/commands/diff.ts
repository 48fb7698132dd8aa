import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { survey, type Prune } from '../../adapters/folder.js';
import { Repository } from '../../adapters/git.js';
import { readRecord, recordName } from '../../adapters/record.js';
import { Report } from '../../diagnostics/index.js';
import {
  clusterRows,
  clusterTable,
  diffJson,
  diffMarkdown,
  diffText,
  fileDiff,
  type FileDiff,
} from '../../diff/index.js';
import { exit, out, say } from '../io.js';
import { productsOf, type Compiled } from '../compile-all.js';
import { compileInputs, tellInputs } from '../inputs.js';
import type { Loaded } from '../load.js';
import { outputFiles, type Output, type OutputOptions } from '../outputs.js';

export interface DiffOptions extends Omit<OutputOptions, 'format'> {
  readonly revision?: string;
  /** With more files than these, those that changed alike are told once; `false`: each is told. */
  readonly summary: number | false;
  readonly manifests: 'yaml' | 'json';
  readonly format: 'text' | 'json' | 'markdown';
}

/** What differs from the files of a folder. */
function fromFolder(dir: string, outputs: Iterable<Output>, prune: Prune, report: Report): FileDiff[] {
  const files = [...survey(dir, outputs, prune, report)].sort((a, b) => (a.path < b.path ? -1 : 1));
  return files.flatMap(({ found, path, wanted }) => fileDiff(path, found, wanted?.text, wanted?.manifest) ?? []);
}

/** What differs from the files of a folder as they were at a revision. */
function fromRevision(
  dir: string,
  outputs: readonly Output[],
  prune: Prune,
  revision: string,
  report: Report,
): FileDiff[] {
  const wanted = new Map(outputs.map((output) => [output.path, output]));
  let there = resolve(dir);
  while (!existsSync(there)) there = dirname(there);
  const repository = Repository.open(there, report);
  const prefix = repository?.prefixOf(dir, report);
  const texts = prefix === undefined ? undefined : repository?.textsAt(revision, report);
  if (!texts || prefix === undefined) return [];
  const [record = ''] = texts([prefix + recordName]);
  const recorded = prune === false ? [] : [...(readRecord(record)?.keys() ?? [])];
  const paths = [...new Set([...wanted.keys(), ...recorded])].sort();
  const found = texts(paths.map((path) => prefix + path));
  return paths.flatMap((path, n) => fileDiff(path, found[n], wanted.get(path)?.text, wanted.get(path)?.manifest) ?? []);
}

const reporters = { text: diffText, json: diffJson, markdown: diffMarkdown };

/** A table of what differs between the profiles. */
function betweenClusters({ profiles }: Loaded, compiled: readonly Compiled[], format: DiffOptions['format']): number {
  const clusters = profiles.map(({ name }) => name);
  if (clusters.length < 2) {
    say('error: give --out DIR to compare with its files, or several profiles to compare with one another');
    return exit.wrongUsage;
  }
  const manifests = [...productsOf(compiled)].map(({ product: { manifest }, profile }) => {
    return { cluster: profile.name, name: manifest.metadata.name, manifest };
  });
  const rows = clusterRows(clusters, manifests);
  out(format === 'json' ? `${JSON.stringify({ clusters, rows }, undefined, 2)}\n` : clusterTable(clusters, rows));
  return rows.length > 0 ? exit.differences : exit.fine;
}

/** `diff`: what would change in a folder, or what differs between clusters. */
export function diff(paths: readonly string[], options: DiffOptions): number {
  const { format, out: dir = false, prune, revision, summary } = options;
  const report = new Report();
  const inputs = compileInputs(paths, options.profile, report);
  const compiled: Compiled[] = [];
  let files: FileDiff[] = [];
  if (dir === false) compiled.push(...inputs.compiled);
  else {
    const outputs = outputFiles(dir, inputs, { ...options, format: options.manifests }, report);
    if (revision === undefined) files = fromFolder(dir, outputs, prune, report);
    else files = fromRevision(dir, [...outputs], prune, revision, report);
  }
  tellInputs(inputs, report);
  if (report.errors > 0) return exit.wrongInput;
  if (dir === false) return betweenClusters(inputs.loaded, compiled, format);
  out(reporters[format](files, summary === false ? Infinity : summary));
  return files.length > 0 ? exit.differences : exit.fine;
}
