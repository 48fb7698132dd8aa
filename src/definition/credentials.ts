import { type Credential, credentialIn, credentialsIn, credentialsInText, without } from '../credentials/index.js';
import type { Place, Report } from '../diagnostics/index.js';
import { segments } from './pointer.js';
import type { SourceFile } from './types.js';

/** Why a platform says that a text under a key is no credential; nothing where it does not. */
export type Allowed = (key: string, value: string) => { readonly profile: string; readonly reason: string } | undefined;

/** Refuses a credential, or warns where it is only likely to be one, or tells why it is allowed; gives whether it is refused. */
function tell(
  { level, rule, within }: Credential,
  { free, key, value }: { readonly key: string; readonly value: string; readonly free?: boolean },
  place: Place,
  allowed: Allowed,
  report: Report,
): boolean {
  const allowance = allowed(key, value);
  if (allowance) {
    report.add('credential-allowed', place, { key, rule, ...allowance });
    return false;
  }
  report.add(level === 'sure' ? 'credential-in-plain-text' : 'possible-credential', place, {
    key,
    rule,
    ...(within !== undefined && { within }),
    ...(free !== undefined && { free }),
  });
  return level === 'sure';
}

/** Judges the value of a setting or an argument; gives whether it is refused as a credential. */
export function tellCredential(
  key: string,
  value: string,
  place: () => Place,
  allowed: Allowed,
  report: Report,
): boolean {
  const found = credentialIn(key, value);
  return found !== undefined && tell(found, { key, value }, place(), allowed, report);
}

/**
 * Judges plain data that lies at `pointer` of a source; gives where in it credentials are refused.
 *
 * @param members The places that count, as JSON Pointers below `pointer`.
 */
export function tellCredentials(
  data: unknown,
  source: Pick<SourceFile, 'place'>,
  pointer: string,
  members: RegExp,
  allowed: Allowed,
  report: Report,
): string[] {
  const refused: string[] = [];
  for (const { key, pointer: at, whole, ...credential } of credentialsIn(data)) {
    if (!members.test(at)) continue;
    const member = segments(at).at(-1) ?? '';
    const args = { key: key || member, value: whole, free: !key.startsWith('spark.') };
    const place = source.place(`${pointer}${at}`, key === '' && whole === member ? 'key' : 'value');
    if (tell(credential, args, place, allowed, report)) refused.push(at);
  }
  return refused;
}

/** A name that one text gives, as it is told of another one. */
export const shownName = (name: string): string =>
  without(
    name,
    credentialsInText(name).map(({ text }) => text),
  );
