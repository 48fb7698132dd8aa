import type { Position } from './place.js';

/** What a remedy does to the text at its place, as data. */
export type Change = (
  | { readonly value: string }
  | { readonly key: string }
  /** The name of the setting, member or item that goes. */
  | { readonly delete: string }
  /** The text itself, between offsets beside the place where it says so. */
  | { readonly text: string; readonly at?: { readonly start: number; readonly end: number }; readonly say: string }
) & {
  /** The words, where those that the data gives are not enough. */
  readonly say?: string;
  /** What else would help. */
  readonly or?: string;
  /** What runs stays what it is, or becomes what was plainly meant; otherwise a person decides. */
  readonly safe?: boolean;
};

/** What a remedy says: words, or data from which the words are made. */
export type Remedy = string | Change;

/** A remedy in words. */
export function inWords(remedy: Remedy): string {
  if (typeof remedy === 'string') return remedy;
  if (remedy.say !== undefined) return remedy.say;
  const or = remedy.or === undefined ? '' : `, or ${remedy.or}`;
  if ('delete' in remedy) return `take ${remedy.delete} out${or}`;
  return `write ${'value' in remedy ? remedy.value : 'key' in remedy ? remedy.key : remedy.text}${or}`;
}

/** One stretch of an input and the text that takes its place. */
export interface Edit {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  readonly text: string;
}

/** How an input is put right: what changes at the diagnostic's place, and the edits of its text that do it. */
export interface Fix {
  /** What runs stays what it is, or becomes what was plainly meant; otherwise a person decides. */
  readonly safe: boolean;
  /** What the value there becomes. */
  readonly value?: string;
  /** What the key there becomes. */
  readonly key?: string;
  /** The setting, member or item there goes. */
  readonly delete?: true;
  /** All of them are made, or none. */
  readonly edits: readonly Edit[];
}

/** A fix of the edits that make a change. */
export function fixOf(change: Change, edits: readonly Edit[]): Fix {
  const { safe = false } = change;
  if ('value' in change) return { safe, value: change.value, edits };
  if ('key' in change) return { safe, key: change.key, edits };
  return 'delete' in change ? { safe, delete: true, edits } : { safe, edits };
}

const meet = (a: Edit, b: Edit): boolean =>
  a.start.offset === b.start.offset || (a.start.offset < b.end.offset && b.start.offset < a.end.offset);

/**
 * Makes fixes in the texts of files, of two that meet the first.
 *
 * @returns The texts that changed.
 */
export function fixed(texts: ReadonlyMap<string, string>, fixes: Iterable<Pick<Fix, 'edits'>>): Map<string, string> {
  const byFile = new Map<string, Edit[]>();
  for (const { edits } of fixes) {
    if (edits.some((edit) => !texts.has(edit.file) || byFile.get(edit.file)?.some((other) => meet(edit, other))))
      continue;
    for (const edit of edits) byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit]);
  }
  const changed = new Map<string, string>();
  for (const [file, edits] of byFile) {
    let text = texts.get(file) ?? '';
    for (const { end, start, text: to } of edits.sort((a, b) => b.start.offset - a.start.offset))
      text = text.slice(0, start.offset) + to + text.slice(end.offset);
    changed.set(file, text);
  }
  return changed;
}
