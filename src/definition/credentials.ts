import { credentialsIn } from '../credentials/index.js';
import type { Report } from '../diagnostics/index.js';
import type { SourceFile } from './types.js';

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
    const place = source.place(`${pointer}${at}`);
    report.add('credential-in-plain-text', place, {
      key: key || at.slice(at.lastIndexOf('/') + 1),
      ...credential,
      free: !key.startsWith('spark.'),
    });
  }
}
