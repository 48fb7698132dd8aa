import type { Box, Picture } from './picture.js';

// Characters that Mermaid would read as its own.
const escaped = (text: string): string =>
  text.replace(/[^\p{L}\p{N} .:,/_-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);

const outlines: Readonly<Record<Box['shape'], readonly [string, string]>> = {
  service: ['[', ']'],
  spark: ['{{', '}}'],
  pod: ['(', ')'],
};

/** As a Mermaid flowchart. */
export function mermaid({ arrows, boxes }: Picture): string {
  const nodes = boxes.map(({ id, lines, shape }) => {
    const [open, close] = outlines[shape];
    return `  ${id}${open}"${lines.map(escaped).join('<br/>')}"${close}`;
  });
  const edges = arrows.map(({ dashed, from, label, to }) => {
    const line = dashed ? '-.' : '--';
    const end = dashed ? '.->' : '-->';
    return label === undefined
      ? `  ${from} ${dashed ? '-.->' : '-->'} ${to}`
      : `  ${from} ${line} "${escaped(label)}" ${end} ${to}`;
  });
  return ['flowchart LR', ...nodes, ...edges, ''].join('\n');
}
