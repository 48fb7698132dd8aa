import { maxItems } from '../definition/index.js';
import type { Place } from '../diagnostics/index.js';
import { anotherBranch, known, onlyIfItHolds, readScripts, type Script, type Value } from './shell.js';
import { Excerpt, type Piece, type Text } from './text.js';
import type { Note } from './word.js';

/** A line that sets a variable, with its continuations. */
const assignment = /^(?:export[ \t]+|override[ \t]+)*([\w.-]+)[ \t]*([?:+!]|::)?=[ \t]*((?:\\\n|[^\n#])*)/gm;

/** A line of a recipe, with its continuations. */
const recipe = /^\t[ \t@+-]*((?:\\\n|[^\n])*)/gm;

/** Variables in variables, and what becomes of one at most: a few lines could stand for any length. */
const deepest = 100;
const longest = 10_000;

const reference = /\$\$|\$[({]([\w.-]+)[)}]|\$[@<*^+?%|]/g;

/** What make itself puts in for each target. */
const automatic: Readonly<Record<string, string>> = { '$@': '‹target›', '$*': '‹stem›', '$<': '‹prerequisite›' };
const othersOfTarget = '‹prerequisites›';

/** A line that begins a condition, turns it round or ends it. */
const condition = /^[ ]*(ifn?eq|ifn?def|else|endif)\b[ \t]*([\w.-]*)/gm;

/** A variable of a Makefile. */
interface Variable {
  readonly value: string;
  readonly overridable: boolean;
  /** Where it is set under a condition. */
  readonly under?: { readonly place: Place; readonly text: string; readonly id: number };
}

/** The conditions of a Makefile: from where to where, and the variable that must not be set. */
function conditionsOf(content: string): { readonly from: number; readonly to: number; readonly unset: string }[] {
  const open: { from: number; unset: string }[] = [];
  const found: { from: number; to: number; unset: string }[] = [];
  for (const { 1: word, 2: name = '', index } of content.matchAll(condition)) {
    if (word === 'endif') {
      const last = open.pop();
      if (last) found.push({ ...last, to: index });
    } else if (word !== 'else') open.push({ from: index, unset: word === 'ifndef' ? name : '' });
  }
  return found.sort((a, b) => a.from - b.from);
}

export const isMakefile = (text: string): boolean =>
  /^\t[^\n]*spark-submit/im.test(text) && /^[\w./%$(){} -]+:(?!=)[^\n]*\n(?:[ \t]*#[^\n]*\n)*\t/m.test(text);

/** Each spark-submit in the recipes of a Makefile, with its variables put in. */
export function readMakefile(text: Text): Script[] {
  const variables = new Map<string, Variable>();
  const lost: Note[] = [];
  const conditions = conditionsOf(text.content);
  let next = 0;
  let within: (typeof conditions)[number] | undefined;
  for (const { 0: line, 1: name = '', 2: operator, 3: value = '', index } of text.content.matchAll(assignment)) {
    const before = variables.get(name);
    if (operator === '?' && before) continue;
    for (let one = conditions[next]; one && one.from < index; one = conditions[++next]) within = one;
    if (within && within.to < index) within = undefined;
    const joined = value.replace(/\\\n/g, ' ').replace(/\s+/g, ' ').trim();
    const all = operator === '+' && before ? `${before.value} ${joined}` : joined;
    const isDefault = within?.unset === name;
    const place = text.place(index, index + line.length);
    const said = line.split('\n', 1).join('');
    if (before?.under && before.under.id === within?.from)
      lost.push({ place: before.under.place, text: before.under.text, why: anotherBranch });
    const under = within && !isDefault ? { under: { place, text: said, id: within.from } } : {};
    variables.set(name, { value: all, overridable: operator === '?' || isDefault, ...under });
  }
  for (const [, name = '', value = ''] of text.content.matchAll(
    /^define[ \t]+([\w.-]+)[ \t]*(?:=[ \t]*)?\n((?:(?!endef)[^\n]*\n)*)endef/gm,
  ))
    variables.set(name, { value: value.replace(/\s+/g, ' ').trim(), overridable: false });
  const values = new Map<string, string | undefined>();
  const alone = new Set(lost.map(({ text }) => text.split(/\W/, 1).join('')));
  const expanded = (name: string, depth: number): string | undefined => {
    const found = depth > deepest ? undefined : variables.get(name);
    if (!found || values.has(name)) return values.get(name);
    // Of several branches the others are told.
    if (found.under && !alone.has(name)) lost.push({ ...found.under, why: onlyIfItHolds });
    // One that holds itself stays a name.
    values.set(name, undefined);
    let length = 0;
    const value = found.value.replace(reference, (all, inner?: string) => {
      const part = inner === undefined ? (all === '$$' ? '$' : all) : (expanded(inner, depth + 1) ?? all);
      length += part.length;
      return length > longest ? all : part;
    });
    values.set(name, value);
    return value;
  };
  const placeholder = (name: string): Value | undefined => {
    const value = expanded(name, 0);
    return value === undefined ? undefined : { ...known(value), overridable: true };
  };
  const scripts: Script[] = [];
  for (const line of text.content.matchAll(recipe)) {
    // Of so many nobody reads the rest.
    if (scripts.length > maxItems) break;
    const [whole, command = ''] = line;
    if (!/spark-submit/i.test(whole) && !/\$[({]\w*SPARK_?SUBMIT\w*[)}]/i.test(whole)) continue;
    const from = line.index + whole.length - command.length;
    const pieces: Piece[] = [];
    let last = 0;
    let length = 0;
    for (const found of command.matchAll(reference)) {
      const [all, name] = found;
      pieces.push({ text: command.slice(last, found.index), start: from + last });
      last = found.index + all.length;
      const value =
        all === '$$'
          ? '$'
          : name === undefined
            ? (automatic[all] ?? othersOfTarget)
            : length > longest
              ? undefined
              : expanded(name, 0);
      length += value?.length ?? 0;
      // One word that the caller may change stays a name, so that a run may change it too.
      const open = name !== undefined && variables.get(name)?.overridable === true && !/\s/.test(value ?? ' ');
      pieces.push({
        text: open ? ['{{', name, '}}'].join('') : (value ?? `\${${name ?? ''}}`),
        start: from + found.index,
      });
    }
    pieces.push({ text: command.slice(last), start: from + last });
    scripts.push(...readScripts(new Excerpt(text, pieces), { environment: new Map(), placeholder }));
  }
  const [first, ...more] = scripts;
  return first ? [{ ...first, lost: [...lost, ...first.lost] }, ...more] : [];
}
