import { hiderOf, redacted } from '../credentials/index.js';
import { maxItems, maxScriptSize } from '../definition/index.js';
import { Report, type Place } from '../diagnostics/index.js';
import { Draft, type Change } from './draft.js';
import { takeEmbedded } from './embedded.js';
import { Manifest, readDocuments } from './manifest.js';
import { isProperties, readProperties } from './properties.js';
import { commonReason, readScript, type Script } from './shell.js';
import { readDocument } from './document.js';
import { isMakefile, readMakefile } from './makefile.js';
import { isManifest, looksLikeYaml, takeManifests } from './manifests.js';
import { readStrings } from './strings.js';
import { settlePods, takePodTemplate } from './pods.js';
import { takeCommandLine, takeSetting, takeTarget, tidy } from './spark-submit.js';
import { Excerpt, Text } from './text.js';
import { isWindows, readWindows } from './windows.js';
import type { Files, Note } from './word.js';
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

const inOrder = (a: Note, b: Note): number =>
  a.place.file === b.place.file ? a.place.start.offset - b.place.start.offset : a.place.file < b.place.file ? -1 : 1;

/** Reads a file that lies beside the imported one. */
type Beside = (path: string) => string | undefined;

const nothingBeside: Beside = () => undefined;

/** Notes that a person reads. */
const most = 200;

/** Applications of one file: each is compiled. */
const mostDrafts = 150;

/** Lines that follow each other and are lost for one reason that says nothing of the line are told once. */
function together(notes: readonly Note[]): Note[] {
  const runs: { readonly reason: string | undefined; readonly notes: Note[] }[] = [];
  for (const note of notes) {
    const [reason, run] = [commonReason(note.why), runs.at(-1)];
    if (run !== undefined && reason !== undefined && run.reason === reason) run.notes.push(note);
    else runs.push({ reason, notes: [note] });
  }
  return runs.flatMap(({ notes: alike }) => {
    const [first, last] = [alike[0], alike.at(-1)];
    if (alike.length < 4 || !first || !last) return alike;
    return { ...first, why: `${first.why}; ${alike.length - 1} more like it, to line ${last.place.start.line}` };
  });
}

/** Makes notes show no secret, in their texts or their lines. */
function masker(without: (text: string) => string): <T extends Note>(note: T) => T {
  // A line may be the whole text, and have many notes.
  const lines = new Map<string, { stars: string; lineText: string }>();
  const linesOf = (line: string): { stars: string; lineText: string } => {
    const stars = redacted(line);
    return { stars, lineText: without(stars) };
  };
  return (note) => {
    const { end, lineText: line, start } = note.place;
    const { lineText, stars } = lines.get(line) ?? linesOf(line);
    lines.set(line, { lineText, stars });
    // What comes after it on its line may tell that it is a credential.
    const [from, to] = [start.column - 1, end.column - 1];
    const text = line.slice(from, to) === note.text ? stars.slice(from, to) : note.text;
    const hide = (said: string): string => redacted(without(said));
    return { ...note, text: hide(text), why: hide(note.why), place: { ...note.place, lineText } };
  };
}

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
  const found = isManifest(text.content) ? takeManifests(text, report) : fromText(text, beside, report);
  const drafts = found.length > 0 || report.errors > 0 ? found : takeEmbedded(text);
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
  return share(drafts.map((draft) => finish(draft, taken)));
}

function isCrowded(what: string, count: number, limit: number, place: Place, report: Report): boolean {
  if (count > limit) report.add('too-many-items', place, { what, count, limit });
  return count > limit;
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
  const masked = masker(hiderOf([...draft.secrets, ...draft.unshown]).hide);
  const shown = <T extends Note>(notes: readonly T[]): T[] => {
    const sorted = [...notes].sort(inOrder);
    const told = sorted.slice(0, most).map(masked);
    const [next] = sorted.slice(most);
    if (next === undefined) return told;
    const why = `so many are not told one by one: ${sorted.length - most} more from here on`;
    return [...told, { ...masked(next), text: '…', why }];
  };
  return { ...written, changed: shown(draft.changed), lost: shown(together([...draft.lost].sort(inOrder))) };
}

function fromText(text: Text, beside: Beside, report: Report): Draft[] {
  const { content } = text;
  if (isProperties(content)) return [fromProperties(text)];
  const [scripts, part] = scriptsIn(text);
  // A setting takes two words.
  if (scripts.some(({ command, words }) => isCrowded('the command', words.length, 2 * maxItems, command, report)))
    return [];
  const drafts = scripts.map((script) => fromScript(text, script, beside));
  if (part)
    drafts[0]?.lose(text.place(0, 0), '…', 'of the rest of the file nothing is read but what calls spark-submit');
  return drafts;
}

/** The spark-submits of a text, and whether the text is more than a script. */
function scriptsIn(text: Text): [scripts: Script[], part: boolean] {
  const { content } = text;
  if (!/spark-?_?submit/i.test(content)) return [[], false];
  const whole = (): Script[] => {
    const script = isWindows(content) ? readWindows(text) : readScript(text);
    return script ? [script] : [];
  };
  const readers: [boolean, () => Script[] | undefined, boolean][] = [
    [isMakefile(content), () => readMakefile(text), true],
    [looksLikeYaml(content), () => readDocument(text), true],
    [/^(?:import|from)[ \t]+\w|^(?:def|class)[ \t]+\w+\(/m.test(content), () => readStrings(text), true],
    [true, whole, false],
    [true, () => readStrings(text), true],
    [true, () => paragraphs(text), true],
  ];
  for (const [applies, read, part] of readers) {
    const found = applies ? read() : undefined;
    if (found && found.length > 0) return [found, part];
  }
  return [[], false];
}

/**
 * The command lines in a text for people, or in a unit of systemd: each from its line to the next empty one, or the end of its
 * block.
 */
const paragraphs = (text: Text): Script[] =>
  [
    ...text.content.matchAll(
      /^([ \t]*Exec\w+=[@:+!]?)?([ \t]*(?:[$#>%][ \t]+)?[\w./${}-]*spark-submit[ \t](?:[^\n]|\n(?![ \t]*(?:\n|```|\w+=)))*)/gm,
    ),
  ].flatMap(
    ({ 1: before = '', 2: command = '', index }) =>
      readScript(new Excerpt(text, [{ text: command, start: index + before.length }])) ?? [],
  );

function fromProperties(text: Text): Draft {
  const draft = new Draft(text.place(0, text.content.length), false);
  for (const { key, value } of readProperties(text)) takeSetting(draft, key, value);
  return draft;
}

function fromScript(text: Text, script: Script, beside: Beside): Draft {
  const draft = new Draft(script.command, /\b(?:TARGET|HASH_TOKEN|EXECUTION_ID)\b/.test(text.content));
  for (const secret of script.secrets) draft.secrets.add(secret);
  takeTarget(draft, script);
  const read = new Set<Note>();
  takeCommandLine(draft, script, filesOf(draft, script, beside, read));
  for (const note of script.lost) if (!read.has(note)) draft.lost.push(note);
  return draft;
}

const lastPart = (path: string): string => path.replace(/^.*[/\\]/, '');

/** The files that a script writes, and those beside it. */
function filesOf(draft: Draft, script: Script, beside: Beside, read: Set<Note>): Files {
  const find = (path: string): Text | undefined => {
    const all = [...(script.files ?? [])];
    const written = all.find(([name]) => name === path) ?? all.find(([name]) => lastPart(name) === lastPart(path));
    if (written) {
      read.add(written[1].note);
      return written[1].text;
    }
    const content = path === '' ? undefined : beside(path);
    return content === undefined || content.length > maxScriptSize ? undefined : new Text(lastPart(path), content);
  };
  return {
    properties: (path) => {
      const defaults = [...(script.files?.keys() ?? [])].find((name) => /(^|\/)spark-defaults\.conf$/.test(name));
      const text = find(path ?? defaults ?? '');
      for (const { key, value } of text ? readProperties(text) : []) takeSetting(draft, key, value);
      return text !== undefined;
    },
    podTemplate: (role, path) => {
      const text = draft.profile.has('target') ? undefined : find(path);
      const [template] = (text && readDocuments(text, new Report())) ?? [];
      if (text === undefined || !template?.contents) return false;
      const manifest = new Manifest(text, template, draft, template.contents);
      takePodTemplate(manifest, role, { node: template.contents, path: '', place: text.place(0, 0) });
      return true;
    },
  };
}
