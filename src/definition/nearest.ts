import { closest, distance } from 'fastest-levenshtein';

/** The word that was probably meant; undefined where none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const byLowerCase = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const found = closest(word.toLowerCase(), [...byLowerCase.keys()]);
  const allowed = word.length < 3 ? 0 : word.length < 4 ? 1 : word.length < 9 ? 2 : 3;
  return distance(word.toLowerCase(), found) <= allowed ? byLowerCase.get(found) : undefined;
}
