import { distance } from 'fastest-levenshtein';

/** A key with letters only: `memory.overhead` and `memoryoverhead` are `memoryOverhead`. */
const letters = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The candidate that differs by no more than a slip: two letters, or dots and capitals. */
export function nearest(key: string, candidates: Iterable<string>): string | undefined {
  const wanted = letters(key);
  let best: string | undefined;
  let least = 3;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - key.length) > 4) continue;
    const found = distance(wanted, letters(candidate));
    if (found < least) [best, least] = [candidate, found];
  }
  return best;
}
