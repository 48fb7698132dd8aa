import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './cli.js';

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
