import { type Outcome, own } from './outcome.js';
import { ended } from './pod.js';
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
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const selector = `alida.io/workflow-uid=${workflowUid},spark-role=driver`;
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

/** Deletes one pod; one that is gone already is no failure. @throws {ApiFailure} */
const remove = async (path: string, apiTimeout: number, send: Send, clock: Clock): Promise<void> => {
  const patience = new Patience('delete pods', apiTimeout);
  for (let tries = 0; ; tries++) {
    let status = 0;
    let message: string;
    try {
      const answer = await send('DELETE', path, { propagationPolicy: 'Background' }, 30);
      status = answer.status;
      message = messageOf(await text(answer.body));
      if (status < 300 || status === 404) return;
    } catch (error) {
      message = textOf(error);
    }
    patience.lose(status, message, clock.now());
    await clock.sleep(pauseBefore(tries));
  }
};
