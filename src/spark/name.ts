import type { Place, Report } from '../diagnostics/index.js';
import type { ServiceDefinition } from '../definition/index.js';

/** CronWorkflow names end here, so that a template can be scheduled under its own name. */
const longest = 52;

/** A DNS-1123 label made of any text: accents dropped, the rest replaced by dashes; may be empty. */
export const dnsLabel = (text: string, length = longest): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, length)
    .replace(/-$/, '');

/** The service's name as Kubernetes takes it. */
export function serviceName(service: ServiceDefinition, report: Report): string | undefined {
  const name = dnsLabel(service.name);
  const place = (): Place => service.source.place(`${service.pointer}/name`);
  if (name === '') {
    report.add('name-without-letters', place(), { name: service.name });
    return undefined;
  }
  if (name !== service.name) report.add('name-normalised', place(), { name: service.name, normalised: name });
  return name;
}
