import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { wholeFile } from '../../adapters/files.js';
import { writeFolder, type Written } from '../../adapters/folder.js';
import { Repository, type Session } from '../../adapters/git.js';
import { readRecord, recordName } from '../../adapters/record.js';
import { Report } from '../../diagnostics/index.js';
import { commitMessage, fileDiff } from '../../diff/index.js';
import { exit, out, say, tell } from '../io.js';
import { compileInputs, tellInputs } from '../inputs.js';
import { generator, outputFiles, tellWritten, type Output, type OutputOptions } from '../outputs.js';
import type { Project } from '../project.js';
import { progress } from '../progress.js';

/** A folder of a repository. */
interface Destination {
  readonly repo: string;
  readonly path: string;
}

export interface CommitFlags extends OutputOptions, Partial<Destination> {
  readonly branch?: string;
  readonly force?: boolean;
}

type CommitOptions = CommitFlags & Destination;

/** Where the files go: as the command line says, else into the project's output folder. */
export function whereTo({ path, repo }: Partial<Destination>, project: Project | undefined): Destination | undefined {
  const root = repo ?? (project?.out === undefined ? undefined : project.folder);
  if (root === undefined) return undefined;
  return { repo: root, path: path ?? (project?.out === undefined ? '.' : relative(root, project.out)) };
}

/** What is put into the commit, and what it says. */
interface Planned {
  readonly paths: readonly string[];
  readonly message: string;
}

/** Compares with the last commit, not with the work tree: a run may have been killed after it wrote the files. */
function planned(
  repository: Repository,
  prefix: string,
  dir: string,
  outputs: readonly Output[],
  report: Report,
): Planned {
  const wanted = new Map(outputs.map((output) => [output.path, output]));
  const texts = repository.head().commit === undefined ? undefined : repository.textsAt('HEAD', report);
  // A run may also have been killed after its commit, before the index knew it.
  const records = [texts?.([prefix + recordName])[0], repository.staged(prefix + recordName)];
  const recorded = new Set(records.flatMap((record) => [...(readRecord(record ?? '')?.keys() ?? [])]));
  const gone = [...recorded].filter((path) => !wanted.has(path) && !existsSync(join(dir, path)));
  const paths = [...wanted.keys(), ...gone].sort();
  const found = texts?.(paths.map((path) => prefix + path)) ?? [];
  const tick = progress('comparing');
  const files = paths.flatMap((path, n) => {
    tick?.(paths.length);
    return fileDiff(path, found[n], wanted.get(path)?.text, wanted.get(path)?.manifest) ?? [];
  });
  return { paths: [recordName, ...paths].map((path) => prefix + path), message: commitMessage(files, generator) };
}

function putBack(written: Written): string {
  try {
    written.undo?.();
    return 'the files are as they were';
  } catch {
    return 'the generated files stay in the work tree';
  }
}

function run(
  session: Session,
  repository: Repository,
  dir: string,
  outputs: readonly Output[],
  { branch, force = false, prune, repo }: CommitOptions,
  report: Report,
): void {
  const prefix = repository.prefixOf(dir, report);
  if (prefix === undefined || !repository.isReady(branch, report)) return;
  const written = writeFolder(dir, outputs, { force, prune, generator, mayUndo: true }, report);
  if (!written) return;
  const { message, paths } = planned(repository, prefix, dir, outputs, report);
  const outcome = session.commit(paths, message, branch);
  if (outcome.kind === 'refused') {
    report.add('commit-refused', wholeFile(repo), { output: outcome.said, left: putBack(written) });
    return;
  }
  tellWritten(dir, written.changed, written.unchanged);
  if (outcome.kind === 'nothing') {
    say('nothing to commit: the last commit has what would be generated');
    return;
  }
  if (outcome.said !== '') say(outcome.said);
  out(`${outcome.commit} ${message.slice(0, message.indexOf('\n'))}\n`);
}

/** `commit`: generates into a repository and commits that, nothing else. */
export function commit(inputPaths: readonly string[], options: CommitOptions): number {
  const report = new Report();
  const dir = isAbsolute(options.path) ? options.path : join(options.repo, options.path);
  const inputs = compileInputs(inputPaths, options.profile, report);
  const outputs = [...outputFiles(dir, inputs, options, report)];
  tellInputs(inputs, report);
  if (report.errors > 0) return exit.wrongInput;
  const own = new Report();
  const repository = Repository.open(options.repo, own);
  const session = repository?.take(own);
  if (repository && session) {
    try {
      run(session, repository, dir, outputs, options, own);
    } finally {
      session.end();
    }
  }
  tell(own.diagnostics);
  return own.errors > 0 ? exit.wrongInput : exit.fine;
}
