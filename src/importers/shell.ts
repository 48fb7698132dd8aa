import {
  forEachChild,
  parse,
  type AndOr,
  type Assignment,
  type Command,
  type Function as ShellFunction,
  type ParameterExpansionPart,
  type SyntaxNode,
  type Word as ShellWord,
  type WordPart,
} from 'unbash';
import { credentialIn } from '../credentials/index.js';
import type { Place } from '../diagnostics/index.js';
import { calledByClient, containerOf, imageOf, limitOf, ofContainer, type Container } from './container.js';
import { Excerpt, type Text } from './text.js';
import { environment, isSparkSubmit, isWrapper, submits, submitsNothing, type Note, type Word } from './word.js';

/** What a shell script says about one spark-submit. */
export interface Script {
  /** The words after `spark-submit`. */
  readonly words: readonly Word[];
  readonly command: Place;
  /** Variables by name, as they are in the end. */
  readonly variables: ReadonlyMap<string, Word>;
  /** Those that spark-submit finds in its environment. */
  readonly exported: ReadonlySet<string>;
  /** Of several spark-submits of one script the first has what is lost of it. */
  readonly lost: readonly Note[];
  /** What variables hold that no note may show. */
  readonly secrets: ReadonlySet<string>;
  /** The files that it writes from here-documents, by their paths. */
  readonly files?: ReadonlyMap<string, WrittenFile>;
  /** The image that it is called in: `docker run IMAGE spark-submit …`. */
  readonly image?: Word | undefined;
  /** What else its container says: `docker run -w FOLDER …`. */
  readonly container?: Container | undefined;
  /** The seconds that it may take: `timeout 1h spark-submit …`. */
  readonly limit?: number | undefined;
}

/** A spark-submit whose words stand in a list: no shell says more about it. */
export const listed = (words: readonly Word[], command: Place): Script => ({
  words,
  command,
  variables: new Map(),
  exported: new Set(),
  lost: [],
  secrets: new Set(),
});

/** A file that a script writes. */
export interface WrittenFile {
  readonly text: Text;
  /** The same with `{{NAME}}` for what a caller may change, and what stands for it. */
  readonly open: { readonly text: Text; readonly around?: Surroundings };
  /** The note on the command that writes it, which says nothing where the file is read. */
  readonly note: Note;
}

/** What a piece of a script stands for. */
export interface Value {
  text: string;
  unknown: readonly string[];
  overridable: boolean;
}

/** What is known of a script beside its text. */
export interface Surroundings {
  /** The environment that it finds. */
  readonly environment: ReadonlyMap<string, Value>;
  /** What somebody puts in for `{{NAME}}` before the shell reads it; nothing where only a run knows. */
  readonly placeholder: (name: string) => Value | undefined;
  /** What a shell is given after its script: `sh -c '… $0 $1' A B`. */
  readonly arguments?: readonly Value[];
}

export const nothingAround: Surroundings = { environment: new Map(), placeholder: () => undefined };

export const known = (text: string): Value => ({
  text,
  unknown: text.match(/‹[^‹›]*›/g) ?? [],
  overridable: false,
});

/** Longer values are no settings: they come of variables that hold themselves twice. */
const longest = 128 * 1024;

/** Of all values of a script together: variables that grow line by line are no settings either. */
const most = 8 * 1024 * 1024;

function join(values: readonly Value[]): Value {
  if (values.reduce((sum, { text }) => sum + text.length, 0) > longest) return unknown('…');
  const text = values.map((v) => v.text).join('');
  return {
    text,
    unknown: [...new Set([...values.flatMap((v) => v.unknown), ...known(text).unknown])],
    overridable: values.some((v) => v.overridable),
  };
}

interface Variable {
  readonly values: readonly Value[];
  readonly array: boolean;
  readonly pos: number;
  readonly end: number;
  /** The branch of the script that it is set in; 0 for none. */
  readonly branch: number;
  used: boolean;
}

/** A function of a script that submits, and whether the script calls it. */
interface Submitting {
  readonly node: SyntaxNode;
  called: boolean;
}

/** Calls of functions that are followed: functions that call one another could go on for ever. */
const mostCalls = 200;

/** Variables that Spark's own scripts, its launcher and Java read. */
const ofEnvironment = /^(?:SPARK|PYSPARK|HADOOP|YARN|JAVA|JDK)_|^(?:PATH|PYTHONPATH|CLASSPATH|LD_LIBRARY_PATH)$/;

export const onlyIfItHolds = 'set under a condition: taken as if it held';
export const anotherBranch = 'set otherwise in another branch of the script: the last one counts';

/** What of a word is quoted. */
const quoted = /'([^']*)'|"([^"]*)"|\\(.)/g;

const short = (text: string, length = 72): string => {
  const [first = ''] = (length > 72 ? text.replace(/\\\n\s*/g, '') : text).trim().split('\n');
  return first.length > length ? `${first.slice(0, length - 1)}…` : first;
};

/** Follows a script from top to bottom without running it: variables, and what becomes of each command. */
class Reader {
  readonly variables = new Map<string, Variable>();
  readonly lost: Note[] = [];
  readonly exported = new Set<string>();
  readonly secrets = new Set<string>();
  readonly files = new Map<string, WrittenFile>();
  readonly documents: Text[] = [];
  readonly submits: {
    readonly command: Command;
    readonly words: readonly Word[];
    readonly image?: Word | undefined;
    readonly container?: Container | undefined;
    readonly limit?: number | undefined;
    /** Those of a script in a word: `sh -c '…'`. */
    readonly inner?: readonly Script[];
  }[] = [];
  /** A command in a substitution is met as a part of a value and as a part of the script: it counts once. */
  #read = new WeakSet<Command>();
  readonly #functions = new Map<string, Submitting>();
  readonly #calling = new Set<Submitting>();
  #calls = 0;
  /** What is set in the branch of one condition, by its name. */
  readonly #conditions: { readonly text: string; readonly set: Map<string, Assignment[]> }[] = [];
  #onlyIf: { readonly name: string; readonly assignment: Assignment }[] = [];
  /** Whether what an expansion sets is used where it stands: not by `: ${X:=…}`. */
  #idle = false;
  /** Whether a variable's value is a credential. */
  readonly #judged = new WeakMap<Value, boolean>();
  #joined = 0;
  #depth = 0;
  #branch = 0;

  constructor(
    readonly text: Text,
    readonly around: Surroundings,
  ) {
    for (const [name, value] of around.environment) {
      this.variables.set(name, { values: [value], array: false, pos: 0, end: 0, branch: 0, used: true });
      this.exported.add(name);
    }
    const [first, ...rest] = around.arguments ?? [];
    if (first) this.#give(rest, first);
  }

  /** Gives `$1`, `$2`, … and `$@` their values, until what is returned is called. */
  #give(values: readonly Value[], zero?: Value): () => void {
    const before = [...this.variables].filter(([name]) => /^(?:\d+|[@*#])$/.test(name));
    const set = (given: Iterable<readonly [string, Variable]>): void => {
      for (const name of [...this.variables.keys()]) if (/^(?:\d+|[@*#])$/.test(name)) this.variables.delete(name);
      for (const [name, variable] of given) this.variables.set(name, variable);
    };
    const variable = (all: readonly Value[], array = false): Variable => {
      return { values: all, array, pos: 0, end: 0, branch: 0, used: true };
    };
    set([
      ...(zero ? [['0', variable([zero])] as const] : []),
      ...values.map((value, i) => [String(i + 1), variable([value])] as const),
      ...['@', '*'].map((name) => [name, variable(values, true)] as const),
      ['#', variable([known(String(values.length))])],
    ]);
    return () => {
      set(before);
    };
  }

  #known(text: string): Value {
    return filledIn(text, this.around);
  }

  #join(values: readonly Value[]): Value {
    this.#joined += values.reduce((sum, value) => sum + value.text.length + value.unknown.length, 0);
    return this.#joined > most ? unknown('…') : join(values);
  }

  lose(node: { pos: number; end: number }, why: string, length?: number): void {
    const text = short(this.text.content.slice(node.pos, node.end), length);
    this.lost.push({ place: this.text.place(node.pos, node.end), text, why });
  }

  read(): void {
    const script = parse(readable(this.text.content));
    for (const { message, pos } of script.errors ?? []) {
      this.lose({ pos, end: this.text.content.indexOf('\n', pos + 1) }, `${noSyntax}${message}`);
    }
    this.visit(script);
    for (const { called, node } of this.#functions.values()) if (!called) this.#inside(node);
    for (const { assignment, name } of this.#onlyIf)
      if (this.variables.get(name)?.used === true) this.lose(assignment, onlyIfItHolds);
    const told = new Set(this.lost.map(({ place }) => place.start.offset));
    for (const [name, variable] of this.variables) {
      for (const value of variable.values) this.#isSecret(name, value);
      const read = /^(?:TARGET|IFS)$/.test(name) || (this.exported.has(name) && Object.hasOwn(environment, name));
      if (!variable.used && !read && !told.has(variable.pos)) {
        this.lose(variable, this.#unread(name, variable));
      }
    }
    this.lost.sort((a, b) => a.place.start.offset - b.place.start.offset);
  }

  /** Why a variable that no command line reads is lost: what is exported a program reads, and spark-submit itself. */
  #unread(name: string, { values }: Variable): string {
    if (!this.exported.has(name)) return `${name} is set and never used: the command does not read it`;
    if (values.some((value) => this.#isSecret(name, value)))
      return 'a credential of the environment: give it by a Secret, with secretEnv in the profile';
    return ofEnvironment.test(name)
      ? 'the generated client and the driver have an environment of their own: say it by settings'
      : `the driver has an environment of its own: what the program reads there is spark.kubernetes.driverEnv.${name}`;
  }

  visit(node: SyntaxNode): void {
    if (this.#depth === deepest) {
      const end = this.text.content.indexOf('\n', node.pos + 1);
      this.lose({ pos: node.pos, end }, 'it lies deeper in other commands than is read');
      return;
    }
    this.#depth += 1;
    this.#look(node);
    this.#depth -= 1;
  }

  #look(node: SyntaxNode): void {
    switch (node.type as string) {
      case 'Command':
        this.command(node as unknown as Command);
        return;
      case 'If':
      case 'For':
      case 'While':
      case 'Case':
        this.#inside(node);
        return;
      case 'Subshell':
        this.#subshell(node);
        return;
      case 'AndOr':
        this.#andOr(node as unknown as AndOr);
        return;
      case 'Function':
        this.#function(node as unknown as ShellFunction);
        return;
      default:
        forEachChild(node, (child) => {
          this.visit(child);
        });
    }
  }

  /** What joins lists in a shell of its own joins them nowhere else. */
  #subshell(node: SyntaxNode): void {
    const ifs = this.variables.get('IFS');
    forEachChild(node, (child) => {
      this.visit(child);
    });
    if (ifs) this.variables.set('IFS', ifs);
    else this.variables.delete('IFS');
  }

  #inside(node: SyntaxNode): void {
    const before = this.submits.length;
    const around = this.#branch;
    const { pos } = node as { pos: number };
    const end = this.text.content.indexOf('\n', pos);
    const branches = /^(If|Case)$/.test(node.type);
    if (branches) this.#condition(pos, this.text.content.slice(pos, end < 0 ? undefined : end));
    forEachChild(node, (child) => {
      this.visit(child);
    });
    if (branches) this.#endOfCondition(around);
    if (this.submits.length > before) this.lose({ pos, end }, 'spark-submit is taken as if it always ran, once');
  }

  /** `[ -n "$X" ] && Y=…` is a condition too. */
  #andOr(node: AndOr): void {
    const around = this.#branch;
    const [first, ...rest] = node.commands;
    const isTest =
      first?.type === 'TestCommand' || (first?.type === 'Command' && /^(?:\[|test)$/.test(first.name?.text ?? ''));
    if (first) this.visit(first);
    if (isTest) this.#condition(node.pos, this.text.content.slice(first.pos, first.end));
    for (const command of rest) this.visit(command);
    if (isTest) this.#endOfCondition(around);
  }

  #condition(pos: number, text: string): void {
    this.#branch = pos + 1;
    this.#conditions.push({ text, set: new Map() });
  }

  #endOfCondition(around: number): void {
    this.#branch = around;
    const { set, text } = this.#conditions.pop() ?? { set: new Map<string, Assignment[]>(), text: '' };
    for (const [name, [assignment, ...others]] of set) {
      // What is set only where it is empty has a default; of several branches the others are told.
      const isDefault = new RegExp(`-z\\s+"?\\$\\{?${name}\\b|"\\$\\{?${name}\\b[^"]*"\\s*={1,2}\\s*""`).test(text);
      if (assignment && others.length === 0 && !isDefault) this.#onlyIf.push({ assignment, name });
    }
  }

  /** A function that submits counts where it is called, with the arguments of the call. */
  #function(node: ShellFunction): void {
    const body = this.text.content.slice(node.pos, node.end);
    const calls = [...this.#functions.keys()].some((name) => body.split(/[^\w-]+/).includes(name));
    if (!calls && !/spark[23]?-?_?submit/i.test(body)) this.#inside(node);
    else this.#functions.set(node.name.text, { node: node, called: false });
  }

  /** Follows the call of a function that submits. Whether it is one. */
  #call(name: string, words: readonly Word[]): boolean {
    const found = this.#functions.get(name);
    if (!found || this.#calling.has(found) || this.#calls >= mostCalls) return false;
    const before = this.submits.length;
    const read = this.#read;
    this.#calls += 1;
    found.called = true;
    this.#calling.add(found);
    this.#read = new WeakSet();
    const back = this.#give(words);
    forEachChild(found.node, (child) => {
      this.visit(child);
    });
    back();
    this.#read = read;
    this.#calling.delete(found);
    return this.submits.length > before;
  }

  command(command: Command): void {
    if (this.#read.has(command)) return;
    this.#read.add(command);
    const { name, args, prefix } = command;
    // Of one command alone, which joins no list.
    const own = (part: Assignment): boolean => name !== undefined && part.name === 'IFS';
    for (const part of prefix) if (part.type === 'Assignment' && !own(part)) this.assign(part);
    if (name === undefined) return;
    this.#idle = name.text === ':';
    const called = this.words(name);
    const first = called[0]?.text ?? '';
    if (/^(export|declare|readonly|local|typeset)$/.test(first)) {
      for (const arg of args) {
        if (arg.type === 'Assignment') this.assign(arg);
        if (first === 'export') this.exported.add(arg.type === 'Assignment' ? arg.name : arg.text);
      }
      return;
    }
    // What a process substitution reads is read.
    for (const { text } of args)
      for (const [, name = ''] of text.startsWith('<(') ? text.matchAll(/\$\{?(\w+)/g) : []) this.variable(name, '');
    const set = this.#setElsewhere(first, args);
    if (set) {
      this.variables.set(set.name, {
        values: [set.value],
        array: false,
        pos: command.pos,
        end: command.end,
        branch: 0,
        used: false,
      });
      this.exported.add(set.name);
      return;
    }
    let words = [...called, ...args.flatMap((arg) => (arg.type === 'Assignment' ? this.#plain(arg) : this.words(arg)))];
    this.#idle = false;
    if (first === 'eval') words = words.flatMap((word) => this.#split(word, true));
    if (this.#functions.has(first) && this.#call(first, words.slice(called.length))) return;
    if (first === 'shift' && this.variables.has('#')) {
      const given = this.variables.get('@')?.values ?? [];
      this.#give(given.slice(Number(words[1]?.text ?? 1) || 0));
      return;
    }
    const at = words.findIndex((word) => isSparkSubmit(word.text));
    // By any other name too, what is called with `exec` or `--` runs the command after it.
    const runs =
      isWrapper(first) ||
      words.slice(0, at).every(({ text }) => /^(?:[\d*,/-]+|@\w+)$/.test(text)) ||
      words.slice(0, at).some(({ text }) => text === 'exec' || text === '--');
    if (at === -1 || (at > 0 && !runs)) {
      const script = at === -1 ? this.#scriptIn(words, args) : undefined;
      const inner = script ? readScripts(script, this.around) : [];
      if (inner.length === 0) this.other(command);
      else {
        const shell = words.findIndex(({ text }) => isShell(text));
        const image = imageOf(words, shell)?.image;
        const container = containerOf(words.slice(0, shell));
        this.lose(command, container ? ofContainer : calledByClient);
        this.submits.push({
          command,
          words: [],
          inner: image || container ? inner.map((one) => ({ ...one, image, container })) : inner,
        });
      }
      return;
    }
    const image = imageOf(words, at);
    const container = containerOf(words.slice(0, image?.rest ?? at));
    const given = words.slice(image?.rest ?? at + 1);
    if (!submits(given)) {
      this.lose(command, submitsNothing);
      return;
    }
    if (at > 0) {
      // `--entrypoint spark-submit -v /data:/data IMAGE`
      const start = words[image ? image.rest - 1 : at]?.place.start.offset;
      const end = args.find((arg) => this.text.place(arg.pos, arg.end).start.offset === start)?.pos ?? command.end;
      if (/\w/.test(first))
        this.lose(
          { pos: command.pos, end },
          container ? ofContainer : calledByClient,
          container ? Infinity : undefined,
        );
    }
    for (const redirect of command.redirects) {
      const isInput = redirect.operator.startsWith('<');
      this.lose(
        redirect,
        isInput
          ? 'an input, which the driver in its pod would not get'
          : 'the generated client streams the log to its own output',
      );
    }
    for (const part of prefix) if (part.type === 'Assignment') this.exported.add(part.name);
    this.submits.push({ command, words: given, image: image?.image, container, limit: limitOf(words.slice(0, at)) });
  }

  /** The script that a shell is given: `bash -c 'spark-submit …'`, also by `docker exec` and its like; and by `ssh`, `su`. */
  #scriptIn(words: readonly Word[], args: Command['args']): Text | undefined {
    const shell = words.findIndex(({ text }) => isShell(text));
    const [option, given] = words.slice(shell + 1, shell + 3);
    const isGiven = shell >= 0 && /^-\w*c$/.test(option?.text ?? '') && /spark-submit\s/.test(given?.text ?? '');
    const elsewhere = /(^|\/)(ssh|su|runuser)$/.test(words[0]?.text ?? '');
    const script = isGiven ? given : elsewhere ? words.find(({ text }) => /spark-submit\s/.test(text)) : undefined;
    const node = args.find((arg) => this.text.place(arg.pos, arg.end).start.offset === script?.place.start.offset);
    return node && script ? new Excerpt(this.text, [{ text: script.text, start: node.pos + 1 }]) : undefined;
  }

  /** A variable as fish (`set -gx NAME VALUE`) and csh (`setenv NAME VALUE`) set it. */
  #setElsewhere(command: string, args: Command['args']): { name: string; value: Value } | undefined {
    const [option, ...rest] = args;
    const given = command === 'setenv' ? args : command === 'set' && /^-[gxUl]+$/.test(option?.text ?? '') ? rest : [];
    const [name, value] = given;
    if (given.length !== 2 || !name || value?.type !== 'Word' || !/^[A-Za-z_]\w*$/.test(name.text)) return undefined;
    return { name: name.text, value: this.value(value) };
  }

  #plain(node: { pos: number; end: number; text: string }): Word {
    return { ...this.#known(node.text), place: this.text.place(node.pos, node.end) };
  }

  /** What an unquoted value becomes, or one that `eval` reads again; a part that is not known stays whole. */
  #split(word: Word, again = false): Word[] {
    const whole = word.text.replace(/[\uf8f0\uf8f1]/g, '');
    const parts = word.unknown.filter((part) => /[\s'"\\]/.test(part));
    const marked = parts.reduce((text, part, i) => text.replaceAll(part, `\uf8f0${i}\uf8f1`), whole);
    const words = again ? marked.match(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g) : marked.match(/\S+/g);
    return (words ?? []).map((text) => {
      const bare = again ? text.replace(quoted, '$1$2$3') : text;
      const plain = bare.replace(/\uf8f0(\d+)\uf8f1/g, (_, i) => parts[Number(i)] ?? '');
      return { ...word, text: plain, unknown: word.unknown.filter((part) => plain.includes(part)) };
    });
  }

  /** A command that is not spark-submit. */
  other(command: Command): void {
    const [before, lost] = [this.submits.length, this.lost.length];
    forEachChild(command, (child) => {
      this.visit(child);
    });
    if (this.submits.length > before) return;
    this.lost.length = lost; // what is inside goes with it
    if (this.#onlyDefaults(command)) return;
    this.lose(command, reasonFor(this.text.content.slice(command.pos, command.end)));
    const note = this.lost.at(-1);
    const file = this.#written(command);
    if (note && file) this.files.set(file.path, { ...file, note });
  }

  /** The file that `cat > FILE <<END` or `tee FILE <<END` writes. */
  #written({ args, name, redirects }: Command): (Omit<WrittenFile, 'note'> & { path: string }) | undefined {
    const body = redirects.find((redirect) => redirect.type === 'HereDoc')?.body;
    const output = redirects.find((one) => one.type === 'Redirect' && /^>[>|]?$/.test(one.operator));
    const target =
      (output?.type === 'Redirect' ? output.target : undefined) ??
      (name?.text === 'tee' ? args.find(({ text }) => !text.startsWith('-')) : undefined);
    if (body === undefined) return undefined;
    const literal = (text: string): Value => ({ text, unknown: [], overridable: false });
    const parts = body.parts?.map((part) => ({
      pos: part.pos,
      value: part.type === 'Literal' ? literal(part.text) : this.part(part),
    })) ?? [{ pos: body.pos, value: literal(body.text) }];
    const excerpt = (textOf: (value: Value, i: number) => string): Text =>
      new Excerpt(
        this.text,
        parts.map(({ pos, value }, i) => ({ text: textOf(value, i), start: pos })),
      );
    const text = excerpt((value) => value.text);
    this.documents.push(text);
    if (target?.type !== 'Word') return undefined;
    const open = excerpt((value, i) =>
      value.overridable || value.unknown.length > 0 ? ['{{', i, '}}'].join('') : value.text,
    );
    const placeholder = (name: string): Value | undefined => parts[Number(name)]?.value;
    return {
      path: this.value(target).text,
      text,
      open: { text: open, around: { environment: new Map(), placeholder } },
    };
  }

  /** `: ${X:=default}` sets a variable and does nothing else. */
  #onlyDefaults({ name, args }: Command): boolean {
    if (name?.text !== ':') return false;
    return args.every((arg) => arg.type === 'Word' && /^"?\$\{\w+:?=/.test(arg.text));
  }

  assign(assignment: Assignment): void {
    const { name, value } = assignment;
    const before = this.submits.length;
    const array = value.type === 'ArrayValue';
    const values =
      value.type === 'ArrayValue' ? value.elements.map((element) => this.value(element)) : [this.value(value)];
    const old = this.variables.get(name);
    if (this.submits.length > before) {
      this.lose(
        { pos: assignment.pos, end: assignment.pos + name.length + 1 },
        'the generated client streams the log and keeps none of it in a variable',
      );
      return;
    }
    // Which branch runs, only the run knows.
    const { set } = this.#conditions.at(-1) ?? {};
    set?.set(name, [...(set.get(name) ?? []), assignment]);
    if (
      this.#branch > 0 &&
      old?.branch === this.#branch &&
      assignment.append !== true &&
      old.values[0]?.text !== values[0]?.text
    )
      this.lose(old, anotherBranch);
    const all = assignment.append === true ? [...(old?.values ?? []), ...values] : values;
    this.variables.set(name, {
      values: array || all.length === 1 ? all : [this.#join(all)],
      array,
      pos: assignment.pos,
      end: assignment.end,
      branch: this.#branch,
      used: old?.used ?? false,
    });
    if (values.some((v) => v.unknown.some((part) => part.startsWith('$(')))) {
      this.lose(assignment, reasonFor(this.text.content.slice(assignment.pos, assignment.end)));
    }
  }

  /** The words that one shell word becomes. */
  words(word: ShellWord): Word[] {
    const place = this.text.place(word.pos, word.end);
    const parts = word.parts ?? [];
    const [only] = parts;
    const inner = only?.type === 'DoubleQuoted' && only.parts.length === 1 ? only.parts[0] : only;
    if (parts.length === 1 && (inner?.type === 'SimpleExpansion' || inner?.type === 'ParameterExpansion')) {
      const name = parameterOf(inner);
      const quoted = only?.type === 'DoubleQuoted';
      if ((name === '@' || name === '*') && this.variables.get('@') === undefined) {
        return [{ ...known(inner.text), place, callersArguments: quoted && name === '@' ? 'quoted' : 'unquoted' }];
      }
      const list = this.#list(inner);
      if (list && !(quoted && list.joined)) {
        const all = list.values.map((value) => ({ ...value, place }));
        return quoted ? all : all.flatMap((one) => this.#split(one));
      }
      if (!quoted) return this.#split({ ...this.value(word), place });
    }
    // A comment within a command: `# memory`
    if (parts.length === 1 && only?.type === 'CommandExpansion' && /^(?:`|\$\()\s*#[^\n]*`?$/.test(only.text))
      return [];
    // Which files there are, and where a home is, only the machine knows.
    if (/^~(?:\/|$)/.test(word.text) || parts.some(({ type }) => /^(?:Glob|BraceExpansion|ExtendedGlob)$/.test(type))) {
      const value = this.value(word);
      if (!/[=‹]|:\/\/|^local\[/.test(value.text)) return [{ ...unknown(value.text), place }];
    }
    return [{ ...this.value(word), place }];
  }

  /** The values that `$@`, `${NAME[@]}` and a part of them stand for; nothing where it is no list, or one by keys. */
  #list(part: WordPart): { readonly values: readonly Value[]; readonly joined: boolean } | undefined {
    if (part.type !== 'SimpleExpansion' && part.type !== 'ParameterExpansion') return undefined;
    const name = parameterOf(part);
    const { index, operation, prefix } =
      part.type === 'ParameterExpansion' ? part : ({} as Partial<ParameterExpansionPart>);
    const [found, which] = [this.variables.get(name), index?.text ?? name];
    if (!found?.array || prefix !== undefined || !/^[@*]$/.test(which)) return undefined;
    found.used = true;
    if (found.values.some(({ text }) => /^\[[^\]]*\]=/.test(text))) return undefined;
    const values = found.values.map((value) => (this.#isSecret(name, value) ? unknown(`$${name}`) : value));
    if (operation === undefined) return { values, joined: which === '*' };
    if (operation.type !== 'Slice') return undefined;
    const [from, count] = [operation.offset, operation.length].map((word) => (word ? Number(word.text) : Infinity));
    // `$@` begins with `$1`.
    const start = (from ?? NaN) - (index === undefined ? 1 : 0);
    if (!(start >= 0) || !((count ?? NaN) >= 0)) return undefined;
    return { values: values.slice(start, start + (count ?? 0)), joined: which === '*' };
  }

  value(word: ShellWord): Value {
    return word.parts === undefined ? this.#known(word.value) : this.#join(word.parts.map((part) => this.part(part)));
  }

  part(part: WordPart): Value {
    switch (part.type) {
      case 'Literal':
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return this.#known(part.value);
      case 'DoubleQuoted':
      case 'LocaleString':
        return this.#join(part.parts.map((child) => this.part(child)));
      case 'SimpleExpansion':
        return this.variable(parameterOf(part), part.text);
      case 'ParameterExpansion':
        return this.expansion(part);
      case 'CommandExpansion': {
        const heredoc = heredocOf(part.text);
        if (heredoc !== undefined) return this.#known(heredoc);
        const before = this.submits.length;
        if (part.script) this.visitSubmitsIn(part.script);
        return this.submits.length === before ? unknown(part.text) : known('');
      }
      case 'Glob':
        return this.#known(part.value);
      default:
        for (const [name] of part.type === 'ArithmeticExpansion' ? part.text.matchAll(/[A-Za-z_]\w*/g) : [])
          this.variable(name, '');
        return part.type === 'BraceExpansion' || part.type === 'ExtendedGlob' ? known(part.text) : unknown(part.text);
    }
  }

  /** Looks into a command substitution for a spark-submit; other commands there are part of the value. */
  visitSubmitsIn(node: SyntaxNode): void {
    const lost = this.lost.length;
    const before = this.submits.length;
    this.#subshell(node);
    if (this.submits.length === before) this.lost.length = lost;
  }

  variable(name: string, text: string): Value {
    const found = this.variables.get(name);
    if (!found) return unknown(text);
    found.used = true;
    if (/^[@*]$/.test(name) && found.values.length !== 1) return this.#joinedList(found.values, text);
    const value = found.values[0] ?? known('');
    return this.#isSecret(name, value) ? unknown(`$${name}`) : value;
  }

  /** What a list is within a word. */
  #joinedList(values: readonly Value[], text: string): Value {
    const between = this.variables.get('IFS')?.values[0]?.text.slice(0, 1) ?? ' ';
    // Of `"a $@ b"` each value is a word of its own.
    return text.includes('@') && values.length > 1
      ? unknown(text)
      : this.#join(values.flatMap((value, i) => (i === 0 ? [value] : [known(between), value])));
  }

  /** Whether a variable holds a credential: what uses it then waits for the run, as if the script did not set it. */
  #isSecret(name: string, value: Value): boolean {
    const before = this.#judged.get(value);
    if (before !== undefined) return before;
    const { text, unknown } = value;
    const credential = unknown.length === 0 ? credentialIn(name, text) : undefined;
    if (credential) this.secrets.add(text).add(credential.text);
    this.#judged.set(value, credential !== undefined);
    return credential !== undefined;
  }

  expansion(part: ParameterExpansionPart): Value {
    const { index, operation, parameter, prefix } = part;
    const [list, found] = [this.#list(part), this.variables.get(parameter)];
    if (found) found.used = true;
    if (list) return this.#joinedList(list.values, part.text);
    const item =
      prefix === undefined && operation === undefined && found?.array ? found.values[Number(index?.text)] : undefined;
    if (item && !/^\[[^\]]*\]=/.test(item.text))
      return this.#isSecret(parameter, item) ? unknown(`$${parameter}`) : item;
    if (prefix !== undefined || index !== undefined) return unknown(part.text);
    if (operation === undefined) return this.variable(parameter, part.text);
    if (operation.type === 'Default' && /^:?[-=]$/.test(operation.operator)) {
      const set = this.variables.get(parameter);
      // What an option of the script sets has its default here.
      const given = (set?.branch ?? 0) > 0 && set?.branch !== this.#branch && (set?.values[0]?.unknown.length ?? 0) > 0;
      if (set && set.values[0]?.text !== '' && !given) return this.variable(parameter, part.text);
      if (given) this.#onlyIf = this.#onlyIf.filter(({ name }) => name !== parameter);
      const value = { ...this.value(operation.operand), overridable: true };
      if (this.#isSecret(parameter, value)) return unknown(`$${parameter}`);
      if (operation.operator.endsWith('=')) {
        this.variables.set(parameter, {
          values: [value],
          array: false,
          pos: part.pos,
          end: part.end,
          branch: 0,
          used: !this.#idle,
        });
      }
      return value;
    }
    return unknown(part.text);
  }
}

/** What `$(cat <<WORD …)` stands for. */
function heredocOf(text: string): string | undefined {
  const [head, , word] = /^\$\(\s*cat\s*<<-?\s*(['"]?)(\w+)(?!\w)\1[^\n]*\n/.exec(text) ?? [];
  if (head === undefined || !text.endsWith(')')) return undefined;
  const lines = text.slice(head.length, -1).trimEnd().split('\n');
  return lines.pop()?.trimStart() === word ? lines.join('\n') : undefined;
}

const unknown = (text: string): Value => ({ text, unknown: [text], overridable: false });

/** What a shell would read, and what stands for it meanwhile: one character each, so that nothing moves. */
const standIns: readonly (readonly [read: string, instead: string])[] = [
  [' ', '\u2007'],
  ['\t', '\u2002'],
  ['|', '\u2758'],
  ['(', '\u2768'],
  [')', '\u2769'],
  ['&', '\uff06'],
  [';', '\uff1b'],
  ['<', '\uff1c'],
  ['>', '\uff1e'],
  ['"', '\u2033'],
  ["'", '\u2032'],
  ['`', '\u2035'],
  ['$', '\uff04'],
  ['\\', '\uff3c'],
];
const hideFrom = new Map(standIns);
const shown = new Map(standIns.map(([read, instead]) => [instead, read]));
const asWritten = (text: string): string =>
  text.replace(/[\u2000-\u29ff\uff00-\uff5e]/g, (one) => shown.get(one) ?? one);

/** A text with what `{{NAME}}` in it stands for. */
export const filledIn = (text: string, { placeholder }: Surroundings): Value =>
  text.includes('{{')
    ? join(
        text
          .split(/([$\uff04]?\{\{[^{}]*\}\})/)
          .map((part) =>
            /^[$\uff04]?\{\{/.test(part)
              ? (placeholder(asWritten(part).slice(2, -2).trim()) ?? unknown(asWritten(part)))
              : known(part),
          ),
      )
    : known(text);

const isShell = (text: string): boolean => /(^|\/)(ba|da|k|z)?sh$/.test(text);

const parameterOf = (part: { type: string; text: string; parameter?: string }): string =>
  part.parameter ?? part.text.replace(/^\$\{?|\}$/g, '');

/** Why a command of the script is not carried over. */
export function reasonFor(text: string): string {
  const [, command = ''] = /^(?:\w+=\S*\$\(\s*)?(\S+)/.exec(text) ?? [];
  if (/toleration|affinity|pod-?template/i.test(text) || /\bTARGET\b/.test(text)) {
    return 'the generator makes the pod template from TARGET';
  }
  if (/^(set|shopt|trap|ulimit|umask)$/.test(command) || /^@echo off/i.test(text))
    return 'the generated client has settings of its own';
  if (/^@?(echo|printf|Write-Host)$/i.test(command) && !/[|>]/.test(text))
    return 'the generated client has messages of its own';
  if (/^(source|\.)$/.test(command)) return 'another file, which import does not read';
  if (/exit ?code|^exit\b|^return\b|\$\?|phase|\bstatus\b/i.test(text)) {
    return 'the status-resolver reads the driver’s exit code';
  }
  if (command.startsWith('-')) return noCommand;
  if (/\bspark-submit\s/.test(text) && !/^@?(echo|printf)$/.test(command))
    return 'how it calls spark-submit is not followed: import that command line by itself';
  return nothingElse;
}

const noCommand = 'no command: the line before it does not end in a backslash, or is a comment, which ends a command';
const nothingElse = 'the generated client runs spark-submit and nothing else';
const noSyntax = 'this is no shell syntax: ';

/** What many lines of a text that is no script have in common; nothing for what is told line by line. */
export const commonReason = (why: string): string | undefined =>
  [noCommand, nothingElse, noSyntax].find((reason) => why.startsWith(reason));

/**
 * A text as it is typed in manuals, made readable for a shell without moving anything: prompts become blanks, and
 * placeholders such as `<image>` are no redirections.
 */
const readable = (text: string): string =>
  text
    .replace(/^[ \t]*(?:(?:\[[^\]\n]*\]|[\w.-]+@\S+)[ \t]*[#$%]|[$%>])[ \t]+(?=\S*spark-submit)/gm, (prompt) =>
      ' '.repeat(prompt.length),
    )
    // What is put in before the shell reads it is one word to the shell.
    .replace(/\$?\{\{[^{}\n]*\}\}/g, (part) => part.replace(/\W/g, (one) => hideFrom.get(one) ?? one))
    .replace(/(?<!<)<([A-Za-z](?:[\w./: -]*[\w./])?)>/g, '‹$1›');

/** No script that somebody wrote is nested so deep; JavaScript's stack holds some thousand. */
const deepest = 200;

/** How deep expansions are nested; the parser's time grows with it. */
function depth(text: string): number {
  let [now, most] = [0, 0];
  for (const [bracket] of text.matchAll(/\$[({]|[)}]/g)) {
    now = bracket.startsWith('$') ? now + 1 : Math.max(0, now - 1);
    most = Math.max(most, now);
  }
  return most;
}

/** The here-documents of a script, with what it knows of its variables put in. */
export function hereDocuments(text: Text): Text[] {
  if (depth(text.content) > 50) return [];
  const reader = new Reader(text, nothingAround);
  reader.read();
  return reader.documents;
}

/** Finds the spark-submits of a shell script, or of a command line. */
export function readScripts(text: Text, around = nothingAround): Script[] {
  if (depth(text.content) > 50) return [];
  const reader = new Reader(text, around);
  reader.read();
  const variables = new Map(
    [...reader.variables].map(([name, { values, pos, end }]): [string, Word] => [
      name,
      { ...join(values), place: text.place(pos, end) },
    ]),
  );
  const scripts = reader.submits.flatMap(({ command, container, image, inner, limit, words }): readonly Script[] => {
    if (inner) return inner;
    const { exported, files, secrets } = reader;
    return [
      {
        ...{ words, command: text.place(command.pos, command.end), variables, exported, secrets, files },
        ...{ image, container, limit, lost: [] },
      },
    ];
  });
  return scripts.map((script, i) => (i === 0 ? { ...script, lost: [...reader.lost, ...script.lost] } : script));
}
