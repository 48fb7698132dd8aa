import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogLines } from '../../src/status-resolver/log-lines.js';

/** What a container runtime stores: a line, or a part of one. */
interface Entry {
  /** ns since the test's beginning. */
  readonly at: number;
  readonly text: string;
}

const start = Date.parse('2026-01-01T00:00:00Z');
const stampOf = (at: number): string =>
  `${new Date(start + Math.floor(at / 1e9) * 1000).toISOString().slice(0, 19)}.${String(at % 1e9).padStart(9, '0')}Z`;

/** What the kubelet makes of it: whole seconds in `sinceTime`, a time where a line begins, parts put together. */
const rendered = (entries: readonly Entry[], sinceTime?: string): Buffer => {
  const since = sinceTime === undefined ? Number.NEGATIVE_INFINITY : (Date.parse(sinceTime) - start) * 1e6;
  let text = '';
  let begins = true;
  for (const entry of entries) {
    if (entry.at >= since) text += (begins ? `${stampOf(entry.at)} ` : '') + entry.text;
    begins = entry.text.endsWith('\n');
  }
  return Buffer.from(text, 'latin1');
};

/** Feeds bytes in pieces of at most `size`. */
const feed = (lines: LogLines, bytes: Buffer, size: number): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += size) text += lines.take(bytes.subarray(at, at + size)).toString('latin1');
  return text;
};

const textOf = (entries: readonly Entry[]): string => entries.map(({ text }) => text).join('');

/** Lines of any bytes, some in parts, some at the same time; up to a second between them. */
const logs = fc
  .array(
    fc.record({
      pause: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1000 })),
      text: fc.string({
        unit: fc.integer({ min: 0, max: 255 }).map((byte) => (byte === 10 ? ' ' : String.fromCharCode(byte))),
        maxLength: 60,
      }),
      part: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((entries) => {
    let at = 0;
    return entries.map(({ pause, text, part }): Entry => {
      at += pause;
      return { at, text: part && text !== '' ? text : `${text}\n` };
    });
  });

describe('the log of a program', () => {
  test('comes out byte for byte, however it is cut', () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 1, max: 80 }), (entries, size) => {
        const lines = new LogLines();
        expect(lines.connect()).toEqual({});
        expect(feed(lines, rendered(entries), size)).toBe(textOf(entries));
      }),
    );
  });

  test('comes out once, wherever connections break', () => {
    fc.assert(
      fc.property(
        logs,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 80 }),
        (entries, cuts, size) => {
          const lines = new LogLines();
          let text = '';
          let gaps = 0;
          for (const share of [...cuts, 1, 1]) {
            const bytes = rendered(entries, lines.connect().sinceTime);
            text += feed(lines, bytes.subarray(0, Math.round(bytes.length * share)), size);
            if (lines.gap) gaps++;
          }
          expect(text).toBe(textOf(entries));
          expect(gaps).toBe(0);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('lines of stdout and stderr that changed places are neither lost nor doubled', () => {
    const at = (ms: number, text: string): Entry => ({ at: ms * 1e6, text: `${text}\n` });
    const entries = [at(1_000, 'a'), at(2_100, 'b'), at(2_050, 'c'), at(2_101, 'd'), at(2_090, 'e'), at(2_300, 'f')];
    for (let cut = 1; cut < rendered(entries).length; cut++) {
      const lines = new LogLines();
      lines.connect();
      let text = feed(lines, rendered(entries).subarray(0, cut), 7);
      text += feed(lines, rendered(entries, lines.connect().sinceTime), 7);
      expect(text).toBe(textOf(entries));
    }
  });

  test('a gap is told: the log was rotated between two connections', () => {
    const entries = Array.from({ length: 9 }, (_, index): Entry => ({ at: index * 1e9, text: `line ${index}\n` }));
    const lines = new LogLines();
    lines.connect();
    feed(lines, rendered(entries.slice(0, 4)).subarray(0, -4), 80);
    const { sinceTime } = lines.connect();
    expect(feed(lines, rendered(entries.slice(5), sinceTime), 80)).toBe('\nline 5\nline 6\nline 7\nline 8\n');
    expect(lines.gap).toBe(true);
  });

  test("the kubelet's own words are told once", () => {
    const words = Buffer.from('unable to retrieve container logs for containerd://1\n');
    const lines = new LogLines();
    lines.connect();
    expect(feed(lines, words, 5)).toBe(words.toString());
    lines.connect();
    expect(feed(lines, words, 5)).toBe('');
    lines.connect();
    expect(feed(lines, rendered([{ at: 0, text: 'one\n' }]), 5)).toBe('one\n');
  });

  test.each(['+02:00', '-07:00', 'Z'])('a node in its own time zone: %s', (zone) => {
    const lines = new LogLines();
    lines.connect();
    expect(feed(lines, Buffer.from(`2026-01-01T00:00:00.5${zone} one\n`), 80)).toBe('one\n');
    for (const seconds of [1, 2]) feed(lines, Buffer.from(`2026-01-01T00:00:0${seconds}.5${zone} one\n`), 80);
    const { sinceTime = '' } = lines.connect();
    expect(Date.parse(sinceTime)).toBe(Date.parse(`2026-01-01T00:00:01${zone}`));
  });

  test('a line of any length takes no memory', () => {
    const lines = new LogLines();
    lines.connect();
    lines.take(Buffer.from(`${stampOf(0)} `));
    const piece = Buffer.alloc(1 << 16, 'x');
    const before = process.memoryUsage().heapUsed;
    let length = 0;
    for (let n = 0; n < 2_000; n++) length += lines.take(piece).length;
    expect(length).toBe(2_000 << 16);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 << 20);
  });
});
