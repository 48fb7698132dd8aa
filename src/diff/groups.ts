import { describe } from './changes.js';
import type { FileDiff } from './files.js';

/** Files in which the same changed. */
interface Group {
  /** Sorted: `kmeans (dev, prod)`. */
  readonly names: readonly string[];
  readonly changes: readonly string[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/** The files' manifests by name, each with the folders that it is in: `kmeans (dev, prod)`. */
export function namesOf(files: readonly FileDiff[]): string[] {
  const folders = new Map<string, string[]>();
  for (const { name, path } of files) {
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    folders.set(name, [...(folders.get(name) ?? []), folder]);
  }
  return [...folders]
    .sort(([a], [b]) => byText(a, b))
    .map(([name, all]) => (all.some(Boolean) ? `${name} (${all.sort(byText).join(', ')})` : name));
}

/** Only manifests: what the other files (kustomization.yaml) say follows from which there are. */
export const manifestsOf = (files: readonly FileDiff[]): FileDiff[] => files.filter(({ name, path }) => name !== path);

/** Changed manifests, those with the same changes together; larger groups first. */
export function groups(files: readonly FileDiff[]): Group[] {
  const found = new Map<string, FileDiff[]>();
  for (const file of files) {
    const key = file.changes.map(describe).join('\n');
    found.set(key, [...(found.get(key) ?? []), file]);
  }
  return [...found.values()]
    .map((same) => ({ names: namesOf(same), changes: same[0]?.changes.map(describe) ?? [] }))
    .sort((a, b) => b.names.length - a.names.length || byText(a.names[0] ?? '', b.names[0] ?? ''));
}

/** Files that differ in the same way: all changed alike, or all new, or all gone. */
export interface Alike {
  readonly kind: FileDiff['kind'];
  /** In the order that they came in; the first stands for them. */
  readonly files: readonly FileDiff[];
}

/** Larger groups first. */
export function alike(files: readonly FileDiff[]): Alike[] {
  const found = new Map<string, FileDiff[]>();
  for (const file of files) {
    // Manifests and what lists them are not alike, though both are new.
    const key = JSON.stringify([file.kind, file.name === file.path, ...file.changes.map(describe)]);
    const same = found.get(key);
    if (same) same.push(file);
    else found.set(key, [file]);
  }
  return [...found.values()]
    .flatMap((same) => (same[0] ? [{ kind: same[0].kind, files: same }] : []))
    .sort((a, b) => b.files.length - a.files.length);
}

/** `3 changed, 1 added`; empty where there is nothing. */
export const tally = (files: readonly FileDiff[]): string =>
  (['changed', 'added', 'removed'] as const)
    .map((kind) => ({ kind, number: files.filter((file) => file.kind === kind).length }))
    .filter(({ number }) => number > 0)
    .map(({ kind, number }) => `${number} ${kind}`)
    .join(', ');
