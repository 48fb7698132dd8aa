import { Report, type Place } from '../diagnostics/index.js';
import { inOrder, readSource, schemaDiagnostics } from '../definition/index.js';
import type { PlatformProfile } from './generated/platform.js';
import { placeOf, type Origin, type Setting } from './setting.js';
import { podErrors } from './pod-schema.js';

/** Alida's TARGET: where the pods of a run may be scheduled, in Kubernetes' own terms. */
export type Target = Exclude<NonNullable<PlatformProfile['target']>, string>;

/** Reads TARGET from its JSON text; affinity and tolerations may each be absent, null or empty. */
export function checkTarget(target: Setting, fallback: Origin, report: Report): Target | undefined {
  const { origin, value: text } = target;
  if (text.trim() === '') return {};
  const at = (): Place => placeOf(target, fallback);
  if (!/^\s*\{/.test(text)) {
    report.add('target-not-json', at, {});
    return undefined;
  }
  const inside = origin ? origin.source.inside(origin.pointer, text) : at;
  const found = new Report();
  const source = readSource('TARGET', text, found);
  const value = source?.value;
  const errors = source ? podErrors(value, 'Target') : [];
  if (source) schemaDiagnostics(errors, source, '', found);
  report.include(found, (diagnostic) => ({ ...diagnostic, fix: undefined, place: inside(diagnostic.place) }));
  return source && errors.length === 0 ? inOrder(value as Target) : undefined;
}
