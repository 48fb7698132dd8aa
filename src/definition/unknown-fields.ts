import { distance } from 'fastest-levenshtein';
import type { Place, Report } from '../diagnostics/index.js';
import { child } from './pointer.js';
import type { SourceFile } from './types.js';

const letters = (field: string): string => field.toLowerCase().replace(/[^a-z0-9]/g, '');

const digits = (field: string): string => field.replace(/\D/g, '');

/** Slips between two names; two letters that changed places are one. */
function slipsBetween(one: string, other: string): number {
  let first = 0;
  while (first < one.length && one[first] === other[first]) first += 1;
  const swapped =
    one.slice(0, first) + one.charAt(first + 1) + one.charAt(first) + one.slice(first + 2) === other && one !== other;
  return swapped ? 1 : distance(one, other);
}

/** The known field that was probably meant: by other capitals, a slip or its beginning. `step-1` is no slip of `step-2`. */
function meant(field: string, open: readonly string[]): string | undefined {
  const spelt = letters(field);
  if (spelt.length < 3 || spelt.length > longest) return undefined;
  const slips = spelt.length < 5 ? 0 : spelt.length < 8 ? 1 : 2;
  const [nearest] = open
    .map((name) => ({ name, count: slipsBetween(spelt, letters(name)) }))
    .filter(({ count, name }) => count <= slips && digits(name) === digits(field))
    .sort((a, b) => a.count - b.count);
  if (nearest) return nearest.name;
  const [begun, ...others] = open.filter((name) => letters(name).startsWith(spelt));
  return others.length === 0 || spelt.length >= 5 ? begun : undefined;
}

/** No longer field is taken for a slip. */
const longest = 100;

/** Tells of members that nobody reads, each name once. */
export function tellUnknownFields(
  objects: readonly (readonly [pointer: string, object])[],
  known: readonly string[],
  source: SourceFile,
  report: Report,
): void {
  const first = new Map<string, { pointer: string; count: number; object: object }>();
  for (const [at, object] of objects) {
    for (const field of Object.keys(object)) {
      if (known.includes(field)) continue;
      const seen = first.get(field);
      if (seen === undefined) first.set(field, { pointer: child(at, field), count: 1, object });
      else seen.count += 1;
    }
  }
  for (const [field, { pointer, count, object }] of first) {
    const isThere = (name: string): boolean => Object.hasOwn(object, name);
    const near = meant(
      field,
      known.filter((name) => !isThere(name)),
    );
    // Several of them are another matter.
    const beside = known.filter((name) => isThere(name) && field !== `${name}s`);
    const there = near === undefined ? meant(field, beside) : undefined;
    const place = (): Place => source.place(pointer, 'key');
    if (near !== undefined) report.add('misspelt-field', place, { field, count, near });
    else if (there !== undefined) report.add('misspelt-field', place, { field, count, there });
    else report.add('unknown-field', place, { field, count });
  }
}

/** Tells of the members of an object that are nearly one of those that count; others of it are nobody's business. */
export function tellMisspeltFields(
  [pointer, object]: readonly [pointer: string, object],
  counted: readonly string[],
  source: SourceFile,
  report: Report,
): void {
  for (const field of Object.keys(object).slice(0, longest)) {
    const open = counted.filter((name) => !Object.hasOwn(object, name));
    const near = counted.includes(field) ? undefined : meant(field, open);
    if (near !== undefined)
      report.add('misspelt-field', () => source.place(child(pointer, field), 'key'), { field, count: 1, near });
  }
}
