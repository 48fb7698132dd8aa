import type { Place } from '../../../src/diagnostics/index.js';

const start = { line: 1, column: 1, offset: 0 };

/** Any place: these tests ask what is said, not where. */
export const place: Place = { file: 'x.json', pointer: '', start, end: start, lineText: '' };
export const at = { place: (): Place => place };
