import type { Report } from '../diagnostics/index.js';
import type { SourceFile } from '../definition/index.js';
import type { PlatformProfile } from '../platform/index.js';
import { dnsLabel, inLabelLetters, type DnsLabel } from '../kubernetes.js';

/** What a WorkflowTemplate can be named after. */
interface Named {
  /** A DNS label. */
  readonly name: string;
  readonly profile: PlatformProfile;
  readonly service: { readonly source: SourceFile; readonly pointer: string; readonly version?: string };
}

/** The WorkflowTemplate's name by the profile's naming pattern: a DNS label of at most 52 characters. */
export function templateName({ name, profile, service }: Named, report: Report): DnsLabel | undefined {
  if (profile.naming.includes('{version}') && service.version === undefined) {
    report.add('version-missing', service.source.place(service.pointer), { naming: profile.naming });
    return undefined;
  }
  const version = service.version ?? '';
  const whole = profile.naming.replaceAll('{name}', name).replaceAll('{version}', version.toLowerCase());
  const label = dnsLabel(whole);
  // Cut, two versions could become one name.
  if (label === '' || label.length < inLabelLetters(whole).length) {
    report.add('name-too-long', service.source.place(`${service.pointer}/name`), { name: whole, longest: 52 });
    return undefined;
  }
  return label;
}
