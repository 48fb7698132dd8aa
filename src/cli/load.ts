import { existsSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { inputs, readFile, readText, wholeFile, type Texts } from '../adapters/files.js';
import { documentKind, holdsDocument, nearKind, tellKind, type SourceFile } from '../definition/index.js';
import { Report } from '../diagnostics/index.js';
import { defaultProfile, readProfile, type PlatformProfile, type ReadNamed } from '../platform/index.js';
import type { Tick } from './progress.js';
import { checkProject, projectName } from './project.js';

/** Sources in the order of their files. */
interface Sources extends Iterable<SourceFile> {
  readonly length: number;
}

/** What a command line's paths hold. */
export interface Loaded {
  readonly services: Sources;
  readonly workflows: readonly SourceFile[];
  /** Those of --profile, else those among the inputs, else the built-in one; without those that have errors. */
  readonly profiles: readonly PlatformProfile[];
  /** Files of a folder that are none of these. */
  readonly passedOver: readonly string[];
}

/** Whether a file of a folder is sound, but of a form that none of our documents has. */
const isForeign = ({ diagnostics }: Report): boolean =>
  diagnostics.every(({ code }) => ['not-a-mapping', 'several-documents', 'unsupported-yaml'].includes(code));

/** In UTF-16 code units: the first services of a run are held, the rest are read again when they are compiled. */
const room = 1024 * 1024;

/** Any number of sources in bounded memory. */
class Rereadable implements Sources {
  readonly #all: (SourceFile | string)[] = [];
  #size = 0;

  constructor(readonly read: (path: string) => SourceFile | undefined) {}

  add(path: string, source: SourceFile): void {
    this.#size += source.text.length;
    this.#all.push(path === '-' || this.#size <= room ? source : path);
  }

  get length(): number {
    return this.#all.length;
  }

  *[Symbol.iterator](): Generator<SourceFile> {
    for (const one of this.#all) {
      const source = typeof one === 'string' ? this.read(one) : one;
      if (source) yield source;
    }
  }
}

export interface LoadOptions {
  readonly tick?: Tick | undefined;
  /** Told of every file that is asked for, and what it holds, if it can be read; of what is read twice, twice. */
  readonly onRead?: ((path: string, source: SourceFile | undefined) => void) | undefined;
  readonly texts?: Texts | undefined;
  /** Profiles are enough. */
  readonly mayLackDefinition?: boolean;
}

/** Reads all inputs of a command; what cannot be read goes to the report. */
export function load(
  paths: readonly string[],
  profilePaths: readonly string[],
  report: Report,
  { mayLackDefinition = false, onRead, texts, tick }: LoadOptions = {},
): Loaded {
  const read = (path: string, told: Report): SourceFile | undefined => {
    const source = readFile(path, told, texts);
    onRead?.(path, source);
    return source;
  };
  const services = new Rereadable((path) => {
    const reading = new Report();
    const source = read(path, reading);
    // Its warnings were told when it was read first.
    if (!source) report.include(reading);
    return source;
  });
  const workflows: SourceFile[] = [];
  const found: SourceFile[] = [];
  const passedOver: string[] = [];
  // Whether there is a profile: the built-in one does not stand in for one with mistakes.
  let isProfiled = profilePaths.length > 0;
  const files = inputs(paths, report, texts);
  for (const { named, path } of files) {
    tick?.(files.length);
    const reading = new Report();
    const source = read(path, reading);
    if (source && basename(path) === projectName) {
      checkProject(source, report);
      continue;
    }
    const kind = source && documentKind(source.value);
    const meant = source && (kind ?? nearKind(source.value as object));
    // A pipe gives what it holds once.
    const isThere = (): boolean =>
      texts?.has(path) === true || statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    const text = source || !isThere() ? '' : (readText(path, new Report(), texts) ?? '');
    isProfiled ||= meant === 'platform' || meant === 'PlatformProfile' || text.includes('PlatformProfile');
    const isOurs = source ? meant !== undefined : !isForeign(reading) || holdsDocument(text);
    if (!named && !isOurs) {
      passedOver.push(path);
      continue;
    }
    report.include(reading);
    if (!source) continue;
    if (kind === 'service') services.add(path, source);
    else if (kind === 'workflow') workflows.push(source);
    else if (kind === 'platform') found.push(source);
    else tellKind('unknown-document', source, report);
  }
  const given = profilePaths.length > 0 ? once(profilePaths).flatMap((path) => read(path, report) ?? []) : ends(found);
  const profiles = isProfiled ? checked(given, read, report) : [defaultProfile];
  const [first = '.'] = paths;
  const isEmpty = services.length + workflows.length + (mayLackDefinition ? found.length : 0) === 0;
  if (report.errors === 0 && isEmpty) report.add('no-definition', wholeFile(first), {});
  return { services, workflows, profiles, passedOver };
}

/** Each path once, however it is written. */
const once = (paths: readonly string[]): string[] => [...new Map(paths.map((path) => [resolve(path), path])).values()];

/** Reads the profiles of --profile; the built-in one where there are none. */
export function loadProfiles(paths: readonly string[], report: Report): PlatformProfile[] {
  const sources = once(paths).flatMap((path) => readFile(path, report) ?? []);
  return paths.length > 0 ? checked(sources, readFile, report) : [defaultProfile];
}

/** Where the profile lies that another one extends. */
const baseOf = (file: string, path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));

/** Those that are not there only to be extended by others. */
function ends(profiles: readonly SourceFile[]): SourceFile[] {
  const bases = profiles.flatMap(({ file, value }) => {
    const { extends: path } = value as { extends?: unknown };
    return typeof path === 'string' ? [baseOf(file, path)] : [];
  });
  const rest = profiles.filter(({ file }) => !bases.includes(file));
  // Of a circle none is left.
  return rest.length > 0 ? rest : [...profiles];
}

function checked(sources: readonly SourceFile[], read: typeof readFile, report: Report): PlatformProfile[] {
  const readNamed: ReadNamed = (path, from, pointer) => {
    const file = baseOf(from.file, path);
    const reading = new Report();
    const source = read(file, reading);
    if (existsSync(file)) report.include(reading);
    else report.add('cannot-read', from.place(pointer), { reason: `there is no ${file}` });
    return source;
  };
  const names = new Map<string, string>();
  const profiles = sources.flatMap((source) => {
    if (documentKind(source.value) === 'platform') return readProfile(source, report, readNamed) ?? [];
    tellKind('not-a-profile', source, report);
    return [];
  });
  for (const { name, source } of profiles) {
    const other = names.get(name);
    if (source && other !== undefined) report.add('same-profile', source.place('/name'), { name, other });
    names.set(name, source?.file ?? name);
  }
  return profiles;
}
