import type { Place, Report } from '../diagnostics/index.js';
import { placeOf, type Setting } from '../platform/index.js';
import type { Baked } from './placeholder.js';

/** KiB that Linux takes for one argument or variable, with its NUL. */
const longest = 128;

/** Each of its lines is an argument; of a workflow's step, too. */
const ofLines = /(?:^|_)application-args$/;

/** Refuses a value that no container could be started with. */
export function checkLength(name: string, value: string, place: () => Place, report: Report): void {
  // A character has three bytes at the most: of nearly all values nobody has to count.
  if ((name.length + value.length + 4) * 3 <= longest * 1024) return;
  const bytes = (line: string): number =>
    new TextEncoder().encode(`--${name}=${line.replaceAll('$', '$$$$')}\0`).length;
  const lines = ofLines.test(name) ? value.split('\n') : [value];
  const size = Math.ceil(lines.reduce((most, line) => Math.max(most, bytes(line)), 0) / 1024);
  if (size > longest) report.add('argument-too-long', place, { name, size, limit: longest });
}

/** The same for all that a definition, or the profile, says of a service. */
export function checkLengths(application: Baked, report: Report): void {
  const { arguments: fixed, globals, runTimeValues, service, settings = [] } = application;
  const all: readonly (readonly [string, Setting | undefined])[] = [
    ...[...settings].filter(([key]) => key !== 'TARGET'),
    ...globals,
    ...fixed.map(({ key, setting }) => [key, setting] as const),
    ...runTimeValues.map(({ property, setting }) => [property.key, setting] as const),
  ];
  for (const [key, setting] of all) {
    if (setting) checkLength(key, setting.value, () => placeOf(setting, service), report);
  }
}
