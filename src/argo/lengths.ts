import type { Report } from '../diagnostics/index.js';
import { placeOf } from '../platform/index.js';
import type { Service } from '../service/index.js';
import { parameterName } from './parameters.js';
import type { Parameter } from './types.js';

/** KiB. Linux takes 128 for one argument or environment variable, and base64 makes four bytes of three. */
const longest = 95;

/** Refuses a parameter whose own value no container could be started with. */
export function checkLengths(
  parameters: readonly Parameter[],
  { runTimeValues, service }: Pick<Service, 'runTimeValues' | 'service'>,
  report: Report,
): void {
  for (const { default: value, name } of parameters) {
    const size = Math.ceil(new TextEncoder().encode(value?.toString()).length / 1024);
    if (size <= longest) continue;
    const setting = runTimeValues.find(({ property }) => parameterName(property.key) === name)?.setting;
    const place = setting ? placeOf(setting, service) : service.source.place(service.pointer);
    report.add('argument-too-long', place, { name, size, limit: longest });
  }
}
