import type { Remedy } from './fix.js';

export type Severity = 'error' | 'warning' | 'info';

/** One entry of the catalogue: everything that is ever said about one kind of mistake. */
export interface CodeEntry<A> {
  readonly severity: Severity;
  /** One line that names the mistake, for `explain` and the docs. */
  readonly title: string;
  /** What is wrong here; no full stop. */
  readonly message: (args: A) => string;
  /** Why this is a mistake: what would happen. */
  readonly cause: string;
  /** What to do about it, here. */
  readonly remedy: (args: A) => Remedy;
  /** A wrong line and its right form, for `explain` and the docs. */
  readonly example?: { readonly wrong: string; readonly right: string };
}

/** Types an entry by its arguments. */
export const code = <A>(entry: CodeEntry<A>): CodeEntry<A> => entry;
