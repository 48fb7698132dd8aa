import { Report, type Place } from '../diagnostics/index.js';
import { inOrder, readSource, schemaDiagnostics } from '../definition/index.js';
import type { PlatformProfile } from './generated/platform.js';
import validate from './generated/platform.validate.js';

/** Alida's TARGET: where the pods of a run may be scheduled, in Kubernetes' own terms. */
export type Target = Exclude<NonNullable<PlatformProfile['target']>, string>;

/** Reads TARGET from its JSON text; affinity and tolerations may each be absent, null or empty. */
export function checkTarget(text: string, place: () => Place, report: Report): Target | undefined {
  if (text.trim() === '') return {};
  const found = new Report();
  const source = /^\s*\{/.test(text) ? readSource('TARGET', text, found) : undefined;
  if (!source) {
    // Inside a text there are no places: all is told at the text.
    const at = place();
    if (found.diagnostics.every(({ code }) => code === 'syntax-error')) report.add('target-not-json', at, {});
    report.include(found, (diagnostic) =>
      diagnostic.code === 'syntax-error' ? undefined : { ...diagnostic, place: at, fix: undefined },
    );
    return undefined;
  }
  const { value } = source;
  // The profile's schema says what a TARGET is.
  if (validate({ apiVersion: 'alida-argo/v1', kind: 'PlatformProfile', target: value }))
    return inOrder(value as Target);
  const at = place();
  schemaDiagnostics(validate.errors, { file: at.file, text: '', value, place: () => at }, '', report);
  return undefined;
}
