import type { ServiceDefinition } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import { checkReference } from '../platform/index.js';

/** Judges a definition's own image. */
export function checkImage({ pointer, source, url }: ServiceDefinition, report: Report): void {
  if (url !== undefined) checkReference('url', url, () => source.place(`${pointer}/url`), report, 'docker://');
}
