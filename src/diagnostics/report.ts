import { catalogue, type Code, type CodeArgs } from './catalogue.js';
import { remedyOf, type CodeEntry, type Severity } from './code.js';
import { fixOf, inWords, type Fix, type Remedy } from './fix.js';
import type { Place } from './place.js';

/** One finding about the user's input. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly place: Place;
  /** The remedy as edits of the input, where they can be told. */
  readonly fix?: Fix | undefined;
}

/** Characters of a message that are told. */
const longest = 2000;

type Counts = Record<Severity, number>;
const none: Readonly<Counts> = { error: 0, warning: 0, info: 0 };

/** Hides first and cuts then: of what stands at the end nobody could tell that it is a part of a secret. */
function told(text: string, hide: (text: string) => string): string {
  const shown = hide(text.slice(0, 2 * longest));
  return shown.length <= longest ? shown : `${shown.slice(0, longest)}…`;
}

/** A JSON Pointer without the credentials in its keys. */
const hiddenIn = (pointer: string, hide: (text: string) => string): string =>
  pointer
    .split('/')
    .map((key) => hide(key.replaceAll('~1', '/').replaceAll('~0', '~')).replaceAll('~', '~0').replaceAll('/', '~1'))
    .join('/');

/** What puts the input right; worked out where it is asked for. */
function fixing(remedy: Remedy, edited: Place['edits']): () => Fix | undefined {
  let made: { readonly fix: Fix | undefined } | undefined;
  const make = (): Fix | undefined => {
    const edits = typeof remedy === 'string' ? undefined : edited?.(remedy);
    return typeof remedy === 'string' || !edits ? undefined : fixOf(remedy, edits);
  };
  return () => (made ??= { fix: make() }).fix;
}

/**
 * Collects the diagnostics of a run. A stage adds to it and goes on as far as it can. Of an input with very many mistakes
 * the first are told, errors before warnings before notes, and how many more there are.
 */
export class Report {
  readonly #collected: Diagnostic[] = [];
  /** What hides the credentials of each text that something is told of. */
  readonly #hides = new Set<(text: string) => string>();
  readonly #counts: Counts = { ...none };
  readonly #untold: Counts = { ...none };

  /** With the findings that are told at most: of more nobody reads. */
  constructor(readonly most = 200) {}

  /** A place and arguments that take time are given as functions: what is not told never asks for them. */
  add<C extends Code>(code: C, place: Place | (() => Place), args: CodeArgs<C> | (() => CodeArgs<C>)): void {
    const entry = catalogue[code] as CodeEntry<CodeArgs<C>>;
    if (!this.#takes(entry.severity)) return;
    const where = typeof place === 'function' ? place() : place;
    const { edits, hide: hides, ...at } = where;
    const hide = hides ?? ((text: string) => text);
    if (hides) this.#hides.add(hides);
    const given = typeof args === 'function' ? (args as () => CodeArgs<C>)() : args;
    const remedy = remedyOf(entry, given);
    const fix = fixing(remedy, edits);
    this.#collected.push({
      code,
      severity: entry.severity,
      message: told(entry.message(given), hide),
      cause: entry.cause,
      remedy: told(inWords(remedy), hide),
      place: hides ? { ...at, pointer: hiddenIn(at.pointer, hides) } : at,
      get fix() {
        return fix();
      },
    });
  }

  /** Takes over what another report has collected, as it is taken. */
  include(other: Report, taken: (diagnostic: Diagnostic) => Diagnostic | undefined = (same) => same): void {
    for (const found of other.#collected) {
      const diagnostic = taken(found);
      if (diagnostic && this.#takes(diagnostic.severity)) this.#collected.push(diagnostic);
    }
    for (const hide of other.#hides) this.#hides.add(hide);
    for (const severity of ['error', 'warning', 'info'] as const) {
      this.#counts[severity] += other.#untold[severity];
      this.#untold[severity] += other.#untold[severity];
    }
  }

  #takes(severity: Severity): boolean {
    this.#counts[severity] += 1;
    if (this.#counts[severity] <= this.most) return true;
    this.#untold[severity] += 1;
    return false;
  }

  /** What is told. */
  get diagnostics(): readonly Diagnostic[] {
    const left = { ...this.#untold };
    let room = this.most;
    const rooms = { ...none };
    for (const severity of ['error', 'warning', 'info'] as const) {
      rooms[severity] = room;
      room = Math.max(0, room - this.#counts[severity]);
    }
    const fitting = this.#collected.filter(({ severity }) => {
      rooms[severity] -= 1;
      if (rooms[severity] < 0) left[severity] += 1;
      return rooms[severity] >= 0;
    });
    const kept = this.#hides.size === 0 ? fitting : fitting.map((one) => this.#hidden(one));
    const last = kept.at(-1);
    if (!last || left.error + left.warning + left.info === 0) return kept;
    const entry = catalogue['more-findings'];
    const { cause, message, severity } = entry;
    const remedy = inWords(remedyOf(entry, left));
    const place = { ...last.place, lineText: '' };
    return [...kept, { code: 'more-findings', severity, cause, message: message(left), remedy, place }];
  }

  /** One without the credentials of any text: what is told of one text may name what stands in another. */
  #hidden(one: Diagnostic): Diagnostic {
    const { cause, code, message, place, remedy, severity } = one;
    const hide = (text: string): string => [...this.#hides].reduce((shown, hides) => hides(shown), text);
    return {
      code,
      severity,
      cause,
      message: hide(message),
      remedy: hide(remedy),
      place,
      // What may not be told is not written either.
      get fix() {
        return one.fix?.edits.every(({ text }) => hide(text) === text) ? one.fix : undefined;
      },
    };
  }

  /** Errors so far; a stage compares before and after to know whether its own input was sound. */
  get errors(): number {
    return this.#counts.error;
  }
}
