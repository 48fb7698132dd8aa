import type { Report } from '../diagnostics/index.js';
import { child } from './pointer.js';
import type { SourceFile } from './types.js';

/** Tells of members that nobody reads, each name once. */
export function tellUnknownFields(
  objects: readonly (readonly [pointer: string, object])[],
  known: readonly string[],
  source: SourceFile,
  report: Report,
): void {
  const first = new Map<string, { pointer: string; count: number }>();
  for (const [at, object] of objects) {
    for (const field of Object.keys(object)) {
      if (known.includes(field)) continue;
      const seen = first.get(field);
      if (seen === undefined) first.set(field, { pointer: child(at, field), count: 1 });
      else seen.count += 1;
    }
  }
  for (const [field, { pointer, count }] of first) {
    report.add('unknown-field', () => source.place(pointer, 'key'), { field, count });
  }
}
