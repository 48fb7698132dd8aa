import { closest, distance } from 'fastest-levenshtein';

/** Of more words than these the first are compared, and no longer word is taken for a slip. */
const most = 1000;
const longest = 100;

/** The word that was probably meant; undefined where none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > longest) return undefined;
  const allowed = word.length < 3 ? 0 : word.length < 4 ? 1 : word.length < 9 ? 2 : 3;
  const near = candidates.slice(0, most).filter(({ length }) => Math.abs(length - word.length) <= allowed);
  if (near.length === 0) return undefined;
  const byLowerCase = new Map(near.map((candidate) => [candidate.toLowerCase(), candidate]));
  const found = closest(word.toLowerCase(), [...byLowerCase.keys()]);
  return distance(word.toLowerCase(), found) <= allowed ? byLowerCase.get(found) : undefined;
}
