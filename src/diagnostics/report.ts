import { catalogue, type Code, type CodeArgs } from './catalogue.js';
import type { CodeEntry, Severity } from './code.js';
import type { Place } from './place.js';

/** One finding about the user's input. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly place: Place;
}

/** Collects the diagnostics of a run. A stage adds to it and goes on as far as it can. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];
  #errors = 0;

  add<C extends Code>(code: C, { hide = (text) => text, ...place }: Place, args: CodeArgs<C>): void {
    const entry = catalogue[code] as CodeEntry<CodeArgs<C>>;
    if (entry.severity === 'error') this.#errors += 1;
    this.diagnostics.push({
      code,
      severity: entry.severity,
      message: hide(entry.message(args)),
      cause: entry.cause,
      remedy: hide(entry.remedy(args)),
      place,
    });
  }

  /** Takes over what was found elsewhere, or what of it is wanted. */
  include(
    { diagnostics }: { readonly diagnostics: readonly Diagnostic[] },
    wanted: (diagnostic: Diagnostic) => boolean = () => true,
  ): void {
    const taken = diagnostics.filter(wanted);
    this.diagnostics.push(...taken);
    this.#errors += taken.filter(({ severity }) => severity === 'error').length;
  }

  /** Errors so far; a stage compares before and after to know whether its own input was sound. */
  get errors(): number {
    return this.#errors;
  }
}
