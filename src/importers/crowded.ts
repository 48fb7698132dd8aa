import type { Place, Report } from '../diagnostics/index.js';

/** Whether there is more of something than anybody reads, which is told. */
export function isCrowded(what: string, count: number, limit: number, place: Place, report: Report): boolean {
  if (count > limit) report.add('too-many-items', place, { what, count, limit });
  return count > limit;
}
