import type { Code, CodeArgs } from '../diagnostics/index.js';

/** Objects and arrays may be nested this deep: what walks them may then recurse. */
export const maxDepth = 100;

/** A stretch of the text, in UTF-16 code units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where a node lies; `key` is missing for array items and the root. */
export interface Span extends Range {
  readonly key?: Range;
}

/** Spans by JSON Pointer; the root's is always there. */
export type Spans = ReadonlyMap<string, Span>;

/** Tells of a mistake at a stretch of the text. */
export type Complain = <C extends Code>(code: C, pointer: string, range: Range, args: CodeArgs<C>) => void;

/** The line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}
