import { label, sparkRole } from '../contract.js';
import { type Outcome, oneLine, own } from './outcome.js';
import { ended } from './pod.js';
import { podsOf } from './settle.js';
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

/**
 * Deletes the drivers of a workflow that have not ended; Kubernetes collects their executors. Drivers that ended keep
 * their log.
 * @param apiTimeout how long the API server may stay unreachable, seconds
 */
export const cleanup = async (
  { namespace, workflowUid, apiTimeout }: { namespace: string; workflowUid: string; apiTimeout: number },
  send: Send,
  clock: Clock,
  tell: (line: string) => void,
): Promise<Outcome> => {
  const path = podsOf({ namespace });
  const selector = `${label.workflowUid}=${workflowUid},${sparkRole.label}=${sparkRole.driver}`;
  const deleted: string[] = [];
  try {
    for await (const { pods, trouble } of watchPods(send, clock, path, selector, apiTimeout)) {
      if (trouble !== undefined) {
        tell(`API server: ${trouble}; trying again`);
        continue;
      }
      for (const { pod } of pods) {
        if (ended(pod) || pod.metadata.deletionTimestamp !== undefined) continue;
        await remove(`${path}/${pod.metadata.name}`, apiTimeout, send, clock);
        deleted.push(pod.metadata.name);
      }
      break;
    }
  } catch (error) {
    if (error instanceof ApiFailure) return own(error.reason, error.message);
    throw error;
  }
  const message = deleted.length === 0 ? 'no driver was left running' : `deleted ${deleted.join(', ')}`;
  return { exitCode: 0, phase: 'Succeeded', reason: 'Completed', message, startedAt: '', finishedAt: '' };
};

/**
 * Deletes one pod; one that is gone already is no failure.
 * @param uid deletes this one only, not another one of its name
 * @throws {ApiFailure}
 */
export const remove = async (
  path: string,
  apiTimeout: number,
  send: Send,
  clock: Clock,
  uid?: string,
): Promise<void> => {
  const patience = new Patience('delete pods', apiTimeout);
  const how = { propagationPolicy: 'Background' };
  // The query counts only where there is no body.
  const options =
    uid === undefined ? undefined : { kind: 'DeleteOptions', apiVersion: 'v1', ...how, preconditions: { uid } };
  for (let tries = 0; ; tries++) {
    let status = 0;
    let message: string;
    try {
      const answer = await send('DELETE', path, how, 30, options);
      status = answer.status;
      message = messageOf(await text(answer.body));
      if (status < 300 || status === 404 || (status === 409 && uid !== undefined)) return;
    } catch (error) {
      message = textOf(error);
    }
    patience.lose(status, message, clock.now());
    await clock.sleep(pauseBefore(tries));
  }
};

/** A driver that was judged while it lives must not start, or run on, later. */
export const removeJudged = async (
  { alive, ...outcome }: Outcome,
  { namespace, apiTimeout }: { readonly namespace: string; readonly apiTimeout: number },
  send: Send,
  clock: Clock,
): Promise<Outcome> => {
  if (!alive) return outcome;
  try {
    await remove(`${podsOf({ namespace })}/${alive.name}`, Math.min(apiTimeout, 30), send, clock, alive.uid);
    return outcome;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    return { ...outcome, message: oneLine(`${outcome.message}; it could not be deleted: ${error.message}`) };
  }
};
