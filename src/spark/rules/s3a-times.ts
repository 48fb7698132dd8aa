import type { Report } from '../../diagnostics/index.js';
import type { SettingPlace } from './conf.js';

// How hadoop-aws reads each time of S3A: [unit of a bare number, smallest and largest sensible number].
// Read from the code of hadoop-aws 3.4.1 (Spark 4.0's Hadoop); 3.3 reads some without suffix only.
export const s3aTimes: Readonly<Record<string, readonly [unit: 'ms' | 's', least: number, most: number]>> = {
  'assumed.role.session.duration': ['s', 900, 43_200],
  'connection.acquisition.timeout': ['ms', 1000, 3_600_000],
  'connection.establish.timeout': ['ms', 1000, 3_600_000],
  'connection.idle.time': ['ms', 1000, 3_600_000],
  'connection.part.upload.timeout': ['ms', 1000, 86_400_000],
  'connection.timeout': ['ms', 1000, 3_600_000],
  'connection.ttl': ['ms', 1000, 86_400_000],
  'multipart.purge.age': ['s', 60, 7_776_000],
  'retry.interval': ['ms', 10, 600_000],
  'retry.throttle.interval': ['ms', 10, 600_000],
  'threads.keepalivetime': ['s', 1, 3600],
};

/** Judges a time of S3A. */
export function checkS3aTime(key: string, name: string, text: string, at: SettingPlace, report: Report): void {
  const [unit, least, most] = s3aTimes[name] ?? ['ms', 0, 0];
  const [, digits, suffix = ''] = /^(\d+)\s*(ns|us|ms|s|m|h|d|)$/i.exec(text) ?? [];
  if (digits === undefined) {
    report.add('spark-value', at.place('value'), {
      key,
      value: text,
      expected: `a whole number of ${unitNames[unit]}`,
    });
    return;
  }
  const n = Number(digits);
  const inMs = n * (lengths[suffix.toLowerCase()] ?? lengths[unit] ?? NaN);
  if (suffix !== '') {
    const bare = Math.round(inMs / (lengths[unit] ?? NaN));
    report.add('s3a-time-suffix', at.place('value'), { key, value: text, bare, unit: unitNames[unit] });
  } else if (n !== 0 && (n < least || n > most)) {
    // The author most likely wrote milliseconds for seconds, or the reverse.
    const instead = unit === 's' ? n / 1000 : n * 1000;
    const sensible = Number.isInteger(instead) && instead >= least && instead <= most;
    report.add('s3a-time-unit', at.place('value'), {
      key,
      value: text,
      meaning: spell(inMs),
      unit: unitNames[unit],
      ...(sensible && { instead }),
    });
  }
}

const unitNames = { ms: 'milliseconds', s: 'seconds' } as const;
const lengths: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 };

/** A duration as a person says it, its two largest parts: `16 h 40 min`. */
function spell(ms: number): string {
  const parts: string[] = [];
  let rest = ms;
  for (const [length, name] of [
    [8.64e7, 'days'],
    [3.6e6, 'h'],
    [6e4, 'min'],
    [1e3, 's'],
    [1, 'ms'],
  ] as const) {
    const count = Math.floor(rest / length);
    if (count > 0) parts.push(`${count} ${name === 'days' && count === 1 ? 'day' : name}`);
    rest -= count * length;
  }
  return parts.slice(0, 2).join(' ');
}
