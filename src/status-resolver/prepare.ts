import { file } from '../contract.js';
import { argumentsOf, type Attempt, readValues, Refused, sparkSubmitCall } from '../submission.js';
import { adopt } from './adopt.js';
import type { Place } from './settle.js';
import { ApiFailure, type Clock, type Send } from './watch.js';

/** The options of the command `prepare`; its arguments are the values. */
export const prepareOptions = {
  'workflow-name': { type: 'string' },
  'workflow-uid': { type: 'string' },
  submission: { type: 'string' },
  'submitted-at': { type: 'string' },
  service: { type: 'string' },
  master: { type: 'string' },
  'service-account': { type: 'string' },
  'running-deadline': { type: 'string' },
} as const;

/** What the templates tell of an attempt. */
export type Given = Omit<Attempt, 'driver' | 'namespace'> & { readonly podName: string };

/** @throws {Error} that says which option is missing */
export function readAttempt(
  values: Readonly<Partial<Record<keyof typeof prepareOptions, string>>>,
  podName: string,
): Given {
  const required = (name: keyof typeof prepareOptions): string => {
    const value = values[name];
    if (!value) throw new Error(`--${name} is missing`);
    return value;
  };
  return {
    workflowName: required('workflow-name'),
    workflowUid: required('workflow-uid'),
    submission: required('submission'),
    submittedAt: required('submitted-at'),
    service: required('service'),
    master: required('master'),
    serviceAccount: required('service-account'),
    podName,
    runningDeadline: values['running-deadline'],
  };
}

/**
 * What an attempt leaves for the containers after it, by file name.
 *
 * @param given how long the run's values are together, then their pieces
 */
export async function prepare(
  given: Given,
  [length = '', ...pieces]: readonly string[],
  place: Omit<Place, 'submission'>,
  send: Send,
  clock: Clock,
  tell: (line: string) => void,
): Promise<Readonly<Record<string, string>>> {
  try {
    const { driver, live } = await adopt({ ...place, ...given }, send, clock, tell);
    if (live) return { [file.driver]: driver };
    return filesOf({ ...given, namespace: place.namespace, driver }, readValues(length, pieces));
  } catch (error) {
    const refused = error instanceof Refused || (error instanceof ApiFailure && error.reason === 'Forbidden');
    if (refused) return { [file.refused]: error.message };
    throw error;
  }
}

/** @throws {Refused} */
export function filesOf(attempt: Attempt, values: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const call = sparkSubmitCall(values, attempt);
  return {
    [file.driver]: attempt.driver,
    [file.arguments]: argumentsOf(call)
      .map((argument) => `${argument}\0`)
      .join(''),
    [file.driverTemplate]: call.podTemplates.driver,
    [file.executorTemplate]: call.podTemplates.executor,
  };
}
