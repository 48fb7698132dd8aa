import { credentialsIn } from '../credentials/index.js';
import { child, type Allowed, type SourceFile } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import type { PlatformProfile as Document } from './generated/platform.js';
import { glob } from './policy.js';

type Allowance = NonNullable<NonNullable<Document['credentials']>['allow']>[number];

/** What a profile says is no credential: one text under one key, or under those that a pattern fits. */
export function allowances(profile: string, entries: readonly Allowance[], keyOf: (key: string) => string): Allowed {
  const all = entries.map(({ key, reason, value }) => ({ match: glob(key), reason, value }));
  return (key, value) => {
    const found = all.find((one) => one.value === value && (one.match(key) || one.match(keyOf(key))));
    return found && { profile, reason: found.reason };
  };
}

// Keys that a pattern fits: one that says nothing, and one under which most texts are credentials.
const samples = ['x', 'password'];

/** Tells of entries without which nothing would be refused. */
export function checkAllowances(entries: readonly Allowance[], source: SourceFile, report: Report): void {
  for (const [index, { key, value }] of entries.entries()) {
    const keys = samples.map((sample) => key.replaceAll('*', sample));
    if (keys.some((one) => credentialsIn({ [one]: value }).some(({ whole }) => whole === value))) continue;
    report.add('allowance-without-use', source.place(child('/credentials/allow', String(index))), { key });
  }
}
