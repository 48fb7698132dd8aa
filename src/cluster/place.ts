import type { Place } from '../diagnostics/index.js';

const start = { line: 1, column: 1, offset: 0 };

/** What is said of a cluster has no file. */
export const placeIn = (cluster: string): Place => {
  return { file: `<${cluster}>`, pointer: '', start, end: start, lineText: '' };
};
