import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pool, type Outcome } from '../../src/http/pool.js';

// A program that misbehaves as it is told to.
const program = `
const { parentPort } = require('node:worker_threads');
const deeds = {
  loop: () => { for (;;); },
  regex: () => /^(a+)+$/.test('a'.repeat(50) + '!'),
  fill: () => { const all = []; for (;;) all.push(Array.from({ length: 10000 }, (_, n) => String(n))); },
  end: () => process.exit(1),
  fine: () => undefined,
};
parentPort.on('message', ({ text }) => {
  deeds[text]();
  parentPort.postMessage({ answer: { status: 200, type: 'text/plain', body: text } });
});
parentPort.postMessage('ready');
`;
const folder = mkdtempSync(join(tmpdir(), 'alida-argo-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
let pool: Pool;
beforeAll(() => {
  pool = new Pool({ program: file('worker.cjs', program), data: {}, deadline: 2 });
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});
const ask = (text: string, of = pool): Promise<Outcome> => of.run({ route: '/', inline: false, yaml: false, text });
const refusal = (what: string) => ({
  answer: { status: 422, type: 'application/problem+json', body: expect.stringContaining(what) as string },
});

describe('the threads of the hook', () => {
  it.each([
    ['loop', refusal('more than 2 s')],
    ['regex', refusal('more than 2 s')],
    ['end', { error: expect.any(Error) as Error }],
    ['unknown', { error: expect.any(Error) as Error }],
  ])('outlive one that is told to %s, and this one is free meanwhile', async (deed, outcome) => {
    const asked = Array.from({ length: 3 }, () => ask(deed));
    const free = ask('fine');
    for (const one of asked) expect(await one).toEqual(outcome);
    expect(await free).toMatchObject({ answer: { status: 200 } });
  });

  it('outlive one that fills its memory', { timeout: 120_000 }, async () => {
    const patient = new Pool({ program: join(folder, 'worker.cjs'), data: {}, deadline: 100 });
    expect(await ask('fill', patient)).toEqual(refusal('of memory'));
    expect(await ask('fine', patient)).toMatchObject({ answer: { status: 200 } });
    await patient.close();
  });

  it('are not started for ever where they cannot start', async () => {
    const broken = new Pool({ program: file('broken.cjs', 'throw new Error("no")'), data: {}, deadline: 2 });
    expect(await ask('fine', broken)).toEqual({ error: expect.any(Error) as Error });
    await broken.close();
  });
});
