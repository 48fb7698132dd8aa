import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Diagnostic } from '../diagnostics/index.js';
import { inOrder } from './order.js';

const severities = { error: 'major', warning: 'minor', info: 'info' } as const;

/** Diagnostics as a Code Quality report of GitLab: it shows them in the merge request. */
export function gitlab(diagnostics: readonly Diagnostic[]): string {
  const told = inOrder(diagnostics).map(
    ({ code, message, place: { end, file, pointer, start }, remedy, severity }) => ({
      description: `${message}. Remedy: ${remedy}`,
      check_name: code,
      // Tells one finding from another, and is the same in the next run.
      fingerprint: bytesToHex(sha256(utf8ToBytes([code, file, pointer, message].join('\0')))),
      severity: severities[severity],
      location: { path: file, lines: { begin: start.line, end: end.line } },
    }),
  );
  return `${JSON.stringify(told, undefined, 2)}\n`;
}
