import { hiderOf, redacted } from '../credentials/index.js';
import type { Draft } from './draft.js';
import { commonReason } from './shell.js';
import type { Note } from './word.js';

const inOrder = (a: Note, b: Note): number =>
  a.place.file === b.place.file ? a.place.start.offset - b.place.start.offset : a.place.file < b.place.file ? -1 : 1;

/** Notes that a person reads. */
const most = 200;

/** Lines that follow each other and are lost for one reason that says nothing of the line are told once. */
function together(notes: readonly Note[]): Note[] {
  const runs: { readonly reason: string | undefined; readonly notes: Note[] }[] = [];
  for (const note of notes) {
    const [reason, run] = [commonReason(note.why), runs.at(-1)];
    if (run !== undefined && reason !== undefined && run.reason === reason) run.notes.push(note);
    else runs.push({ reason, notes: [note] });
  }
  return runs.flatMap(({ notes: alike }) => {
    const [first, last] = [alike[0], alike.at(-1)];
    if (alike.length < 4 || !first || !last) return alike;
    return { ...first, why: `${first.why}; ${alike.length - 1} more like it, to line ${last.place.start.line}` };
  });
}

/** Makes notes show no secret, in their texts or their lines. */
function masker(without: (text: string) => string): <T extends Note>(note: T) => T {
  // A line may be the whole text, and have many notes.
  const lines = new Map<string, { stars: string; lineText: string }>();
  const linesOf = (line: string): { stars: string; lineText: string } => {
    const stars = redacted(line);
    return { stars, lineText: without(stars) };
  };
  return (note) => {
    const { end, lineText: line, start } = note.place;
    const { lineText, stars } = lines.get(line) ?? linesOf(line);
    lines.set(line, { lineText, stars });
    // What comes after it on its line may tell that it is a credential.
    const [from, to] = [start.column - 1, end.column - 1];
    const text = line.slice(from, to) === note.text ? stars.slice(from, to) : note.text;
    const hide = (said: string): string => redacted(without(said));
    return { ...note, text: hide(text), why: hide(note.why), place: { ...note.place, lineText } };
  };
}

/** The notes of a draft as a person reads them: in order, no more than anybody reads, and without a secret. */
export function notesOf(draft: Draft): Pick<Draft, 'changed' | 'lost'> {
  const masked = masker(hiderOf([...draft.secrets, ...draft.unshown]).hide);
  const shown = <T extends Note>(notes: readonly T[]): T[] => {
    const sorted = [...notes].sort(inOrder);
    const told = sorted.slice(0, most).map(masked);
    const [next] = sorted.slice(most);
    if (next === undefined) return told;
    const why = `so many are not told one by one: ${sorted.length - most} more from here on`;
    return [...told, { ...masked(next), text: '…', why }];
  };
  return { changed: shown(draft.changed), lost: shown(together([...draft.lost].sort(inOrder))) };
}
