import { maxItems } from '../definition/index.js';
import { listed, readScripts, type Script } from './shell.js';
import { Excerpt, type Piece, type Text } from './text.js';
import { isSparkSubmit, type Word } from './word.js';

/** Whether a text is a program in Python. */
export const isProgram = (text: string): boolean => /^(?:import|from)[ \t]+\w|^(?:def|class)[ \t]+\w+\(/m.test(text);

/** A string of a program, and where it stands. */
interface Literal {
  readonly start: number;
  end: number;
  readonly pieces: Piece[];
  /** The innermost bracket that it stands in. */
  within?: Bracket;
}

const textOf = ({ pieces }: Literal): string => pieces.map(({ text }) => text).join('');

/** What stands between the commas of a bracket, behind `name =`. */
interface Item {
  readonly name: string;
  readonly at: number;
  readonly end: number;
}

interface Bracket {
  readonly open: number;
  /** Where the item of the outer bracket begins that it stands in. */
  readonly from: number;
  readonly items: Item[];
  readonly within: Bracket | undefined;
}

/** In so many brackets a call is looked for. */
const nesting = 20;

/** A comment, or a string with what stands before it. */
const token =
  /#[^\n]*|\/\/[^\n]*|\b([rbfuRBFU]{0,2})("""|''')((?:\\[\s\S]|(?!\2)[^\\])*)\2|\b([rbfuRBFU]{0,2})(["'])((?:\\[\s\S]|(?!\5)[^\\\n])*)\5|("""|''')((?:\\[\s\S]|(?!\7)[^\\])*)\7|(["'])((?:\\[\s\S]|(?!\9)[^\\\n])*)\9/g;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** What stands for a value that only the program knows; one word to a shell. */
const open = (expression: string): string => `‹${expression.replace(/[^\w.*[\]%-]/g, '')}›`;

/** The strings of a program (Python, and what writes strings alike), joined where they are added. */
export class Strings {
  /** Names that hold one string. */
  readonly #names = new Map<string, string>();
  readonly literals: Literal[] = [];
  readonly #byStart: ReadonlyMap<number, Literal>;
  readonly #brackets: ReadonlyMap<number, Bracket>;

  constructor(readonly text: Text) {
    const { content } = text;
    for (const [, name = '', , value = ''] of content.matchAll(
      /^[ \t]*(\w+)[ \t]*=[ \t]*(["'])([^"'\\\n]*)\2[ \t]*(?:#.*)?$/gm,
    )) {
      if (!this.#names.has(name)) this.#names.set(name, value);
    }
    for (const match of content.matchAll(token)) {
      const [whole, prefix = match[4] ?? ''] = match;
      const body = match[3] ?? match[6] ?? match[8] ?? match[10];
      if (body === undefined) continue;
      const end = match.index + whole.length;
      // What joins a list is known to the program only.
      const joins = /^\.join\(([\w.]*)/.exec(content.slice(end, end + 80));
      const quote = (match[2] ?? match[5] ?? match[7] ?? match[9] ?? '').length;
      const pieces = joins
        ? [{ text: open(`*${joins[1] ?? ''}`), start: match.index }]
        : this.#decoded(body, end - quote - body.length, prefix.toLowerCase(), this.#after(end));
      const before = this.literals.at(-1);
      const between = before && this.#between(before.end, match.index);
      if (before && between) {
        before.pieces.push(...between, ...pieces);
        before.end = end;
      } else this.literals.push({ start: match.index, end, pieces });
    }
    // What is added to the end of a command.
    for (const literal of this.literals) {
      if (!/spark-submit\s/.test(textOf(literal))) continue;
      const [added = '', name = ''] =
        /^[\s\\]*\+[\s\\]*([\w.]+(?:\([\w., ]*\)|\[[^\]\n]*\])?)/.exec(content.slice(literal.end, literal.end + 200)) ??
        [];
      if (added === '') continue;
      literal.pieces.push({ text: this.#named(name), start: literal.end });
      literal.end += added.length;
    }
    this.#byStart = new Map(this.literals.map((literal) => [literal.start, literal]));
    this.#brackets = this.#read();
  }

  /** What joins two strings: nothing, `+`, or a name added between them. */
  #between(end: number, start: number): Piece[] | undefined {
    if (start - end > 200) return undefined;
    const text = this.text.content.slice(end, start);
    if (/^(?:\s|\\|\+|#[^\n]*\n)*$/.test(text)) return /[\n+\\]|^\s*$/.test(text) ? [] : undefined;
    const name = /^[\s\\]*\+[\s\\]*([\w.]+(?:\([\w., ]*\)|\[[^\]\n]*\])?)[\s\\]*\+[\s\\]*$/.exec(text)?.[1];
    return name === undefined ? undefined : [{ text: this.#named(name), start: end }];
  }

  /** What is done with a string, and with those that it is put together with. */
  #after(end: number): string {
    const rest = this.text.content.slice(end, end + 5000);
    return rest
      .slice(/^(?:\s*[rbfu]{0,2}(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))*/i.exec(rest)?.[0].length, 5000)
      .slice(0, 80);
  }

  #named(expression: string): string {
    return this.#names.get(expression.trim()) ?? open(expression);
  }

  #decoded(body: string, start: number, prefix: string, after: string): Piece[] {
    const formatted = prefix.includes('f') || /^[\s)]*\.format\(/.test(after);
    const percent = /^[\s)]*%/.test(after);
    const special = new RegExp(
      [
        ...(prefix.includes('r') ? [] : ['\\\\[\\s\\S]']),
        ...(formatted ? ['\\{\\{|\\}\\}|\\{[^{}\\n]*\\}'] : []),
        ...(percent ? ['%%|%(?:\\(\\w+\\))?[sdrf]'] : []),
      ].join('|') || '(?!)',
      'g',
    );
    const pieces: Piece[] = [];
    let last = 0;
    for (const found of body.matchAll(special)) {
      const [all] = found;
      pieces.push({ text: body.slice(last, found.index), start: start + last });
      last = found.index + all.length;
      pieces.push({ text: this.#special(all), start: start + found.index });
    }
    return [...pieces, { text: body.slice(last), start: start + last }].filter(({ text }) => text !== '');
  }

  #special(all: string): string {
    if (all.startsWith('\\')) return escapes[all.slice(1)] ?? (/^["'\\]$/.test(all.slice(1)) ? all.slice(1) : all);
    if (all === '{{' || all === '}}' || all === '%%') return all.slice(1);
    return all.startsWith('%') ? open(all) : this.#named(all.slice(1, -1).split(/[!:]/, 1).join(''));
  }

  /** What stands in the bracket that opens at this offset, up to its other half: the arguments of a call, members of a list. */
  items(open: number): readonly Item[] {
    return this.#brackets.get(open)?.items ?? [];
  }

  /** All brackets by where they open, in one pass; strings and comments are passed over. */
  #read(): Map<number, Bracket> {
    const { content } = this.text;
    const brackets = new Map<number, Bracket>();
    let inner: Bracket | undefined;
    let from = 0;
    const itemEnds = (end: number): void => {
      const at = from + (/^(?:\s|#[^\n]*\n)*/.exec(content.slice(from, end))?.[0].length ?? 0);
      from = end + 1;
      if (!inner || at >= end) return;
      const [given = '', name = ''] = /^(\w+)\s*=(?!=)\s*/.exec(content.slice(at, end)) ?? [];
      inner.items.push({ name, at: at + given.length, end });
    };
    for (let at = 0; at < content.length; at++) {
      const literal = this.#byStart.get(at);
      const one = literal ? '"' : (content[at] ?? '');
      if (literal) {
        if (inner) literal.within = inner;
        at = literal.end - 1;
      } else if (one === '#') at = (content.indexOf('\n', at) + 1 || content.length + 1) - 1;
      else if ('[({'.includes(one)) {
        inner = { open: at, from, items: [], within: inner };
        brackets.set(at, inner);
        from = at + 1;
      } else if ('])}'.includes(one)) {
        itemEnds(at);
        from = inner?.from ?? from;
        inner = inner?.within;
      } else if (one === ',') itemEnds(at);
    }
    for (; inner; inner = inner.within) {
      itemEnds(content.length);
      from = inner.from;
    }
    return brackets;
  }

  /** A value as the program writes it: a string, a number, or what only the program knows. */
  valueOf({ at, end }: Item): Word | undefined {
    const written = this.text.content.slice(at, end).trim();
    if (/^(?:-?\d[\d.]*|None)$/.test(written))
      return { text: written, place: this.text.place(at, end), unknown: [], overridable: false };
    return this.words(at).next().value;
  }

  /** The members of a dictionary whose keys are known, and whether they are all; nothing where it is none. */
  pairs({ at }: Item): { readonly known: { readonly key: string; readonly value: Word }[]; all: boolean } | undefined {
    const { content } = this.text;
    if (content[at] !== '{') return undefined;
    const items = this.items(at);
    const known = items.flatMap((item) => {
      const literal = this.#byStart.get(item.at);
      const colon = literal && /^\s*:\s*/.exec(content.slice(literal.end, literal.end + 100));
      const value = colon && this.valueOf({ ...item, at: literal.end + colon[0].length });
      return value ? [{ key: textOf(literal), value }] : [];
    });
    return { known, all: known.length === items.length };
  }

  /** The image of the call that a string lies in: `KubernetesPodOperator(image="…", cmds=["spark-submit", …])`. */
  imageAround(literal: Literal): Word | undefined {
    let near = nesting;
    for (let around = literal.within; around && near > 0; around = around.within, near -= 1) {
      if (!/\b[A-Z]\w*\s*$/.test(this.text.content.slice(Math.max(0, around.open - 100), around.open))) continue;
      const image = around.items.find(({ name }) => name === 'image');
      return image && this.valueOf(image);
    }
    return undefined;
  }

  /** The words of a list, up to its bracket: strings, names, and what is put together of them. */
  *words(from: number): Generator<Word, undefined> {
    const { content } = this.text;
    const after = (offset: number, pattern: RegExp): number =>
      offset + (pattern.exec(content.slice(offset, offset + 500))?.[0].length ?? 0);
    let at = from;
    while (at < content.length && content[at] !== ']' && content[at] !== ')') {
      const start = after(at, /^(?:[\s,]|#[^\n]*\n|\/\/[^\n]*\n)+/);
      if (start > at) {
        at = start;
        continue;
      }
      let text = '';
      for (let part = this.#operand(at); part; part = this.#operand(at)) {
        text += part.text;
        at = part.end;
        const plus = after(at, /^[\s\\]*\+[\s\\]*/);
        if (plus === at) break;
        at = plus;
      }
      // What else stands before the next comma is known to the program only.
      const rest = after(at, /^[ \t]*(?![\s,\])]|#|\/\/)(?:[^,[\](){}\n]|\([^()\n]*\)|\[[^[\]\n]*\])+/);
      if (rest > at) text = open(content.slice(start, rest));
      at = rest;
      if (at === start) break;
      yield {
        text,
        place: this.text.place(start, at),
        // `{{ ds }}`: what Airflow puts in.
        unknown: text.match(/‹[^‹›]*›|\{\{[^{}\n]*\}\}/g) ?? [],
        overridable: false,
      };
    }
    return undefined;
  }

  /** A string of a list, with what is put into it, or a name. */
  #operand(at: number): { readonly text: string; readonly end: number } | undefined {
    const { content } = this.text;
    const literal = this.#byStart.get(at);
    if (literal) {
      const put = /^\s*(?:%\s*(?:\w[\w.]*|\([^()\n]*\))|\.\w+\([^()\n]*\))/;
      return {
        text: textOf(literal),
        end: literal.end + (put.exec(content.slice(literal.end, literal.end + 200))?.[0].length ?? 0),
      };
    }
    // What formats a string: fmt.Sprintf("…%d", n), String.format("…", x), str("…").
    const call = /^[\w.]+\(\s*/.exec(content.slice(at, at + 100))?.[0].length;
    const format = call === undefined ? undefined : this.#byStart.get(at + call);
    const end = format && /^[^()\n]*\)/.exec(content.slice(format.end, format.end + 200))?.[0].length;
    if (format && end !== undefined)
      return { text: textOf(format).replace(/%[-+ #\d.]*[a-zA-Z]/g, open), end: format.end + end };
    const expression = /^(?:[^,+"'`[\](){}\s]|\([^()\n]*\)|\[[^[\]\n]*\])+/.exec(content.slice(at, at + 500))?.[0];
    return expression === undefined ? undefined : { text: this.#named(expression), end: at + expression.length };
  }
}

/** The strings of a program. */
export const textsIn = (text: Text): Text[] =>
  new Strings(text).literals.map(({ pieces }) => new Excerpt(text, pieces));

/** Where the list begins that continues one: CMD of a Dockerfile is the rest of ENTRYPOINT. */
function continuedBy(content: string, start: number): number {
  const isEntry = /^ENTRYPOINT[ \t]+\[\s*$/m.test(content.slice(Math.max(0, start - 50), start));
  const [cmd] = isEntry ? [...content.matchAll(/^CMD[ \t]+\[/gm)].slice(-1) : [];
  return cmd ? cmd.index + cmd[0].length : content.length;
}

/** Each spark-submit in the strings of a program: a command line, or a list of words. */
export function readStrings(text: Text): Script[] {
  if (!/spark-submit/i.test(text.content)) return [];
  const strings = new Strings(text);
  const scripts: Script[] = [];
  for (const literal of strings.literals) {
    // Of so many nobody reads the rest.
    if (scripts.length > maxItems) break;
    const content = textOf(literal);
    if (!/spark-submit/i.test(content)) continue;
    const image = strings.imageAround(literal);
    if (!isSparkSubmit(content.trim())) {
      scripts.push(...readScripts(new Excerpt(text, literal.pieces)).map((one) => ({ image, ...one })));
      continue;
    }
    if (!/[[(]\s*$/.test(text.content.slice(Math.max(0, literal.start - 50), literal.start))) continue;
    // A container's arguments may be a list of their own.
    const own = [...strings.words(literal.end)];
    const args =
      own.length > 0
        ? null
        : /^\s*[\])]\s*,\s*["']?(?:arguments|args)["']?\s*[=:]\s*[[(]\s*/.exec(
            text.content.slice(literal.end, literal.end + 200),
          );
    const more = continuedBy(text.content, literal.start);
    const words = args ? [...strings.words(literal.end + args[0].length)] : [...own, ...strings.words(more)];
    scripts.push({ ...listed(words, text.place(literal.start, literal.end)), image });
  }
  return scripts;
}
