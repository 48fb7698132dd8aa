import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';

// The build keeps what its own V8 made of the commands; without that file a start is what it is for any other V8.

const dir = mkdtempSync(join(tmpdir(), 'start-'));
const cache = join(dir, 'cache');
const kept = join(cache, `code-${process.versions.v8}-${process.arch}`);
for (const name of ['alida-argo.js', 'alida-argo.cjs']) copyFileSync(join('dist', name), join(dir, name));
const version = (ALIDA_ARGO_CACHE = cache): string =>
  execFileSync(process.execPath, [join(dir, 'alida-argo.js'), '--version'], {
    env: { ...process.env, ALIDA_ARGO_CACHE },
    encoding: 'utf8',
  });
const expected = version();

beforeEach(() => {
  rmSync(cache, { recursive: true });
  version();
});
afterAll(() => {
  rmSync(dir, { recursive: true });
});

it('keeps what V8 made of the commands, once', () => {
  const before = readFileSync(kept);
  expect(version()).toBe(expected);
  expect(readFileSync(kept)).toEqual(before);
  expect(readdirSync(cache)).toHaveLength(1);
});

it.each<[string, (bytes: Buffer) => Buffer]>([
  ['is of another build', (bytes) => Buffer.concat([Buffer.from('0'.repeat(64)), bytes.subarray(64)])],
  ['is torn', (bytes) => bytes.subarray(0, 10_000)],
  ['is empty', () => Buffer.alloc(0)],
])('makes it anew where it %s', (_, change) => {
  const before = readFileSync(kept);
  const wrong = change(before);
  writeFileSync(kept, wrong);
  expect(version()).toBe(expected);
  const after = readFileSync(kept);
  expect(after.equals(wrong)).toBe(false);
  expect(after.subarray(0, 64)).toEqual(before.subarray(0, 64));
});

it('starts where nothing can be kept', () => {
  mkdirSync(join(dir, 'other'));
  writeFileSync(join(dir, 'other/file'), '');
  expect(version(join(dir, 'other/file'))).toBe(expected);
});
