import type { Report } from '../diagnostics/index.js';
import {
  placeOf,
  queueName,
  type Origin,
  type PlatformProfile,
  type Scheduler,
  type Setting,
} from '../platform/index.js';

/** The queue that a service's pods wait in, and who holds it. */
export interface Queue {
  readonly scheduler: Scheduler;
  readonly queue: Setting;
}

export function queueOf(
  settings: ReadonlyMap<string, Setting>,
  { name, scheduler }: PlatformProfile,
  fallback: Origin,
  report: Report,
): Queue | undefined {
  const queue = settings.get('scheduler.queue');
  if (!queue) return undefined;
  if (!scheduler) {
    report.add('queue-without-scheduler', placeOf(queue, fallback), { queue: queue.value, profile: name });
  } else if (queueName.test(queue.value)) return { scheduler, queue };
  else {
    const expected = 'the name of a queue: at most 63 letters, digits, dashes, dots and underscores';
    report.add('malformed-value', placeOf(queue, fallback), { value: queue.value, expected });
  }
  return undefined;
}
