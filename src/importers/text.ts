import type { Place, Position } from '../diagnostics/index.js';

/** A text that can say where an offset lies. */
export class Text {
  readonly #starts: number[] = [0];

  constructor(
    readonly file: string,
    readonly content: string,
  ) {
    for (let i = content.indexOf('\n'); i !== -1; i = content.indexOf('\n', i + 1)) this.#starts.push(i + 1);
  }

  /** The place of `[start, end)`, which ends with its first line. */
  place(start: number, end: number): Place {
    const from = this.#position(start);
    const lineEnd = (this.#starts[from.line] ?? this.content.length + 1) - 1;
    const { content } = this;
    return {
      file: this.file,
      pointer: '',
      start: from,
      end: this.#position(Math.min(end, lineEnd)),
      // Asked for where it is told: a line may be the whole text.
      get lineText() {
        const line = content.slice(start - from.column + 1, lineEnd);
        return line.endsWith('\r') ? line.slice(0, -1) : line;
      },
    };
  }

  #position(offset: number): Position {
    let [line, after] = [0, this.#starts.length];
    while (after - line > 1) {
      const middle = (line + after) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) line = middle;
      else after = middle;
    }
    return { line: line + 1, column: offset - (this.#starts[line] ?? 0) + 1, offset };
  }
}

/** A part of an excerpt, and where it stands in the text that it is from. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/** A text put together from pieces of another, whose places are there. */
export class Excerpt extends Text {
  readonly #outer: Text;
  /** Offsets here, and there. */
  readonly #at: { readonly from: number; readonly start: number; readonly same: boolean }[] = [];

  constructor(outer: Text, pieces: readonly Piece[]) {
    super(outer.file, pieces.map(({ text }) => text).join(''));
    this.#outer = outer;
    let from = 0;
    for (const { text, start } of pieces) {
      this.#at.push({ from, start, same: outer.content.startsWith(text, start) });
      from += text.length;
    }
  }

  override place(start: number, end: number): Place {
    const there = this.#there(start);
    return this.#outer.place(there, Math.max(there, this.#there(end)));
  }

  /** The offset in the other text; in a piece that stands for something else, where that begins. */
  #there(offset: number): number {
    let [piece, after] = [0, this.#at.length];
    while (after - piece > 1) {
      const middle = (piece + after) >> 1;
      if ((this.#at[middle]?.from ?? 0) <= offset) piece = middle;
      else after = middle;
    }
    const { from, same, start } = this.#at[piece] ?? { from: 0, start: 0, same: false };
    return same ? start + offset - from : start;
  }
}
