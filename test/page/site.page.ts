import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../cli.js';
import { open } from './page.js';

// The documentation as pages, from the disk.

const dir = mkdtempSync(join(tmpdir(), 'site-'));
const site = join(dir, 'site');
beforeAll(() => {
  execFileSync(join(root, 'scripts/site/build.sh'), [site], { stdio: 'inherit' });
}, 300_000);
afterAll(() => {
  rmSync(dir, { recursive: true });
});

const names = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });

it('leads from its menu to every page but those of single diagnostics', () => {
  const menu = readFileSync(join(root, 'scripts/site/mkdocs.yml'), 'utf8');
  const led = menu.match(/\bdocs\/[\w/-]+\.md/g) ?? [];
  const pages = names(join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && !/^diagnostics\/(?!README)/.test(name))
    .map((name) => `docs/${name}`);
  expect([...led].sort()).toEqual(pages.sort());
});

it('has no link that leads nowhere', () => {
  const ids = new Map<string, Set<string>>();
  const idsOf = (file: string): Set<string> => {
    const found =
      ids.get(file) ?? new Set([...readFileSync(file, 'utf8').matchAll(/\bid="([^"]+)"/g)].map(([, id = '']) => id));
    ids.set(file, found);
    return found;
  };
  const links = names(site)
    .filter((name) => name.endsWith('.html') && name !== '404.html')
    .flatMap((name) =>
      [...readFileSync(join(site, name), 'utf8').matchAll(/(?:href|src)="(?!\w+:)([^"]+)"/g)].map(([, link = '']) => {
        const [path = '', id = ''] = decodeURIComponent(link.replaceAll('&amp;', '&')).split('#');
        const file = path === '' ? join(site, name) : join(site, dirname(name), path);
        return { name, link, file, id };
      }),
    );
  expect(links.length).toBeGreaterThan(5000);
  const dead = links.filter(
    ({ file, id }) => !existsSync(file) || (id !== '' && file.endsWith('.html') && !idsOf(file).has(id)),
  );
  expect(dead.map(({ link, name }) => `${name}: ${link}`)).toEqual([]);
});

describe('in a browser', () => {
  it('finds a page by a word of it, and asks no other place for anything', async () => {
    const { complaints, page } = await open(`file://${join(site, 'index.html')}`);
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.keyboard.type('PodSecurity', { delay: 30 });
    await page.getByRole('option').filter({ hasText: 'RBAC' }).first().click();
    await page.waitForURL(/docs\/security\.html/);
    expect(complaints).toEqual([]);
  });

  it('draws the pictures of a page', async () => {
    const { complaints, page } = await open(`file://${join(site, 'docs/workflow.html')}`);
    // It lies in a closed shadow root: of the picture its size is to be seen.
    const height = async (): Promise<number> => (await page.locator('.mermaid').first().boundingBox())?.height ?? 0;
    await expect.poll(height).toBeGreaterThan(100);
    expect(complaints).toEqual([]);
  });
});
