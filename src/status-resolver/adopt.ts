import { label, sparkRole } from '../contract.js';
import { ofDriver, see } from './decide.js';
import { byAttempt, ended, type Pod } from './pod.js';
import { type Place, podsOf } from './settle.js';
import {
  ApiFailure,
  type Clock,
  messageOf,
  Patience,
  pauseBefore,
  type Send,
  text,
  textOf,
  watchPods,
} from './watch.js';

/** An attempt that looks for a driver before it makes one. */
interface Attempt extends Place {
  /** The name of the attempt's own pod. */
  readonly podName: string;
  /** Seconds since 1970, by the clock of the label. */
  readonly submittedAt: string;
}

/**
 * The driver that an earlier attempt of this submission left: one that lives, or that ended by itself while nobody
 * looked. Else a name that is free: `argo retry` uses a pod's name again, while its driver of before is still there.
 * @returns the driver's name; whether it exists
 * @throws {ApiFailure}
 */
export const adopt = async (
  attempt: Attempt,
  send: Send,
  clock: Clock,
  tell: (line: string) => void,
): Promise<{ driver: string; live: boolean }> => {
  const selector = `${label.workflowUid}=${attempt.workflowUid},${label.submission}=${attempt.submission},${sparkRole.label}=${sparkRole.driver}`;
  for await (const { pods, trouble } of watchPods(send, clock, podsOf(attempt), selector, attempt.apiTimeout)) {
    if (trouble !== undefined) {
      tell(`API server: ${trouble}; trying again`);
      continue;
    }
    const drivers = pods.map(({ pod }) => pod).sort(byAttempt);
    const left = drivers.findLast(isLeft);
    if (left && (await take(left, attempt, send, clock))) {
      tell(`driver ${left.metadata.name} is there already`);
      return { driver: left.metadata.name, live: true };
    }
    const first = `spark-${attempt.workflowUid}-${attempt.podName.slice(attempt.podName.lastIndexOf('-') + 1)}`;
    const taken = new Set(drivers.map(({ metadata }) => metadata.name));
    let driver = first;
    for (let n = 2; taken.has(driver); n++) driver = `${first}-${n}`;
    return { driver, live: false };
  }
  throw new ApiFailure('InternalError', 'the API server lists no pods'); // it never ends by itself
};

const isLeft = (pod: Pod): boolean => {
  if (pod.metadata.deletionTimestamp !== undefined || pod.metadata.labels?.[label.told] !== undefined) return false;
  if (!ended(pod)) return true;
  const step = ofDriver(see(undefined, pod, false, 0), { now: 0, started: 0, pods: [], events: [] });
  return 'reason' in step && ['Completed', 'Error', 'OOMKilled'].includes(step.reason);
};

/** Marks it as this attempt's, for the resolver; whether it still exists. @throws {ApiFailure} */
const take = (pod: Pod, attempt: Attempt, send: Send, clock: Clock): Promise<boolean> =>
  setLabel(pod, { [label.submittedAt]: attempt.submittedAt }, attempt, send, clock);

/** Whether the pod is still there. @throws {ApiFailure} */
export const setLabel = async (
  { metadata: { name, uid } }: Pod,
  labels: Readonly<Record<string, string>>,
  place: Place,
  send: Send,
  clock: Clock,
): Promise<boolean> => {
  const patience = new Patience('patch pods', place.apiTimeout);
  for (let tries = 0; ; tries++) {
    let status = 0;
    let message: string;
    try {
      const answer = await send('PATCH', `${podsOf(place)}/${name}`, {}, 30, { metadata: { uid, labels } });
      status = answer.status;
      message = messageOf(await text(answer.body));
      if (status < 300) return true;
      if (status === 404 || status === 409) return false; // gone, or another one of its name
    } catch (error) {
      message = textOf(error);
    }
    patience.lose(status, message, clock.now());
    await clock.sleep(pauseBefore(tries));
  }
};
