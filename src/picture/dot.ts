import type { Box, Picture } from './picture.js';

// In quotes DOT knows a backslash and the quote.
const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => line.replace(/[\\"]/g, '\\$&').replace(/[\s\p{Cc}]+/gu, ' ')).join('\\n')}"`;

const shapes: Readonly<Record<Box['shape'], string>> = { service: 'box', spark: 'hexagon', pod: 'box, style=rounded' };

/** For Graphviz. */
export function dot({ arrows, boxes, title }: Picture): string {
  const nodes = boxes.map(({ id, lines, shape }) => `  ${id} [label=${quoted(lines)}, shape=${shapes[shape]}]`);
  const edges = arrows.map(({ dashed, from, label, to }) => {
    const how = [...(label === undefined ? [] : [`label=${quoted([label])}`]), ...(dashed ? ['style=dashed'] : [])];
    return `  ${from} -> ${to}${how.length > 0 ? ` [${how.join(', ')}]` : ''}`;
  });
  return [`digraph ${quoted([title])} {`, '  rankdir=LR', ...nodes, ...edges, '}', ''].join('\n');
}
