import type { Report } from '../diagnostics/index.js';
import { dnsLabel, type SparkApplication } from '../spark/index.js';

/** The WorkflowTemplate's name by the profile's naming pattern: a DNS label of at most 52 characters. */
export function templateName(application: SparkApplication, report: Report): string | undefined {
  const { name, profile, service } = application;
  if (profile.naming.includes('{version}') && service.version === undefined) {
    report.add('version-missing', service.source.place(service.pointer), { naming: profile.naming });
    return undefined;
  }
  const version = service.version ?? '';
  const whole = profile.naming.replaceAll('{name}', name).replaceAll('{version}', version.toLowerCase());
  const label = dnsLabel(whole);
  // Cut, two versions could become one name.
  if (label.length < dnsLabel(whole, Infinity).length) {
    report.add('name-too-long', service.source.place(`${service.pointer}/name`), { name: whole, longest: 52 });
    return undefined;
  }
  return label;
}
