import { credentialsIn, type Credential } from '../credentials/index.js';
import type { Place, Report } from '../diagnostics/index.js';
import type { SourceFile } from './types.js';

/** Refuses a credential, or warns where it is only likely to be one. */
export function tellCredential(
  { level, rule, within }: Credential,
  place: Place,
  args: { readonly key: string; readonly free?: boolean },
  report: Report,
): void {
  report.add(level === 'sure' ? 'credential-in-plain-text' : 'possible-credential', place, {
    rule,
    ...(within !== undefined && { within }),
    ...args,
  });
}

/**
 * Refuses credentials in plain data that lies at `pointer` of a source.
 *
 * @param members The places that count, as JSON Pointers below `pointer`.
 */
export function tellCredentials(
  value: unknown,
  source: SourceFile,
  pointer: string,
  members: RegExp,
  report: Report,
): void {
  for (const { key, pointer: at, ...credential } of credentialsIn(value)) {
    if (!members.test(at)) continue;
    const name = key || at.slice(at.lastIndexOf('/') + 1);
    tellCredential(credential, source.place(`${pointer}${at}`), { key: name, free: !key.startsWith('spark.') }, report);
  }
}
