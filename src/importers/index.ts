import { maxItems, maxScriptSize } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import { isCrowded } from './crowded.js';
import type { Change, Draft } from './draft.js';
import { notesOf } from './notes.js';
import { settlePods } from './pods.js';
import type { Beside } from './script.js';
import { draftsOf } from './sources.js';
import { tidy } from './spark-submit.js';
import { Text } from './text.js';
import type { Note } from './word.js';
import { settle, type Written } from './write.js';
import { secretsIn, withhold } from './withhold.js';
export type { Note } from './word.js';
export type { Written } from './write.js';

/** An imported file: a definition and a profile that the generator takes, and what became of the rest. */
export interface Imported extends Written {
  /** Carried over, but otherwise than written. */
  readonly changed: readonly Change[];
  /** Not carried over. */
  readonly lost: readonly Note[];
}

const nothingBeside: Beside = () => undefined;

/** Applications of one file: each is compiled. */
const mostDrafts = 150;

/**
 * Turns a client script, a spark-submit command line (sh, cmd.exe or PowerShell) or the applications of a Spark operator
 * into service definitions and platform profiles, one for each application. None where there is neither; text that is no
 * YAML goes to the report.
 */
export function importFile(content: string, file: string, report: Report, beside = nothingBeside): Imported[] {
  if (content.length > maxScriptSize) {
    report.add('too-large', new Text(file, '').place(0, 0), { limit: maxScriptSize });
    return [];
  }
  const text = new Text(file, content.startsWith('\ufeff') ? content.slice(1) : content);
  const drafts = draftsOf(text, beside, report);
  if (
    drafts.some(({ arguments: own, settings, whole }) =>
      isCrowded('the application', own.length + settings.size, maxItems, whole, report),
    )
  )
    return [];
  if (isCrowded('the file', drafts.length, mostDrafts, text.place(0, 0), report)) return [];
  const secrets = drafts.length > 0 ? secretsIn(text.content) : [];
  for (const draft of drafts) for (const secret of secrets) draft.secrets.add(secret);
  const taken = new Set<string>();
  return share(once(drafts.map((draft) => finish(draft, taken))));
}

/** That no client image is known is said once for a file. */
function once(all: readonly Imported[]): Imported[] {
  const isCommon = ({ code, text }: Change): boolean => code === 'client-image-missing' && text === 'url';
  const first = all.findIndex(({ changed }) => changed.some(isCommon));
  return all.map((one, i) => (i <= first ? one : { ...one, changed: one.changed.filter((note) => !isCommon(note)) }));
}

/** Gives services that need the same of their platform one profile, which permits what each of them sets. */
function share(all: Imported[]): Imported[] {
  const rest = new Set(all.map(({ profile }) => JSON.stringify({ ...profile, policy: undefined })));
  const [first] = all;
  if (first === undefined || all.length === 1 || rest.size > 1) return all;
  const policy = new Map<string, 'allow' | string[]>();
  for (const [key, value] of all.flatMap(({ profile }) => Object.entries(profile.policy ?? {}))) {
    const before = policy.get(key) ?? [];
    policy.set(key, before === 'allow' || value === 'allow' ? 'allow' : [...new Set([...before, ...value])]);
  }
  const profile = { ...first.profile, ...(policy.size > 0 && { policy: Object.fromEntries(policy) }) };
  return all.map((one) => ({ ...one, profile }));
}

function finish(draft: Draft, taken: Set<string>): Imported {
  withhold(draft);
  settlePods(draft);
  tidy(draft);
  const written = settle(draft);
  const { definition } = written;
  const { name } = definition;
  for (let i = 2; taken.has(definition.name); i++) definition.name = `${name.slice(0, 60)}-${i}`;
  taken.add(definition.name);
  if (definition.name !== name)
    draft.change(
      draft.whole,
      name,
      'same-template',
      `a service before it has this name: ${definition.name} is written`,
    );
  return { ...written, ...notesOf(draft) };
}
