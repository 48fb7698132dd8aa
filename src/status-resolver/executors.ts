import { label, sparkRole } from '../contract.js';
import { oneLine } from './outcome.js';
import { pendingCause } from './pending.js';
import { type Pod, podOf } from './pod.js';
import { type Place, podsOf } from './settle.js';
import { type Clock, type Send, text } from './watch.js';

const pause = 15_000;
const pauseOnceRunning = 60_000;

/**
 * Tells why no executor of a running driver starts, each reason once.
 * @returns the sentence, when none has started for `deadline` seconds; without a deadline never
 */
export const missingExecutors = async (
  place: Place,
  deadline: number | undefined,
  send: Send,
  clock: Clock,
  tell: (line: string) => void,
): Promise<string> => {
  const labelSelector = `${label.workflowUid}=${place.workflowUid},${label.submission}=${place.submission},${sparkRole.label}=${sparkRole.executor}`;
  const some = async (phase: string, limit: string): Promise<Pod[] | undefined> => {
    try {
      const query = { labelSelector, fieldSelector: `status.phase=${phase}`, limit };
      const answer = await send('GET', podsOf(place), query, 30);
      const list = JSON.parse(await text(answer.body)) as { items?: readonly unknown[] | null } | null;
      return answer.status === 200 ? (list?.items ?? []).map(podOf) : undefined;
    } catch {
      return undefined; // whether the API server answers is not known from here
    }
  };

  const told = new Set<string>();
  for (let since: number | undefined; ;) {
    const running = await some('Running', '1');
    const waiting = running?.length === 0 ? await some('Pending', '10') : undefined;
    const first = waiting?.[0];
    if (first) {
      const cause = pendingCause(first);
      const why = cause ? `: ${cause.text}` : '';
      if (why !== '' && !told.has(why) && told.size < 100) {
        told.add(why);
        tell(oneLine(`no executor runs, ${first.metadata.name} is pending${why}`));
      }
      // A queue holds them as long as it likes.
      if (cause?.kind === 'queued') since = undefined;
      else since ??= clock.now();
      if (since !== undefined && deadline !== undefined && clock.now() - since >= deadline * 1000) {
        return `no executor started within the allowed ${deadline} s, ${first.metadata.name} is pending${why}`;
      }
    } else if (running && (running.length > 0 || waiting)) {
      since = undefined;
    }
    const next = running && running.length > 0 ? pauseOnceRunning : pause;
    const left = since === undefined || deadline === undefined ? next : since + deadline * 1000 - clock.now();
    await clock.sleep(Math.max(Math.min(next, left), 1_000));
  }
};
