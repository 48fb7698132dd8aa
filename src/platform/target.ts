import { credentialIn } from '../credentials/index.js';
import type { Place, Report } from '../diagnostics/index.js';
import { schemaDiagnostics } from '../definition/index.js';
import type { PlatformProfile } from './generated/platform.js';
import validate from './generated/platform.validate.js';

/** Alida's TARGET: where the pods of a run may be scheduled, in Kubernetes' own terms. */
export type Target = Exclude<NonNullable<PlatformProfile['target']>, string>;

/** Reads TARGET from its JSON text; affinity and tolerations may each be absent, null or empty. */
export function checkTarget(text: string, place: () => Place, report: Report): Target | undefined {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    report.add('target-not-json', place(), {});
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report.add('target-not-json', place(), {});
    return undefined;
  }
  const credential = credentialIn('', text);
  if (credential) {
    report.add('credential-in-plain-text', place(), { key: 'TARGET', rule: credential.rule, free: true });
    return undefined;
  }
  // The profile's schema says what a TARGET is.
  if (validate({ apiVersion: 'alida-argo/v1', kind: 'PlatformProfile', target: value })) return value;
  // Inside a text there are no places: all is told at the text.
  const at = place();
  schemaDiagnostics(validate.errors, { file: at.file, text: '', value, place: () => at }, '', report);
  return undefined;
}
