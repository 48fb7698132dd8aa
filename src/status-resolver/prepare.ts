import { file } from '../contract.js';
import {
  argumentsOf,
  type Attempt,
  readValues,
  Refused,
  type SparkSubmitCall,
  sparkSubmitCall,
} from '../submission.js';
import { adopt } from './adopt.js';
import { type Place, podsOf } from './settle.js';
import { ApiFailure, type Clock, messageOf, type Send, text } from './watch.js';

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
type Given = Omit<Attempt, 'driver' | 'namespace'> & { readonly podName: string };

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
    const attempt = { ...given, namespace: place.namespace, driver };
    const call = sparkSubmitCall(readValues(length, pieces), attempt);
    await checkExecutorAccount(call, attempt, send);
    return filesOf(driver, call);
  } catch (error) {
    const refused = error instanceof Refused || (error instanceof ApiFailure && error.reason === 'Forbidden');
    if (refused) return { [file.refused]: error.message };
    throw error;
  }
}

/**
 * Spark asks again and again for executors that cannot be created, and waits. So the API server is asked before, by a pod
 * that it does not make: whoever may create pods need not be allowed to read service accounts.
 *
 * @throws {Refused} where executors have no service account
 */
async function checkExecutorAccount({ conf }: SparkSubmitCall, attempt: Attempt, send: Send): Promise<void> {
  const account = conf.get('spark.kubernetes.authenticate.executor.serviceAccountName') ?? '';
  if (account === '' || account === attempt.serviceAccount) return;
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: 'executor-account-' },
    spec: { serviceAccountName: account, containers: [{ name: 'asks', image: 'none' }] },
  };
  const answer = await send('POST', podsOf(attempt), { dryRun: 'All' }, 30, pod).catch(() => undefined);
  const message = answer && messageOf(await text(answer.body).catch(() => ''));
  if (answer?.status !== 403 || !message?.includes(`serviceaccount "${account}" not found`)) return;
  throw new Refused(
    `there is no service account ${account} in ${attempt.namespace}, which executors are to run as: 'alida-argo rbac' prints it`,
  );
}

/** @throws {Refused} */
export function filesOf(driver: string, call: SparkSubmitCall): Readonly<Record<string, string>> {
  return {
    [file.driver]: driver,
    [file.arguments]: argumentsOf(call)
      .map((argument) => `${argument}\0`)
      .join(''),
    [file.driverTemplate]: call.podTemplates.driver,
    [file.executorTemplate]: call.podTemplates.executor,
  };
}
