import type { Event, Moment, Wait } from './decide.js';
import { own, type Outcome } from './outcome.js';
import { isDriver } from './pod.js';
import { ApiFailure, type Clock, type Send, text, watchPods } from './watch.js';

/** Where to look, for the pods of one submission. */
export interface Place {
  readonly namespace: string;
  readonly workflowUid: string;
  /** The value of the label `alida.io/submission`. */
  readonly submission: string;
  /** How long the API server may stay unreachable, seconds. */
  readonly apiTimeout: number;
}

export const podsOf = ({ namespace }: Pick<Place, 'namespace'>): string => `/api/v1/namespaces/${namespace}/pods`;

// How often the events of a pod are asked for that does not say what it waits for, ms.
const eventPause = 10_000;

/**
 * Watches drivers and clients of a submission until their outcome is known.
 * @param judge what is seen, after each change and whenever a time has come
 * @param tell is told what is being waited for, each thing once
 */
export const settle = async (
  place: Place,
  selector: string,
  judge: (moment: Moment) => Outcome | Wait,
  send: Send,
  clock: Clock,
  tell: (line: string) => void,
): Promise<Outcome> => {
  const changes = watchPods(send, clock, podsOf(place), selector, place.apiTimeout);
  let started: number | undefined;
  let events: readonly Event[] = [];
  let asked = 0; // when, for events
  const told = new Set<string>();
  const tellOnce = (line: string): void => {
    if (told.has(line) || told.size >= 1_000) return;
    told.add(line);
    tell(line);
  };

  try {
    for (let next = changes.next(); ;) {
      const { pods, skew, trouble } = (await next).value;
      next = changes.next();
      next.catch(() => undefined); // awaited above, or we are done
      if (trouble !== undefined) {
        // What was seen may be long past: nothing is decided on it.
        tellOnce(`API server: ${trouble}; trying again`);
        continue;
      }
      started ??= asked = clock.now() + skew;
      for (;;) {
        const now = clock.now() + skew;
        const step = judge({ now, started, pods, events });
        const waits = 'until' in step;
        const silent = waits ? step.silent : step.reason === 'PendingDeadlineExceeded';
        const again = asked + (waits ? eventPause : 1_000);
        if (silent && now >= again) {
          asked = now;
          const drivers = pods.filter(({ pod }) => isDriver(pod)).map(({ pod }) => pod.metadata.uid);
          events = await eventsOf(drivers, place.namespace, send);
        } else if (waits) {
          tellOnce(step.message);
          if (await arrives(next, Math.min(step.until, silent ? again : Infinity) - now, clock)) break;
        } else {
          return step;
        }
      }
    }
  } catch (error) {
    if (error instanceof ApiFailure) return own(error.reason, error.message);
    throw error;
  }
};

/** Whether it is settled before the time is over. */
const arrives = async (promise: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> => {
  const timer = new AbortController();
  try {
    return await Promise.race([
      promise.then(() => true),
      clock.sleep(Math.min(Math.max(ms, 1), 3_600_000), timer.signal).then(() => false),
    ]);
  } finally {
    timer.abort();
  }
};

/** The events of these pods, newest last; a service account that may not read them goes without. */
const eventsOf = async (uids: readonly string[], namespace: string, send: Send): Promise<Event[]> => {
  const events: Event[] = [];
  for (const uid of uids) {
    try {
      const query = { fieldSelector: `involvedObject.uid=${uid}`, limit: '200' };
      const answer = await send('GET', `/api/v1/namespaces/${namespace}/events`, query, 5);
      if (answer.status === 200) events.push(...(JSON.parse(await text(answer.body)) as EventList).items.map(eventOf));
    } catch {
      // They are an extra.
    }
  }
  return events.sort((a, b) => a.at - b.at);
};

interface EventList {
  readonly items: readonly {
    readonly type?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly lastTimestamp?: string | null;
    readonly eventTime?: string | null;
  }[];
}

const eventOf = (event: EventList['items'][number]): Event => ({
  at: Date.parse(event.lastTimestamp ?? event.eventTime ?? '') || 0,
  text: `${event.reason ?? ''}: ${event.message ?? ''}`,
});
