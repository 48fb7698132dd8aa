import { violations } from './check.js';
import { isText } from './placeholder.js';
import type { CronDraft, Draft, Sealed, WorkflowTemplate } from './types.js';

/** A WorkflowTemplate as it is written. */
export interface SealedTemplate {
  readonly manifest: WorkflowTemplate;
  /** What it was made from: its texts know which of them are more than what they say. */
  readonly draft: Draft;
}

/** A product that is not what it must be, whatever the input was: a mistake of ours. */
class Violation extends Error {
  override readonly name = 'Violation';
}

/** Data with its texts as they are written. */
export function written<T>(draft: T): Sealed<T> {
  const sealed = (value: unknown): unknown => {
    if (isText(value)) return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(sealed);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sealed(member)]));
  };
  return sealed(draft) as Sealed<T>;
}

/** Writes the texts of a draft, and looks at the whole once more. */
export function seal<D extends Draft | CronDraft>(draft: D): { manifest: Sealed<D>; draft: D } {
  const manifest = written(draft);
  const [first, ...more] = violations(manifest, draft);
  if (first === undefined) return { manifest, draft };
  throw new Violation(
    `${[first, ...more.slice(0, 4)].join('; ')}. Nothing was written. The input is not to blame: this is a mistake of alida-argo, please report it.`,
  );
}
