import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { credentialsInText, without } from '../credentials/index.js';

/** More differing lines than a person reads; finding the fewest would take long. */
const most = 4000;

/** The difference of two texts in the unified format, credentials hidden. A text that is absent is a file that is. */
export function patch(path: string, before: string | undefined, after: string | undefined): string {
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  const to = after === undefined ? '/dev/null' : `b/${path}`;
  const options = { context: 3, maxEditLength: most, headerOptions: FILE_HEADERS_ONLY };
  const text = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, options);
  if (text === undefined) return `--- ${from}\n+++ ${to}\n(more than ${most} lines differ)\n`;
  // A file that was changed by hand may hold one.
  const credentials = [before, after].flatMap((side) => credentialsInText(side ?? '').map((found) => found.text));
  return without(text, credentials);
}
