import { maxItems } from '../definition/index.js';
import { known, readScript, type Script, type Value } from './shell.js';
import { Excerpt, type Piece, type Text } from './text.js';

/** A line that sets a variable, with its continuations. */
const assignment = /^(?:export[ \t]+|override[ \t]+)*([\w.-]+)[ \t]*([?:+!]|::)?=[ \t]*((?:\\\n|[^\n#])*)/gm;

/** A line of a recipe, with its continuations. */
const recipe = /^\t[ \t@+-]*((?:\\\n|[^\n])*)/gm;

/** Variables in variables, and what becomes of one at most: a few lines could stand for any length. */
const deepest = 100;
const longest = 10_000;

const reference = /\$\$|\$[({]([\w.-]+)[)}]/g;

export const isMakefile = (text: string): boolean =>
  /^\t[^\n]*spark-submit/im.test(text) && /^[\w./%$(){} -]+:(?!=)[^\n]*\n(?:[ \t]*#[^\n]*\n)*\t/m.test(text);

/** Each spark-submit in the recipes of a Makefile, with its variables put in. */
export function readMakefile(text: Text): Script[] {
  const variables = new Map<string, { readonly value: string; readonly overridable: boolean }>();
  for (const [, name = '', operator, value = ''] of text.content.matchAll(assignment)) {
    const before = variables.get(name);
    if (operator === '?' && before) continue;
    const joined = value.replace(/\\\n/g, ' ').replace(/\s+/g, ' ').trim();
    const all = operator === '+' && before ? `${before.value} ${joined}` : joined;
    variables.set(name, { value: all, overridable: operator === '?' });
  }
  for (const [, name = '', value = ''] of text.content.matchAll(
    /^define[ \t]+([\w.-]+)[ \t]*(?:=[ \t]*)?\n((?:(?!endef)[^\n]*\n)*)endef/gm,
  ))
    variables.set(name, { value: value.replace(/\s+/g, ' ').trim(), overridable: false });
  const values = new Map<string, string | undefined>();
  const expanded = (name: string, depth: number): string | undefined => {
    const found = depth > deepest ? undefined : variables.get(name);
    if (!found || values.has(name)) return values.get(name);
    // One that holds itself stays a name.
    values.set(name, undefined);
    let length = 0;
    const value = found.value.replace(reference, (all, inner?: string) => {
      const part = inner === undefined ? '$' : (expanded(inner, depth + 1) ?? all);
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
      const value = name === undefined ? '$' : length > longest ? undefined : expanded(name, 0);
      length += value?.length ?? 0;
      // One word that the caller may change stays a name, so that a run may change it too.
      const open = name !== undefined && variables.get(name)?.overridable === true && !/\s/.test(value ?? ' ');
      pieces.push({
        text: open ? ['{{', name, '}}'].join('') : (value ?? `\${${name ?? ''}}`),
        start: from + found.index,
      });
    }
    pieces.push({ text: command.slice(last), start: from + last });
    const script = readScript(new Excerpt(text, pieces), { environment: new Map(), placeholder });
    if (script) scripts.push(script);
  }
  return scripts;
}
