import { readSource } from '../definition/index.js';
import { Report, type Place } from '../diagnostics/index.js';
import { placeOf, podRoles, type Setting } from '../platform/index.js';
import type { Line } from '../render/index.js';
import type { Service } from '../service/index.js';

// Argo replaces `{{tags}}` in the JSON text of a template. Everything that this room writes with braces is made here, and
// what was made is kept as data, for check.ts.

declare const kind: unique symbol;

/** What Argo evaluates. */
export type Expression = string & { readonly [kind]: 'expression' };

/** An expression of ours with others, and numbers, in it. */
export const expr = (own: TemplateStringsArray, ...parts: readonly (Expression | number)[]): Expression =>
  String.raw({ raw: own }, ...parts) as Expression;

/** A list of expressions. */
export const listOf = (items: readonly Expression[]): Expression => `[${items.join(', ')}]` as Expression;

/** An input parameter inside an expression. */
export const inputOf = (parameter: string): Expression => expr`inputs.parameters[${quoted(parameter)}]`;

/** An output parameter of a task inside an expression. */
export const outputOf = (task: string, parameter: string): Expression =>
  expr`tasks[${quoted(task)}].outputs.parameters[${quoted(parameter)}]`;

/** A name inside an expression. */
function quoted(name: string): Expression {
  if (!/^[-\w]+$/.test(name)) throw new Error(`${JSON.stringify(name)} is no name in an expression`);
  return `'${name}'` as Expression;
}

/** A stretch of a text that Argo is to replace. */
class Tag {
  constructor(readonly text: string) {}
}

/** A text of a manifest: stretches that stay as they are, and tags. */
class Text {
  constructor(
    readonly pieces: readonly (string | Tag)[],
    /** What the whole is, where it is more than a text: its lines, or data as JSON with the tags as empty lists. */
    readonly meaning?: { readonly lines: readonly Line[] } | { readonly json: unknown },
  ) {}

  toString(): string {
    return this.pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
  }

  get tags(): string[] {
    return this.pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.text]));
  }
}

export type { Text };
export const isText = (value: unknown): value is Text => value instanceof Text;

/** A text that stays as it is. */
export const fixed = (text: string): Text => new Text([text]);

/** A text in which one tag may stand, as its writer wrote it and Argo reads it. */
export function admitting(tag: Text, whole: string): Text {
  const pieces: (string | Tag)[] = [];
  let last = 0;
  for (const { start, tag: found } of placeholdersIn(whole)) {
    if (found !== tag.toString()) continue;
    pieces.push(whole.slice(last, start), ...tag.pieces);
    last = start + found.length;
  }
  return new Text([...pieces, whole.slice(last)]);
}

/** A text of several lines, each ended. */
export const lines = (all: readonly Line[]): Text =>
  new Text(
    all.map((one) => `${one}\n`),
    { lines: all },
  );

/** A tag that Argo replaces by an input parameter's value. */
export const input = (parameter: string): Text => variable(`inputs.parameters.${parameter}`);

/** A variable of Argo's, such as `workflow.uid`. */
export function variable(name: string): Text {
  if (!/^[-\w.]+$/.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a variable`);
  return new Text([new Tag(`{{${name}}}`)]);
}

/** What becomes of an expression. */
export const expression = (text: Expression): Text => new Text([new Tag(`{{=${text}}}`)]);

/** A text of ours with others, and numbers, in it. */
export const text = (own: TemplateStringsArray, ...parts: readonly (Text | number)[]): Text =>
  new Text([
    ...own.flatMap((piece, n) => {
      const part = parts[n];
      return [piece, ...(part instanceof Text ? part.pieces : part === undefined ? [] : [String(part)])];
    }),
  ]);

/** Data as JSON; a text in it that is one expression gives JSON itself. */
export function json(data: object): Text {
  const pieces: (string | Tag)[] = [];
  const add = (value: unknown): unknown => {
    if (value instanceof Text) {
      // Not three braces in a row.
      pieces.push(...value.pieces, ' ');
      return [];
    }
    if (typeof value !== 'object' || value === null) {
      pieces.push(JSON.stringify(value));
      return value;
    }
    pieces.push(Array.isArray(value) ? '[' : '{');
    const members = Object.entries(value).map(([key, member], n): [string, unknown] => {
      pieces.push(n === 0 ? '' : ',', Array.isArray(value) ? '' : `${JSON.stringify(key)}:`);
      return [key, add(member)];
    });
    pieces.push(Array.isArray(value) ? ']' : '}');
    return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
  };
  const meaning = add(data);
  return new Text(pieces, { json: meaning });
}

// What ends a text or a tag, what Argo rewrites in a tag before it reads it (`\\u003c`), and what is not printable.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const escaped = /["'\\{}\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A text inside an expression: whatever it holds, it is that text. */
export const literal = (value: string): Expression =>
  `"${value.replace(escaped, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}"` as Expression;

// What Argo knows, or refuses when it does not: other tags stay as they are.
const known = /^(item|steps|inputs|outputs|pod|workflow|tasks|node|retries|lastRetry|cronworkflow)(\.|$)/;

/** What Argo would do to a text that must stay as it is. */
type PlaceholderProblem = 'tag' | 'expression' | 'unclosed';

/** Every stretch of a text that Argo would change, by its own reading: from a `{{` to the next `}}`. */
export function* placeholdersIn(
  whole: string,
): Generator<{ readonly problem: PlaceholderProblem; readonly start: number; readonly tag: string }> {
  for (let start = whole.indexOf('{{'); start >= 0;) {
    const end = whole.indexOf('}}', start + 2);
    if (end < 0) {
      yield { problem: 'unclosed', start, tag: whole.slice(start, start + 40) };
      return;
    }
    const inner = whole.slice(start + 2, end);
    // A tag inside a tag is tried by itself.
    const last = inner.slice(inner.lastIndexOf('{{') < 0 ? 0 : inner.lastIndexOf('{{') + 2);
    const tag = whole.slice(start, end + 2);
    if (inner.startsWith('=') || last.startsWith('='))
      yield { problem: inner.startsWith('=') ? 'expression' : 'tag', start, tag };
    else if (known.test(inner.trim()) || known.test(last.trim())) yield { problem: 'tag', start, tag };
    start = whole.indexOf('{{', end + 2);
  }
}

const remedies: Readonly<Record<PlaceholderProblem, string>> = {
  tag: 'Argo would replace it',
  expression: 'Argo would evaluate it',
  unclosed: 'Argo would take all up to the next }} for a tag',
};

// Control characters, and what some YAML readers take for a line end or refuse.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const unreadable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/;

/**
 * Refuses a baked text that Argo, or a reader of YAML, would change on its way.
 *
 * @param admitted The tag that may stand in it.
 */
export function checkPlaceholder(baked: string, place: () => Place, report: Report, admitted?: Text): void {
  if (unreadable.test(baked)) report.add('control-character', place(), { key: 'this text' });
  const found = [...placeholdersIn(baked)].find(({ tag }) => tag !== admitted?.toString());
  if (found) report.add('placeholder', place(), { tag: found.tag, what: remedies[found.problem] });
}

/** The baked texts of a service. */
export type Baked = Pick<Service, 'arguments' | 'globals' | 'profile' | 'runTimeValues' | 'service'> & {
  readonly settings?: ReadonlyMap<string, Setting>;
  readonly target?: Setting | undefined;
};

/** Every text in plain data, keys too: an escape of JSON may hide a brace. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield* Object.keys(value);
  for (const member of Object.values(value)) yield* textsIn(member);
}

/** Refuses every baked text that Argo would change on its way. */
export function checkPlaceholders(application: Baked, report: Report): void {
  const { service, profile } = application;
  const fallback = { source: service.source, pointer: service.pointer };
  const check = (baked: string, place: () => Place): void => {
    checkPlaceholder(baked, place, report);
  };
  const checkSetting = (setting: Setting): void => {
    check(setting.value, () => placeOf(setting, fallback));
  };
  for (const [key, setting] of application.settings ?? []) {
    check(key, () => placeOf(setting, fallback, 'key'));
    if (key !== 'TARGET') checkSetting(setting);
  }
  for (const { key, setting } of application.arguments) {
    checkSetting(setting);
    if (setting.value.includes('\n')) report.add('control-character', placeOf(setting, fallback), { key });
  }
  for (const member of ['name', 'description', 'version'] as const) {
    check(service[member] ?? '', () => service.source.place(`${service.pointer}/${member}`));
  }
  for (const setting of application.globals.values()) checkSetting(setting);
  for (const { key, pointer } of service.properties) check(key, () => service.source.place(`${pointer}/key`));
  for (const { property, setting } of application.runTimeValues) {
    if (setting) checkSetting(setting);
    check(property.description ?? '', () => service.source.place(`${property.pointer}/description`));
    for (const name of property.allowed ?? []) check(name, () => service.source.place(`${property.pointer}/mappings`));
  }
  const target = application.target;
  if (target) {
    // Read as it was checked: with a byte order mark, or of blanks alone.
    for (const baked of textsIn(readSource('TARGET', target.value, new Report())?.value))
      check(baked, () => placeOf(target, fallback));
  }
  if (profile.source) {
    const { source } = profile;
    for (const baked of textsIn(profile.pod)) check(baked, () => source.place('/pod'));
    for (const baked of textsIn(profile.gpu?.spec)) check(baked, () => source.place('/gpu/podTemplate'));
    for (const role of podRoles) {
      for (const baked of textsIn(profile.podSpecs[role])) check(baked, () => source.place(`/${role}/podTemplate`));
    }
  }
}
