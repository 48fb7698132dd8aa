import { around, Report, type Place } from '../diagnostics/index.js';
import { child, inOrder, readSource, schemaDiagnostics, type SourceFile } from '../definition/index.js';
import type { PlatformProfile } from './generated/platform.js';
import { isMapping, type Mapping } from './mapping.js';
import { placeOf, type Origin, type Setting } from './setting.js';
import { podErrors } from './pod-schema.js';

/** Alida's TARGET: where the pods of a run may be scheduled, in Kubernetes' own terms. */
export type Target = Exclude<NonNullable<PlatformProfile['target']>, string>;

/** Whether a member of a value stands in the text that it is from, as one. */
const hasMember = ({ pointer, source }: Origin, value: Mapping): boolean =>
  Object.keys(value).some((key) => source.place(child(pointer, key)).pointer === child(pointer, key));

/** Reads TARGET from its JSON text; affinity and tolerations may each be absent, null or empty. */
export function checkTarget(target: Setting, fallback: Origin, report: Report): Target | undefined {
  const { origin, value: text } = target;
  if (text.trim() === '') return {};
  const at = (): Place => placeOf(target, fallback);
  if (!/^\s*\{/.test(text)) {
    report.add('target-not-json', at, {});
    return undefined;
  }
  const found = new Report();
  const source = readSource('TARGET', text, found);
  const value = source?.value;
  const errors = source ? podErrors(value, 'Target') : [];
  const sound = source && errors.length === 0 ? inOrder(value as Target) : undefined;
  if (sound && found.diagnostics.length === 0) return sound;
  if (source && origin && isMapping(value) && hasMember(origin, value)) {
    // An object as it stands, of which the text was made: there are its keys, and there it is put right.
    const place: SourceFile['place'] = (pointer, part) => origin.source.place(origin.pointer + pointer, part);
    schemaDiagnostics(errors, { place, text }, '', report);
    return sound;
  }
  if (source) schemaDiagnostics(errors, source, '', found);
  const inside = origin?.source.inside(origin.pointer, text) ?? around(at);
  report.include(found, ({ fix, ...told }) => {
    const edits = fix?.edits.flatMap((edit) => inside.edit(edit) ?? []);
    const isWhole = fix && edits?.length === fix.edits.length;
    return { ...told, place: inside.place(told.place), ...(isWhole && { fix: { ...fix, edits } }) };
  });
  return sound;
}
