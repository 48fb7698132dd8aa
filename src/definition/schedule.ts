import type { Report } from '../diagnostics/index.js';
import { timeZones } from './generated/time-zones.js';
import type { Schedule } from './generated/workflow.js';
import { nearest } from './nearest.js';
import { child } from './pointer.js';
import type { SourceFile } from './types.js';

export type { Schedule };

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** What other readers of such times take for the numbers, in their order. */
  readonly words?: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  {
    name: 'month',
    from: 1,
    to: 12,
    words: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  {
    name: 'day of the week',
    from: 0,
    to: 6,
    words: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
  },
];

const shorthand = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every (?:\d+(?:ns|us|µs|ms|s|m|h))+)$/;

const isIn = ({ from, to }: Field, part: string): boolean => {
  const [whole, first, last, step] = /^(?:[*?]|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,4}))?$/.exec(part) ?? [];
  if (whole === undefined || Number(step ?? 1) === 0) return false;
  if (first === undefined) return true;
  return from <= Number(first) && Number(first) <= Number(last ?? first) && Number(last ?? first) <= to;
};

const brief = (word: string): string => (word.length > 20 ? `${word.slice(0, 17)}…` : word);

/** What Argo could not read, as its controller and its CRD would; nothing where all is well. */
function wrongIn(words: readonly string[]): string | undefined {
  const [first = ''] = words;
  if (first.startsWith('@')) return shorthand.test(words.join(' ')) ? undefined : `${brief(first)} stands for no time`;
  if (words.length !== fields.length) return `of ${fields.length} fields it has ${words.length}`;
  for (const [n, field] of fields.entries()) {
    const part = words[n]?.split(',').find((one) => !isIn(field, one));
    const { from, name, to } = field;
    if (part !== undefined)
      return `${brief(part) || 'nothing'} is no ${name} (${from} to ${to}; ranges go up, steps begin at 1)`;
  }
  return undefined;
}

/** What was plainly meant by a time of another dialect: names, 7 for Sunday, seconds before the rest. */
function meant(words: readonly string[]): string | undefined {
  // Where there are seconds, Sunday may be 1.
  const seconds = words.length === fields.length + 1 && words[0] === '0' && !/\d/.test(words.at(-1) ?? '');
  const plain = (seconds ? words.slice(1) : words).map((word, n) =>
    word
      .split(',')
      .map((part) => {
        const { from = 0, words: names = [] } = fields[n] ?? {};
        const numbers = part.replace(/[a-z]{3}/gi, (name) => {
          const at = names.indexOf(name.toUpperCase());
          return at < 0 ? name : String(at + from);
        });
        return n === 4 && numbers === '7' ? '0' : numbers;
      })
      .join(','),
  );
  return wrongIn(plain) === undefined ? plain.join(' ') : undefined;
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Its times as Argo takes them. */
export const timesOf = ({ cron }: Schedule): string[] => [cron].flat().map((text) => wordsOf(text).join(' '));

/** Judges a schedule's times and their zone. */
export function checkSchedule(
  { cron, timezone }: Schedule,
  source: Pick<SourceFile, 'place'>,
  pointer: string,
  report: Report,
): void {
  for (const [n, text] of [cron].flat().entries()) {
    const words = wordsOf(text);
    const what = wrongIn(words);
    if (what === undefined) continue;
    const at = child(pointer, 'cron');
    const place = source.place(Array.isArray(cron) ? child(at, n) : at);
    report.add('no-schedule', place, { text, what, better: meant(words) });
  }
  const zones = timezone === undefined ? [] : timeZones.split(' ');
  if (timezone === undefined || zones.includes(timezone)) return;
  report.add('unknown-time-zone', source.place(child(pointer, 'timezone')), {
    zone: timezone,
    near: nearest(timezone, zones),
  });
}
