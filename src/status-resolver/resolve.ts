import { decide, type Limits, type Seen } from './decide.js';
import { own, type Outcome } from './outcome.js';
import { ApiFailure, type Clock, type Send, text, watchPods } from './watch.js';

export interface Submission extends Limits {
  readonly namespace: string;
  readonly workflowUid: string;
  /** The value of the label `alida.io/submission`. */
  readonly submission: string;
  /** How long the API server may stay unreachable, seconds. */
  readonly apiTimeout: number;
}

/**
 * Follows the driver of a submission until its outcome is known.
 * @param tell is told what is being waited for, each thing once
 */
export const resolve = async (
  submission: Submission,
  send: Send,
  clock: Clock,
  tell: (line: string) => void,
): Promise<Outcome> => {
  const base = `/api/v1/namespaces/${submission.namespace}`;
  const selector = `alida.io/workflow-uid=${submission.workflowUid},alida.io/submission=${submission.submission}`;
  const changes = watchPods(send, clock, `${base}/pods`, selector, submission.apiTimeout);
  let started: number | undefined;
  let warnings: readonly string[] | undefined;
  let told = '';
  const tellOnce = (line: string): void => {
    if (line !== told) tell((told = line));
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
      started ??= clock.now() + skew;
      for (;;) {
        const now = clock.now() + skew;
        const step = decide({ ...submission, now, started, pods, warnings: warnings ?? [] });
        if ('until' in step) {
          tellOnce(step.message);
          if (await arrives(next, step.until - now, clock)) break;
        } else if (step.reason === 'PendingDeadlineExceeded' && warnings === undefined) {
          warnings = await warningsOf(pods, base, send); // only here: the pod itself tells everything else
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

/** The drivers' warning events, newest last; a service account that may not read them goes without. */
const warningsOf = async (pods: readonly Seen[], base: string, send: Send): Promise<string[]> => {
  const warnings: Event[] = [];
  for (const { pod } of pods) {
    try {
      const query = { fieldSelector: `involvedObject.uid=${pod.metadata.uid},type=Warning` };
      const answer = await send('GET', `${base}/events`, query, 5);
      if (answer.status === 200) warnings.push(...(JSON.parse(await text(answer.body)) as EventList).items);
    } catch {
      // They are an extra.
    }
  }
  warnings.sort((a, b) => time(a) - time(b));
  return warnings.map(({ reason, message }) => `${reason ?? ''}: ${message ?? ''}`);
};

interface Event {
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

interface EventList {
  readonly items: readonly Event[];
}

const time = ({ lastTimestamp, eventTime }: Event): number => Date.parse(lastTimestamp ?? eventTime ?? '') || 0;
