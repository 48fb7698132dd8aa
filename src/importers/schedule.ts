import { isSeq } from 'yaml';
import type { Draft } from './draft.js';
import { scalar, type Field, type Manifest, type Take } from './manifest.js';

/** A schedule's members as Kubernetes, Argo and the Spark operator call them, and what they are called here. */
const members: Readonly<Record<string, string>> = {
  schedule: 'cron',
  schedules: 'cron',
  timeZone: 'timezone',
  timezone: 'timezone',
  concurrencyPolicy: 'concurrencyPolicy',
  suspend: 'suspend',
  startingDeadlineSeconds: 'startingDeadlineSeconds',
  successfulJobsHistoryLimit: 'successfulJobsHistoryLimit',
  failedJobsHistoryLimit: 'failedJobsHistoryLimit',
  successfulRunHistoryLimit: 'successfulJobsHistoryLimit',
  failedRunHistoryLimit: 'failedJobsHistoryLimit',
};

/** What becomes of the members that say when something runs. */
export const takeSchedule = (manifest: Manifest, draft: Draft): Readonly<Record<string, Take>> =>
  Object.fromEntries(
    Object.entries(members).map(([theirs, ours]) => [
      theirs,
      (field: Field) => {
        const { node, place } = field;
        const text = scalar(node);
        const isNumber = /(?:Seconds|Limit)$/.test(ours);
        const value = isSeq(node)
          ? manifest.plain(node)
          : isNumber
            ? Number(text)
            : ours === 'suspend'
              ? text === 'true'
              : text;
        if (value === undefined || Number.isNaN(value)) manifest.lose(field, 'this is no value of a schedule');
        else draft.schedule.set(ours, { value, place });
      },
    ]),
  );

/** The schedule that a draft's file says; who said nothing of runs that are still under way had them side by side. */
export function scheduleOf({ schedule }: Draft): Record<string, unknown> | undefined {
  if (!schedule.has('cron')) return undefined;
  const said = Object.fromEntries([...schedule].map(([name, { value }]) => [name, value]));
  return { concurrencyPolicy: 'Allow', ...said };
}
