import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCase, unpack } from './archive.js';
import { env, root } from './cli.js';
import { commandsOf, differences } from './documented.js';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...markdownIn('docs'),
  ...markdownIn('examples'),
  ...markdownIn('images'),
];

function markdownIn(folder: string): string[] {
  const all = readdirSync(join(root, folder), { recursive: true }).map(String);
  return all.filter((path) => path.endsWith('.md')).map((path) => join(folder, path));
}

const textOf = (page: string): string =>
  readFileSync(join(root, page), 'utf8').replace(/^( *)```.*\n(?:.*\n)*?\1```/gm, '');

/** The anchors that a page's headings have, as GitLab and GitHub make them. */
const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );

interface Link {
  readonly page: string;
  readonly to: string;
  readonly anchor?: string | undefined;
}

const links = pages.flatMap((page): Link[] =>
  [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(([, path = '', anchor]) => ({
    page,
    to: path === '' ? page : normalize(join(dirname(page), path)),
    anchor,
  })),
);

it('every link leads to something', () => {
  const dead = links.filter(
    ({ anchor, to }) =>
      !existsSync(join(root, to)) || (anchor !== undefined && to.endsWith('.md') && !anchorsOf(to).includes(anchor)),
  );
  expect(dead).toEqual([]);
});

it('every page is found from README.md', () => {
  const found = new Set(['README.md']);
  for (const page of found) {
    for (const { page: from, to } of links) {
      if (from !== page) continue;
      if (to.endsWith('.md')) found.add(to);
      else if (existsSync(join(root, to, 'README.md'))) found.add(join(to, 'README.md'));
    }
  }
  expect(pages.filter((page) => !found.has(page))).toEqual([]);
});

describe.concurrent('what a page shows is what comes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'docs-'));
  afterAll(() => {
    rmSync(dir, { recursive: true });
  });
  writeFileSync(
    join(dir, 'alida-argo'),
    `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist/alida-argo.cjs')}' "$@"\n`,
    { mode: 0o755 },
  );
  const path = `${dir}:${env.PATH ?? ''}`;

  it.each([
    ['README.md', 'When something is wrong'],
    ['docs/comparison.md', 'The same, as commands'],
  ])('%s: %s', async (page, heading) => {
    const cwd = mkdtempSync(join(dir, 'cwd-'));
    // That of README.md.
    unpack(readCase('a-spark-value-with-a-wrong-unit-is-refused'), cwd);
    const commands = commandsOf(page, heading);
    const different = await differences(commands, cwd, { ...env, PATH: path });
    expect(different.join('\n')).toBe('');
    expect(commands).not.toEqual([]);
  });
});

it('docs/comparison.md counts commands and keystrokes', () => {
  const page = join(root, 'docs/comparison.md');
  const text = readFileSync(page, 'utf8');
  const loops = [...text.slice(0, text.indexOf('\n## What each does')).matchAll(/^```sh\n([^]*?)^```/gm)];
  const counts = loops.map(([, block = '']) => [block.trimEnd().split('\n').length, block.length]);
  let row = 0;
  const counted = text.replace(
    /^(\| (?:alida-argo|kubectl and argo|Hera|the Spark operator) +\| )\d+( +\| )\d+ *\|$/gm,
    (_, name: string, bar: string) => {
      const [commands = 0, keys = 0] = counts[row++] ?? [];
      return `${name}${commands}${bar}${String(keys).padEnd(10)} |`;
    },
  );
  expect(row).toBe(4);
  if (process.env.UPDATE) writeFileSync(page, counted);
  else expect(text).toBe(counted);
});
