import type { Place, Report } from '../diagnostics/index.js';
import { readImage } from '../kubernetes.js';

/** Refuses an image that no kubelet would ask a registry for, and tells of one that is another one tomorrow. */
export function checkReference(key: string, image: string, place: () => Place, report: Report, scheme = ''): void {
  const read = readImage(image);
  if (read) {
    if (!read.chosen) report.add('image-without-tag', place, { key, image });
    return;
  }
  const name = image.trim().replace(/^[a-z]+:\/\//i, '');
  const [digest, colon] = [name.indexOf('@'), name.lastIndexOf(':')];
  const end = digest >= 0 ? digest : colon > name.lastIndexOf('/') ? colon : name.length;
  const instead = [name, name.slice(0, end).toLowerCase() + name.slice(end)].find((one) => readImage(one));
  report.add('image-reference', place, { key, image, ...(instead !== undefined && { instead: scheme + instead }) });
}
