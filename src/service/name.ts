import type { Place, Report } from '../diagnostics/index.js';
import type { ServiceDefinition } from '../definition/index.js';
import { dnsLabel, type DnsLabel } from '../kubernetes.js';

/** The service's name as Kubernetes takes it. */
export function serviceName(service: ServiceDefinition, report: Report): DnsLabel | undefined {
  if (service.unread?.members.has('name')) return undefined;
  const name = dnsLabel(service.name);
  const place = (): Place => service.source.place(`${service.pointer}/name`);
  if (name === '') {
    report.add('name-without-letters', place(), { name: service.name });
    return undefined;
  }
  if (name !== service.name) report.add('name-normalised', place(), { name: service.name, normalised: name });
  return name;
}
