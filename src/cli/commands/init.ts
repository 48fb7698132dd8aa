import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { wholeFile, writeAll } from '../../adapters/files.js';
import { Report } from '../../diagnostics/index.js';
import { dnsLabel, isDnsLabel } from '../../kubernetes.js';
import { shellWord } from '../../shell.js';
import { exit, say, tell, tellFile } from '../io.js';
import { cis, clusters, languages } from '../choices.js';
import { importedProject, newProject, registries, type Answers, type ProjectFile } from '../new-project.js';
import { Unanswered, withQuestions, type Question } from '../questions.js';
import { readImport, tellNotes } from './import.js';
import { schemas as all } from './schema.js';

export interface InitOptions extends Partial<Answers> {
  readonly from?: string;
}

/** What an editor needs for the files of a project. */
const schemas = { project: all.project, service: all.service, platform: all.platform, workflow: all.workflow };

const wrongName = (name: string): string | undefined =>
  isDnsLabel(name) && name.length <= 30 ? undefined : 'a name has at most 30 of a-z, 0-9 and -, no - at its ends';

const wrongNamespace = (name: string): string | undefined =>
  isDnsLabel(name) ? undefined : 'a namespace has at most 63 of a-z, 0-9 and -, no - at its ends';

const wrongRegistry = (registry: string): string | undefined =>
  /^[a-z0-9][-a-z0-9.]*(:\d+)?(\/[a-z0-9][-_.a-z0-9]*)*$/.test(registry)
    ? undefined
    : 'a registry is HOST, HOST:PORT or HOST/PATH, as in front of an image name';

async function answersFor(dir: string, given: InitOptions): Promise<Answers | string> {
  const complete = async (ask: (question: Question) => Promise<string>): Promise<Answers> => {
    const choose = async <T extends string>(own: T | undefined, about: string, choices: readonly T[], first?: T) =>
      own ?? ((await ask({ about, choices, otherwise: first ?? choices[0] ?? '' })) as T);
    const folder = dnsLabel(basename(resolve(dir))).slice(0, 30);
    const otherwise = wrongName(folder) === undefined ? folder : 'word-count';
    const name = given.name ?? (await ask({ about: 'name of the first service', otherwise, wrong: wrongName }));
    const language = await choose(given.language, 'language of its program', languages);
    const cluster = await choose(given.cluster, 'cluster', clusters);
    const asked = { about: 'registry of its images', otherwise: registries[cluster], wrong: wrongRegistry };
    const registry = given.registry ?? (await ask(asked));
    const ci = await choose(given.ci, 'CI', cis, cluster === 'alida' ? 'gitlab' : 'github');
    return { name, language, cluster, registry, ci, namespace: given.namespace ?? 'alida' };
  };
  const isAsked = (['name', 'language', 'cluster', 'registry', 'ci'] as const).some((one) => given[one] === undefined);
  const answers =
    isAsked && process.stdin.isTTY && process.stderr.isTTY
      ? await withQuestions(complete)
      : await complete(({ otherwise }) => Promise.resolve(otherwise));
  return wrongName(answers.name) ?? wrongRegistry(answers.registry) ?? wrongNamespace(answers.namespace) ?? answers;
}

/** Writes a project's files, or none where one that makes it is there already. */
function write(dir: string, files: readonly ProjectFile[]): number {
  const report = new Report();
  const there = files.filter(({ path }) => existsSync(join(dir, path)));
  for (const { path, mayStay } of there)
    if (!mayStay) report.add('file-exists', wholeFile(join(dir, path)), { force: false });
  const missing = report.errors > 0 ? [] : files.filter((file) => !there.includes(file));
  const written = missing.map(({ path, text }) => ({ path: join(dir, path), text }));
  if (writeAll(written, report)) for (const { path } of written) tellFile(path);
  tell(report.diagnostics);
  if (report.errors > 0) return exit.wrongInput;
  for (const { path } of there) say(`${join(dir, path)}: kept as it was`);
  const steps = [
    ...(relative('.', dir) === '' ? [] : [`cd ${shellWord(dir)}`]),
    'alida-argo validate',
    'alida-argo generate',
  ];
  say(`\nNext: ${steps.join(' && ')}; README.md tells the rest`);
  return exit.fine;
}

/** `init`: a project to begin with, or one of what runs already. */
export async function init(dir: string, options: InitOptions): Promise<number> {
  if (options.from === undefined) {
    try {
      const answers = await answersFor(dir, options);
      if (typeof answers !== 'string') return write(dir, newProject(answers, schemas));
      say(`error: ${answers}`);
      return exit.wrongUsage;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      say('\nnothing was written');
      return exit.wrongInput;
    }
  }
  const imported = readImport(options.from);
  if (!imported) return exit.wrongInput;
  const profiles = new Set(imported.map(({ profile }) => profile));
  if (profiles.size > 1) {
    const report = new Report();
    report.add('profiles-differ', wholeFile(options.from), { number: imported.length });
    tell(report.diagnostics);
    return exit.wrongInput;
  }
  tellNotes(imported);
  return write(dir, importedProject(imported, options.ci ?? 'github', schemas));
}
