import { parse } from 'yaml';
import { credentialIn, hidden } from '../credentials/index.js';
import { facts, type Facts } from './facts.js';
import { label } from './label.js';

/** One difference of meaning. */
export interface Change {
  /** The value's name, as a reviewer says it: `executor memory`. */
  readonly what: string;
  /** Absent: the value is new; null: there was a place for it, but no value. */
  readonly from?: string | null;
  /** Absent: the value is gone. */
  readonly to?: string | null;
}

/** A manifest that we wrote is smaller; of another file's content the lines tell enough. */
const largest = 2 ** 20;

/** What a text holds, or nothing where it is no plain data: an edited file may hold anything. */
export function parsed(text: string): unknown {
  try {
    const value: unknown = text.length > largest ? undefined : parse(text, { maxAliasCount: 0 });
    JSON.stringify(value); // fails where it is circular, or nested too deep
    return value;
  } catch {
    return undefined;
  }
}

const shown = (key: string, value: string | null): string | null =>
  value !== null && credentialIn(key, value) ? hidden : value;

/** What differs in meaning between two manifests; in the order of the new one, what is gone at the end. */
export function changes(before: unknown, after: unknown): Change[] {
  const [old, now] = [facts(before), facts(after)];
  const found = [...compare(old, now)];
  const own = found.filter(({ derived }) => !derived);
  const seen = new Set<string>();
  return (own.length > 0 ? own : found).flatMap(({ change }) => {
    // A parameter stands in the workflow's arguments and in main's inputs.
    const text = JSON.stringify(change);
    if (seen.has(text)) return [];
    seen.add(text);
    return [change];
  });
}

function* compare(old: Facts, now: Facts): Generator<{ readonly change: Change; readonly derived: boolean }> {
  for (const id of new Set([...now.keys(), ...old.keys()])) {
    const [from, to] = [old.get(id), now.get(id)];
    if (from?.value === to?.value && from && to) continue;
    const { item, path } = to ?? from ?? { path: [] };
    const { derived = false, key, what } = label(item ? path.slice(0, -1) : path);
    const valueOf = ({ value }: { readonly value: string | null }): string | null => shown(key, value);
    yield { change: { what, ...(from && { from: valueOf(from) }), ...(to && { to: valueOf(to) }) }, derived };
  }
}

/** The longest value that is shown whole. */
const longest = 100;

function brief(value: string | null): string {
  if (value === null) return '(none)';
  if (value === '') return '(empty)';
  if (value.trimEnd().includes('\n')) return `(${value.trimEnd().split('\n').length} lines)`;
  // A digest is told apart by its beginning.
  if (/^[0-9a-f]{40,}$/.test(value)) return value.slice(0, 12);
  return value.length > longest ? `${value.slice(0, longest)}…` : value;
}

/** Where only the tag of an image changed, the tags. */
function tags(from: string, to: string): readonly [string, string] {
  const split = (image: string): readonly [string, string] => {
    const at = Math.max(image.lastIndexOf('@'), image.lastIndexOf(':'));
    return at > image.lastIndexOf('/') ? [image.slice(0, at), image.slice(at + 1)] : [image, ''];
  };
  const [[repository, old], [other, now]] = [split(from), split(to)];
  return repository === other && old !== '' && now !== '' ? [old, now] : [from, to];
}

/** A change in words: `executor memory 4g → 8g`. */
export function describe({ from, to, what }: Change): string {
  if (from === undefined) return to === '' || to === undefined ? `${what} added` : `${what} added: ${brief(to)}`;
  if (to === undefined) return from === '' ? `${what} removed` : `${what} removed (was ${brief(from)})`;
  const [old, now] =
    what.endsWith('image') && from !== null && to !== null ? tags(from, to).map(brief) : [brief(from), brief(to)];
  return old === now ? `${what} changed` : `${what} ${old} → ${now}`;
}
