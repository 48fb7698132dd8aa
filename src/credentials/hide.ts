import { namedIn, shapesIn } from './detect.js';

/** A credential in a text, and where it stands. */
interface FoundCredential {
  readonly text: string;
  /** Without what stands around it in the text: a user's name, a command. */
  readonly itself: string;
  /** UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** Credentials in a text that is no plain data (any more), as near as `name: value` and `name=value` tell. */
export function credentialsInText(text: string): FoundCredential[] {
  const found: FoundCredential[] = [];
  for (const { itself, length, start, text: credential } of namedIn(text)) {
    found.push({ text: credential, itself, start, end: start + length });
  }
  for (const { start, text: credential } of shapesIn(text)) {
    found.push({ text: credential, itself: last(credential), start, end: start + credential.length });
  }
  return found;
}

/** Of `curl -u me:x`, `scheme://me:x@`, `host:port:db:me:x`: what comes last. */
const last = (text: string): string =>
  text
    .slice(-512)
    .replace(/["'@]$/, '')
    .split(/[\s:,;/%"'@]/)
    .at(-1) ?? text;

/** Stands for a credential. */
export const hidden = '(hidden)';

const least = 4;
/** So much of a credential's beginning is enough to hide it. */
const most = 16;

/** Finds credentials, or their beginnings, in other texts: one look over each, however many there are. */
class Finder {
  /** By their beginnings, up to sixteen characters long; and how long those are, by their first two. */
  readonly #forms = new Map<string, Set<string>>();
  readonly #sizes = new Map<string, Set<number>>();

  constructor(credentials: Iterable<string>) {
    for (const credential of new Set(credentials)) {
      for (const form of new Set([credential, JSON.stringify(credential).slice(1, -1)])) {
        // One that is shorter is found where it is quoted or assigned.
        for (const one of form.length < least ? [`"${form}"`, `=${form}`, `: ${form}`] : [form]) {
          const head = one.slice(0, most);
          this.#forms.set(head, (this.#forms.get(head) ?? new Set()).add(one));
          const start = one.slice(0, 2);
          this.#sizes.set(start, (this.#sizes.get(start) ?? new Set()).add(head.length));
        }
      }
    }
  }

  /** How long the longest one is that begins at `at`: whole, or its first sixteen characters and more. */
  #at(text: string, at: number): number {
    let longest = 0;
    for (const size of this.#sizes.get(text.slice(at, at + 2)) ?? []) {
      for (const form of this.#forms.get(text.slice(at, at + size)) ?? []) {
        if (form.length <= longest) continue;
        let same = size;
        while (same < form.length && text[at + same] === form[same]) same += 1;
        longest = Math.max(longest, same);
      }
    }
    return longest;
  }

  ranges(text: string): { start: number; end: number }[] {
    const found: { start: number; end: number }[] = [];
    if (this.#forms.size === 0) return found;
    for (let at = 0; at < text.length; at += 1) {
      const length = this.#at(text, at);
      if (length === 0) continue;
      found.push({ start: at, end: at + length });
      at += length - 1;
    }
    return found;
  }
}

/** Takes credentials out of texts, also where those show only their beginning. */
export function hiderOf(credentials: Iterable<string>): {
  hide: (text: string) => string;
  ranges: (text: string) => { start: number; end: number }[];
} {
  const finder = new Finder(credentials);
  return {
    ranges: (text) => finder.ranges(text),
    hide: (text) => {
      let shown = '';
      let from = 0;
      for (const { end, start } of finder.ranges(text)) {
        // The quotes and signs around a short one stay.
        const around = /^(?:"|=|: )/.exec(text.slice(start, Math.min(end, start + 2)))?.[0] ?? '';
        const isShort = end - start < least + 2 && around !== '';
        shown += text.slice(from, start) + (isShort ? around + hidden + (around === '"' ? '"' : '') : hidden);
        from = end;
      }
      return shown + text.slice(from);
    },
  };
}

/** A text without some credentials in it, also where it shows only their beginning. */
export const without = (text: string, credentials: Iterable<string>): string => hiderOf(credentials).hide(text);

/** A line of text, or many, with asterisks in the place of what looks like a credential. */
export function redacted(
  text: string,
  found: readonly { readonly start: number; readonly end: number }[] = credentialsInText(text),
): string {
  const ranges = found
    .map(({ end, start }) => ({ start: Math.max(0, start), end: Math.min(end, text.length) }))
    .filter(({ end, start }) => end > start)
    .sort((a, b) => a.start - b.start);
  let shown = '';
  let from = 0;
  for (const { end, start } of ranges) {
    if (end <= from) continue;
    const begin = Math.max(from, start);
    shown += text.slice(from, begin) + text.slice(begin, end).replace(/[^\n]/g, '*');
    from = end;
  }
  return shown + text.slice(from);
}
