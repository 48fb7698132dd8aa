// Writes the rooms and their picture into CONTRIBUTING.md, from what ESLint enforces.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { rooms } from '../rooms.mjs';

const file = new URL('../CONTRIBUTING.md', import.meta.url);

/** Whether a room leads to another one by others between them: the picture leaves such an arrow out. */
const leads = (from, to) => rooms[from].imports.some((one) => one === to || leads(one, to));
const arrows = Object.entries(rooms).flatMap(([room, { imports }]) =>
  imports.filter((to) => !imports.some((other) => other !== to && leads(other, to))).map((to) => `  ${room} --> ${to}`),
);
const rows = Object.entries(rooms).map(
  ([room, { holds, imports, pure }]) =>
    `| \`src/${room}\`${pure ? '' : ' *'} | ${holds} | ${imports.join(', ') || 'nothing'} |`,
);
const lines = [
  '```mermaid',
  'graph TD',
  ...Object.keys(rooms).filter((room) => !arrows.some((arrow) => arrow.includes(` ${room}`))),
  ...arrows,
  '```',
  '',
  '| room | holds | may import |',
  '| --- | --- | --- |',
  ...rows,
  '',
  '\\* touches the machine: `node:*`, the clock, the console, the network; of the resolver `api.ts` and `main.ts` alone.',
];
const before = readFileSync(file, 'utf8');
const after = before.replace(/(<!-- rooms: .*-->\n)[^]*(<!-- \/rooms -->)/, (_, start, end) =>
  [start, ...lines, '', end].join('\n'),
);
writeFileSync(file, await format(after, { ...(await resolveConfig(file)), parser: 'markdown' }));
