import { distance } from 'fastest-levenshtein';

/** A key with letters only: `memory.overhead` and `memoryoverhead` are `memoryOverhead`. */
const letters = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '');

const spellings = new Map<string, string>();

/** The candidate that differs by no more than a slip: some letters, or dots and capitals. */
export function nearest(key: string, candidates: Iterable<string>, letterSlips = 2): string | undefined {
  const wanted = letters(key);
  let best: string | undefined;
  let least = letterSlips + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - key.length) > 4) continue;
    const spelled = spellings.get(candidate) ?? letters(candidate);
    spellings.set(candidate, spelled);
    if (Math.abs(spelled.length - wanted.length) >= least) continue;
    const found = distance(wanted, spelled);
    if (found < least) [best, least] = [candidate, found];
  }
  return best;
}
