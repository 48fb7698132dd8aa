import { child } from '../definition/index.js';
import { violations, type Made } from './check.js';
import { isText, type Text } from './placeholder.js';
import type { Draft, Sealed, WorkflowTemplate } from './types.js';

/** What is generated. */
export interface Product {
  readonly manifest: WorkflowTemplate;
  readonly draft: Draft;
  /** The texts of the manifest that are more than what they say. */
  readonly made: Made;
}

/** A product that is not what it must be, whatever the input was: a mistake of ours. */
class Violation extends Error {
  override readonly name = 'Violation';
}

/** Data with its texts as they are written. */
export function written<T>(draft: T, pointer = '', made = new Map<string, Text>()): Sealed<T> {
  const sealed = (value: unknown, at: string): unknown => {
    if (isText(value)) {
      made.set(at, value);
      return value.toString();
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item, n) => sealed(item, child(at, n)));
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sealed(member, child(at, key))]));
  };
  return sealed(draft, pointer) as Sealed<T>;
}

/** Writes the texts of a draft, and looks at the whole once more. */
export function seal(draft: Draft): Product {
  const made = new Map<string, Text>();
  const manifest = written(draft, '', made);
  const [first, ...more] = violations(manifest, made);
  if (first === undefined) return { manifest, draft, made };
  throw new Violation(
    `${[first, ...more.slice(0, 4)].join('; ')}. Nothing was written. The input is not to blame: this is a mistake of alida-argo, please report it.`,
  );
}
