import type { Place, Report } from '../diagnostics/index.js';
import { placeOf } from '../platform/index.js';
import type { Service } from '../service/index.js';
import { parameterName } from './parameters.js';
import type { Parameter } from './types.js';

/** KiB. Linux takes 128 for one argument or environment variable, and base64 makes four bytes of three. */
const longest = 95;

/** Refuses a value that no container could be started with. */
export function checkLength(name: string, value: string, place: () => Place, report: Report): void {
  const size = Math.ceil(new TextEncoder().encode(value).length / 1024);
  if (size > longest) report.add('argument-too-long', place, { name, size, limit: longest });
}

/** The same for the parameters that a template has values of. */
export function checkLengths(
  parameters: readonly Parameter[],
  { runTimeValues, service }: Pick<Service, 'runTimeValues' | 'service'>,
  report: Report,
): void {
  for (const { default: value, name } of parameters) {
    const place = (): Place => {
      const setting = runTimeValues.find(({ property }) => parameterName(property.key) === name)?.setting;
      return setting ? placeOf(setting, service) : service.source.place(service.pointer);
    };
    checkLength(name, value?.toString() ?? '', place, report);
  }
}
