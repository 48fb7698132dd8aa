import type { Change, Remedy } from './fix.js';

export type Severity = 'error' | 'warning' | 'info';

/** Words in which `<name>` stands for an argument, and what they change; `if` names one without which it is no remedy. */
export type Way = string | ((Change | { readonly say: string }) & { readonly if?: string });

/** One entry of the catalogue: everything that is ever said about one kind of mistake. */
export interface CodeEntry<A> {
  readonly severity: Severity;
  /** One line that names the mistake, for `explain` and the docs. */
  readonly title: string;
  /** What is wrong here; no full stop. */
  readonly message: (args: A) => string;
  /** Why this is a mistake: what would happen. */
  readonly cause: string;
  /** What to do about it: the first of the ways whose arguments are all there. */
  readonly remedy: Way | readonly Way[];
  /** What the ways name beside the arguments. */
  readonly words?: (args: A) => Readonly<Record<string, unknown>>;
  /** A wrong line and its right form, for `explain` and the docs. */
  readonly example?: { readonly wrong: string; readonly right: string };
}

const isChange = (way: Exclude<Way, string>): way is Change =>
  ['value', 'key', 'delete', 'text'].some((part) => part in way);

const tag = /<(\w+)>(`?)/g;

const namesIn = (way: Way): readonly string[] =>
  (typeof way === 'string' ? [way] : Object.values(way).filter((text) => typeof text === 'string')).flatMap((text) =>
    [...text.matchAll(tag)].map(([, name = '']) => name),
  );

/** Words with the arguments in their places; each item of a list in quotes where it stands in quotes. */
const filled = (text: string, args: Readonly<Record<string, unknown>>): string =>
  text.replace(tag, (_, name: string, quote: string) => {
    const value = args[name];
    const told = Array.isArray(value) ? value.join(`${quote}, ${quote}`) || 'none' : String(value);
    return told + quote;
  });

/** What an entry's remedy says of what is told. */
export function remedyOf<A>(entry: CodeEntry<A>, given: A): Remedy {
  const args: Readonly<Record<string, unknown>> = { ...given, ...entry.words?.(given) };
  const ways: readonly Way[] = [entry.remedy].flat();
  const applies = (way: Way): boolean =>
    (typeof way === 'string' || way.if === undefined || Boolean(args[way.if])) &&
    namesIn(way).every((name) => args[name] !== undefined);
  const way = ways.find(applies) ?? ways.at(-1) ?? '';
  if (typeof way !== 'string') {
    const parts = Object.entries(way).filter(([name]) => name !== 'if');
    const told = parts.map(([name, part]) => [name, typeof part === 'string' ? filled(part, args) : part]);
    return isChange(way) ? (Object.fromEntries(told) as Change) : filled(way.say, args);
  }
  // What is one argument alone comes from where the mistake is found.
  const alone = /^<(\w+)>$/.exec(way)?.[1];
  return alone === undefined ? filled(way, args) : (args[alone] as Remedy);
}

/** A text of a user's in quotes, or its beginning. */
export const shortened = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** Types an entry by its arguments. */
export const code = <A>(entry: CodeEntry<A>): CodeEntry<A> => entry;
