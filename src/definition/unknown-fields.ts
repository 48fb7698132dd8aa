import { distance } from 'fastest-levenshtein';
import type { Place, Report } from '../diagnostics/index.js';
import { child } from './pointer.js';
import type { SourceFile } from './types.js';

const letters = (field: string): string => field.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The known field that was probably meant: by other capitals, a slip or its beginning. One that is there is not meant. */
function meant(field: string, object: object, known: readonly string[]): string | undefined {
  const spelt = letters(field);
  if (spelt.length > longest) return undefined;
  const slips = spelt.length < 5 ? 0 : spelt.length < 8 ? 1 : 2;
  const open = known.filter((name) => !Object.hasOwn(object, name));
  return (
    open.find((name) => distance(spelt, letters(name)) <= slips) ??
    open.find((name) => spelt.length >= 5 && letters(name).startsWith(spelt))
  );
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
    const near = meant(field, object, known);
    const place = (): Place => source.place(pointer, 'key');
    if (near === undefined) report.add('unknown-field', place, { field, count });
    else report.add('misspelt-field', place, { field, count, near });
  }
}
