import { readText, rewrite, type Texts } from '../../adapters/files.js';
import { fixed, Report, type Fix } from '../../diagnostics/index.js';
import { inOrder } from '../../reporters/order.js';
import { summary } from '../../reporters/text.js';
import { fromRoot } from '../annotations.js';
import { compileAll, drain } from '../compile-all.js';
import { exit, out, say, tell } from '../io.js';
import { load, loadProfiles, type Loaded } from '../load.js';
import { findProject } from '../project.js';

export interface ValidateOptions {
  readonly profile: readonly string[];
  readonly dockerfile?: string;
  readonly fix?: true;
  readonly unsafe?: true;
  readonly diff?: true;
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'gitlab';
}

/** What was checked. */
interface Checked {
  readonly report: Report;
  readonly number: number;
  readonly passedOver: readonly string[];
}

function* checkedOf(loaded: Loaded, report: Report): Generator {
  // Without anything that runs on them the profiles are what was checked.
  if (loaded.services.length + loaded.workflows.length === 0) yield* loaded.profiles;
  for (const { service, workflow } of compileAll(loaded, report)) if (service ?? workflow) yield 1;
}

/** Looks for everything that is wrong in files, or in the texts that they shall have. */
export async function check(
  paths: readonly string[],
  { dockerfile, profile }: Pick<ValidateOptions, 'dockerfile' | 'profile'>,
  texts?: Texts,
): Promise<Checked> {
  const report = new Report();
  const text = dockerfile === undefined ? undefined : readText(dockerfile, report, texts);
  const isAlone = paths.length === 0 && dockerfile !== undefined;
  const loaded = isAlone ? undefined : load(paths, profile, report, { texts, mayLackDefinition: true });
  if (dockerfile !== undefined && text !== undefined) {
    const profiles = loaded?.profiles ?? loadProfiles(profile, report);
    (await import('../../spark/dockerfile.js')).checkDockerfile(dockerfile, text, profiles, report);
  }
  const number = (text === undefined ? 0 : 1) + (loaded ? drain(checkedOf(loaded, report)) : 0);
  return { report, number, passedOver: loaded?.passedOver ?? [] };
}

/** Some fixes come to light when others are made, such as each quote of a line. */
const mostRounds = 1000;

/** Makes fixes of what a check finds until there are none, and writes or shows what came of it; gives the last check and the first. */
async function fix<T extends Pick<Checked, 'report'>>(
  checkedIn: (texts: Texts) => T | Promise<T>,
  options: ValidateOptions,
): Promise<{ readonly checked: T; readonly asItIs: T }> {
  const texts: Texts = new Map();
  let checked = await checkedIn(texts);
  const asItIs = checked;
  const before = new Map(texts);
  const removed = new Set<string>();
  const isWanted = (one: Fix | undefined): boolean => one !== undefined && (one.safe || options.unsafe === true);
  const seen = new Set<string>();
  for (let round = 0; round < mostRounds; round += 1) {
    const found = inOrder(checked.report.diagnostics).filter((diagnostic) => isWanted(diagnostic.fix));
    const changed = fixed(
      texts,
      found.flatMap((diagnostic) => diagnostic.fix ?? []),
    );
    const state = JSON.stringify([...changed]);
    // What was there before goes in a circle.
    if (changed.size === 0 || seen.has(state)) break;
    seen.add(state);
    for (const [file, text] of changed) texts.set(file, text);
    for (const { fix: one, message, place } of found)
      if (one?.delete) removed.add(`${place.file}: removed: ${message}`);
    checked = await checkedIn(texts);
  }
  const rewrites = [...before].flatMap(([file, text]) => {
    const after = texts.get(file) ?? text;
    return after === text ? [] : { file, before: text, after };
  });
  if (options.diff) {
    const { patch } = await import('../../diff/patch.js');
    for (const { after, before: text, file } of rewrites) out(patch(file, text, after));
  } else if (rewrite(rewrites, checked.report))
    for (const line of [...removed, ...rewrites.map(({ file }) => `${file}: fixed`)]) say(line);
  return { checked, asItIs };
}

/** Puts right the project's file, without which nobody knows what else is to be. */
export async function fixProject(options: ValidateOptions): Promise<void> {
  const projectIn = (texts: Texts): Pick<Checked, 'report'> => {
    const report = new Report();
    findProject(report, texts);
    return { report };
  };
  await fix(projectIn, options);
}

/** `validate`: every diagnostic, nothing generated. */
export async function validate(paths: readonly string[], options: ValidateOptions): Promise<number> {
  const checkedIn = (texts?: Texts): Promise<Checked> => check(paths, options, texts);
  const { asItIs, checked } =
    options.fix || options.diff ? await fix(checkedIn, options) : { checked: await checkedIn(), asItIs: undefined };
  const { number, passedOver, report } = checked;
  const isShown = options.diff === true && asItIs !== undefined && asItIs !== checked;
  if (options.format === 'text') {
    tell(report.diagnostics);
    const safe = inOrder(report.diagnostics).filter(({ fix: one }) => one?.safe).length;
    if (safe > 0) say(`--fix puts ${safe} of these right`);
    for (const path of passedOver) say(`${path}: passed over: no definition, profile or workflow`);
    if (isShown && asItIs.report.errors > 0)
      say(`as it is: ${summary(asItIs.report.diagnostics)}; with these changes: ${summary(report.diagnostics)}`);
    else if (report.errors === 0) say(`${number} checked, no errors`);
  } else {
    const reporters = {
      json: async () => (await import('../../reporters/json.js')).json,
      sarif: async () => (await import('../../reporters/sarif.js')).sarif,
      github: async () => (await import('../../reporters/github.js')).github,
      gitlab: async () => (await import('../../reporters/gitlab.js')).gitlab,
    };
    const told = options.format === 'json' ? report.diagnostics : fromRoot(report.diagnostics);
    out((await reporters[options.format]())(told));
  }
  return report.errors > 0 || (isShown && asItIs.report.errors > 0) ? exit.wrongInput : exit.fine;
}
