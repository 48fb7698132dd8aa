import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { readFile, type Texts } from '../adapters/files.js';
import type { Prune } from '../adapters/folder.js';
import { schemaDiagnostics, type SourceFile } from '../definition/index.js';
import { Report } from '../diagnostics/index.js';
import type { Project as Document } from './generated/project.js';
import validate from './generated/project.validate.js';
import { tell } from './io.js';

export const projectName = 'alida-argo.yaml';

/** What a command line says, and where it does not, what the project does. */
export interface ProjectOptions {
  readonly profile: readonly string[];
  /** `false`: none, whatever the project says. */
  readonly out?: string | false;
  readonly layout?: 'flat' | 'namespace';
  readonly kustomization?: boolean;
  readonly prune?: Prune;
  /** The project's own, of no command line. */
  readonly name?: string;
  /** Whether its folder has one for each of its profiles, however few a command line names. */
  readonly several?: boolean;
}

/** A project's file, its paths as the working folder sees them. */
export interface Project extends Omit<ProjectOptions, 'out'> {
  readonly file: string;
  /** The folder that the file is in. */
  readonly folder: string;
  readonly inputs: readonly string[];
  readonly out?: string;
}

/** The nearest alida-argo.yaml, from the working folder upward. */
function nearestFile(): string | undefined {
  for (let folder = resolve('.'); ; folder = dirname(folder)) {
    const file = join(folder, projectName);
    if (existsSync(file)) return relative('.', file);
    if (dirname(folder) === folder) return undefined;
  }
}

/** Checks a project's file. */
export function checkProject(source: SourceFile, report: Report): Document | undefined {
  if (validate(source.value)) return source.value as Document;
  schemaDiagnostics(validate.errors, source, '', report);
  return undefined;
}

/** The project that the working folder is in; nothing where it is in none, or where the file has errors. */
export function findProject(report: Report, texts?: Texts): Project | undefined {
  const file = nearestFile();
  const source = file === undefined ? undefined : readFile(file, report, texts);
  const document = source && checkProject(source, report);
  if (file === undefined || !document) return undefined;
  const folder = dirname(file);
  const from = (path: string): string => relative('.', resolve(folder, path)) || '.';
  const read = (member: 'inputs' | 'profiles'): string[] =>
    (document[member] ?? []).map((path, index) => {
      const there = from(path);
      const place = source.place(`/${member}/${index}`);
      if (!existsSync(there)) report.add('cannot-read', place, { reason: `there is no ${there}` });
      return there;
    });
  const { kustomization, layout, name, out, prune } = document;
  return {
    file,
    folder,
    inputs: read('inputs'),
    profile: read('profiles'),
    ...(out !== undefined && { out: from(out) }),
    ...(layout && { layout }),
    ...(kustomization !== undefined && { kustomization }),
    ...(prune !== undefined && { prune }),
    ...(name !== undefined && { name }),
  };
}

export interface Call<O> {
  readonly inputs: readonly string[];
  readonly options: O;
  readonly project?: Project;
}

/**
 * A call, completed by the project's file; nothing where that has errors, which are told.
 *
 * @param members What of the file the command takes.
 */
export function inProject<O extends Partial<ProjectOptions>>(
  inputs: readonly string[],
  options: O,
  members: readonly (keyof ProjectOptions)[],
): Call<O> | undefined {
  const report = new Report();
  const project = findProject(report);
  tell(report.diagnostics);
  if (report.errors > 0) return undefined;
  if (!project) return { inputs, options };
  const named = new Set(options.profile?.map((path) => relative('.', path)));
  const isPart =
    (inputs.length > 0 && project.inputs.length > 0) ||
    (named.size > 0 && project.profile.some((path) => !named.has(path)));
  const several = options.out === undefined && project.profile.length > 1;
  const said: Partial<ProjectOptions> = { ...project, several, ...(isPart && { prune: false }) };
  const completed: Record<string, unknown> = { ...options };
  for (const member of members) {
    const own = options[member];
    if (own === undefined || (Array.isArray(own) && own.length === 0)) completed[member] = said[member];
  }
  return { inputs: inputs.length > 0 ? inputs : project.inputs, options: completed as O, project };
}
