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
