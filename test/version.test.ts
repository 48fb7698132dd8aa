import { readFileSync, writeFileSync } from 'node:fs';
import { parser } from 'keep-a-changelog';
import { expect, it } from 'vitest';
import { version } from '../src/version.js';

const file = (name: string): URL => new URL(`../${name}`, import.meta.url);

it('is that of package.json, and CHANGELOG.md tells what it changes, in its form', () => {
  const { homepage, version: packed } = JSON.parse(readFileSync(file('package.json'), 'utf8')) as Record<
    string,
    string
  >;
  expect(version).toBe(packed);
  const text = readFileSync(file('CHANGELOG.md'), 'utf8');
  const changelog = parser(text);
  expect(changelog.releases[0]?.version).toBe(version);
  Object.assign(changelog, { url: homepage, head: 'main', format: 'markdownlint' });
  if (process.env.UPDATE) writeFileSync(file('CHANGELOG.md'), changelog.toString());
  else expect(text).toBe(changelog.toString());
});
