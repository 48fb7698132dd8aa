import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';

// The first run of a command keeps what V8 made of it.

const dir = mkdtempSync(join(tmpdir(), 'start-'));
const cache = join(dir, 'cache');
const kept = join(cache, `code-${process.versions.v8}-${process.arch}---version`);
for (const name of ['alida-argo.cjs', 'commands.cjs']) copyFileSync(join('dist', name), join(dir, name));
const start = (argument: string, ALIDA_ARGO_CACHE = cache) =>
  spawnSync(process.execPath, [join(dir, 'alida-argo.cjs'), argument], {
    env: { ...process.env, ALIDA_ARGO_CACHE },
    encoding: 'utf8',
  });
const version = (caches?: string): string => start('--version', caches).stdout;
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

it('keeps it for each command, but of none that was refused', () => {
  expect(start('explain').status).toBe(0);
  expect(readdirSync(cache)).toHaveLength(2);
  for (const wrong of ['explian', 'generate', '../--version']) expect(start(wrong).status).toBe(2);
  expect(readdirSync(cache)).toHaveLength(2);
});

it.each<[string, (bytes: Buffer) => Buffer]>([
  ['is of another build', (bytes) => Buffer.concat([Buffer.from('0'.repeat(64)), bytes.subarray(64)])],
  ['is torn', (bytes) => bytes.subarray(0, 10_000)],
  ['is empty', () => Buffer.alloc(0)],
  ['is damaged', (bytes) => Buffer.from(bytes).fill(0xff, 20_000, 40_000)],
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
  expect(expected).toMatch(/^\d+\.\d+\.\d+\n$/);
  mkdirSync(join(dir, 'other'));
  writeFileSync(join(dir, 'other/file'), '');
  expect(version(join(dir, 'other/file'))).toBe(expected);
  expect(version('/proc/nowhere/cache')).toBe(expected);
});
