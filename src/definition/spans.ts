import type { Code, CodeArgs } from '../diagnostics/index.js';
import { child, segments } from './pointer.js';

/** Objects and arrays may be nested this deep: what walks them may then recurse. */
export const maxDepth = 100;

/** A stretch of the text, in UTF-16 code units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where a node lies; `key` is missing for array items and the root. */
export class Span implements Range {
  start = 0;
  end = 0;
  key: Range | undefined;
  /** How many members or items were written, those of one name too. */
  size = 0;
  /** The member or item that was written next. */
  next: Span | undefined;
  /** The member of the same name that was written before. */
  earlier: Span | undefined;
  #members: Map<string, Span> | undefined;
  #last: Span | undefined;

  constructor(
    readonly parent?: Span,
    readonly name: string | number = '',
  ) {}

  /** A member or an item; the last one of a name counts. */
  add(name: string | number): Span {
    const span = new Span(this, name);
    const members = (this.#members ??= new Map<string, Span>());
    span.earlier = members.get(String(name));
    members.set(String(name), span);
    if (this.#last) this.#last.next = span;
    this.#last = span;
    this.size += 1;
    return span;
  }

  at({ end, start }: Range, key?: Range): this {
    [this.start, this.end, this.key] = [start, end, key];
    return this;
  }

  get pointer(): string {
    return this.parent ? child(this.parent.pointer, this.name) : '';
  }

  /** The node at a JSON Pointer, or the nearest one around it. */
  find(pointer: string): Span {
    let found: Span = this; // eslint-disable-line @typescript-eslint/no-this-alias -- where the search begins
    for (const segment of segments(pointer)) {
      const next = found.#members?.get(segment);
      if (!next) break;
      found = next;
    }
    return found;
  }
}

/** Tells of a mistake at a stretch of the text, in a node (absent: the whole document). */
export type Complain = <C extends Code>(
  code: C,
  span: Span | undefined,
  range: Range,
  args: CodeArgs<C> | (() => CodeArgs<C>),
) => void;

/** The line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}
