import type { Change, Edit } from './fix.js';

/** A point in a text: `line` and `column` count from 1 (columns in UTF-16 code units), `offset` from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Where a diagnostic points: a key or a value in an input file. */
export interface Place {
  readonly file: string;
  /** JSON Pointer (RFC 6901) of the key's or value's node; '' is the whole document. */
  readonly pointer: string;
  readonly start: Position;
  readonly end: Position;
  /** The line of text that `start` is on, for the excerpt under a message; credentials in it are hidden. */
  readonly lineText: string;
  /** Takes the credentials of the file out of a message. */
  readonly hide?: (text: string) => string;
  /** What a change here does to the text; nothing where it cannot be made with certainty. */
  readonly edits?: ((change: Change) => readonly Edit[] | undefined) | undefined;
}

/** What is told of a text that is a value of a file, told of the file. */
export interface Inside {
  /** Where a place of the text lies; where that cannot be told, the value. */
  readonly place: (inner: Place) => Place;
  /** The edit of the file that makes one of the text; nothing where the form of the value cannot hold it. */
  readonly edit: (inner: Edit) => Edit | undefined;
}

/** Where no more is known than the place of the value. */
export const around = (place: Inside['place']): Inside => ({ place, edit: () => undefined });

/** Something that can say where a JSON Pointer lies in its text. Positions are computed only when asked for. */
export interface Locatable {
  readonly file: string;
  /** `whole` is the node that goes where this is taken out; otherwise the one at `pointer`. */
  place(pointer: string, target?: 'key' | 'value', whole?: string): Place;
  /** For what is told of the text that is the value at `pointer`. */
  inside(pointer: string, text: string): Inside;
}
