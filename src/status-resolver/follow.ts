import { container, followCodes, label } from '../contract.js';
import { setLabel } from './adopt.js';
import { remove, removeJudged } from './cleanup.js';
import { type Deadlines, type Moment, ofDriver, type Seen, type Wait } from './decide.js';
import { DriverLog } from './driver-log.js';
import { explained } from './explain.js';
import { missingExecutors } from './executors.js';
import { type Outcome, own, type Reason } from './outcome.js';
import { condition, driverContainer, driverStatus, ended, isDriver, type Pod, type Terminated } from './pod.js';
import { roomIn } from './quota.js';
import { ofSubmission } from './resolve.js';
import { type Place, podsOf, settle } from './settle.js';
import { failureOf } from './submission-failure.js';
import { type Clock, type Send, textOf } from './watch.js';

interface Attempt extends Place, Deadlines {
  /** The name of this pod. */
  readonly podName: string;
  readonly executorsDeadline?: number | undefined;
}

/** What the attempt's init containers left. */
export interface Left {
  /** The driver's name. */
  readonly driver?: string | undefined;
  /** Why there is none, nor will be. */
  readonly refused?: string | undefined;
  /** spark-submit's exit code; none where the driver was there already. */
  readonly exitCode?: string | undefined;
  /** The end of what spark-submit printed. */
  readonly log: string;
}

interface Surroundings {
  readonly send: Send;
  readonly clock: Clock;
  /** Takes the driver's log. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly tell: (line: string) => void;
  /** Settles when this process is asked to end. */
  readonly stopped: Promise<string>;
  /** Whether Kubernetes ends this pod, and not Argo. */
  readonly marked: () => boolean;
}

interface Ending {
  /** One of `followCodes`. */
  readonly exitCode: number;
  /** The reason and a sentence. */
  readonly line: string;
}

/** What another attempt could do about it. */
const codes: Readonly<Record<Reason, number>> = {
  Completed: followCodes.Succeeded,
  Error: followCodes.Failed,
  OOMKilled: followCodes.Failed,
  InitContainerFailed: followCodes.Failed,
  StartError: followCodes.Failed,
  Unschedulable: followCodes.Failed,
  PendingDeadlineExceeded: followCodes.Failed,
  RunningDeadlineExceeded: followCodes.Failed,
  ExecutorsNotStarted: followCodes.Failed,
  QuotaExceeded: followCodes.Failed,
  ImagePullError: followCodes.Refused,
  ContainerConfigError: followCodes.Refused,
  SubmissionRefused: followCodes.Refused,
  InvalidArguments: followCodes.Refused,
  SubmissionFailed: followCodes.Infrastructure,
  DriverNotFound: followCodes.Infrastructure,
  DriverDeleted: followCodes.Infrastructure,
  Evicted: followCodes.Infrastructure,
  NodeLost: followCodes.Infrastructure,
  PodFailed: followCodes.Infrastructure,
  ApiUnreachable: followCodes.Infrastructure,
  Forbidden: followCodes.Unknown,
  Unknown: followCodes.Unknown,
  InternalError: followCodes.Unknown,
  Stopped: followCodes.Stopped,
};

const ending = ({ reason, message }: Outcome): Ending => ({ exitCode: codes[reason], line: `${reason}: ${message}` });

/** Follows the driver of an attempt to its end, and gives its log out. */
export const follow = async (attempt: Attempt, left: Left, around: Surroundings): Promise<Ending> => {
  if (left.refused !== undefined) return ending(own('SubmissionRefused', left.refused));
  if (left.driver === undefined) return ending(own('InternalError', 'no init container left the name of a driver'));
  const seen: Known = { name: left.driver };
  const failed = left.exitCode !== undefined && left.exitCode !== '0';
  return Promise.race([
    around.stopped.then((why) => stopped(why, seen, attempt, around)),
    failed ? notSubmitted(left, seen, attempt, around) : watched(seen, attempt, around),
  ]);
};

/** What is known when this is stopped. */
interface Known {
  readonly name: string;
  driver?: Pod;
  own?: Pod;
}

const note = (seen: Known, attempt: Attempt, { pods }: Moment): Seen | undefined => {
  const current = pods.find(
    ({ pod }) =>
      isDriver(pod) &&
      pod.metadata.name === seen.name &&
      pod.metadata.uid === (seen.driver?.metadata.uid ?? pod.metadata.uid),
  );
  if (current) seen.driver = current.pod;
  const mine = pods.find(({ pod }) => pod.metadata.name === attempt.podName);
  if (mine) seen.own = mine.pod;
  return current;
};

/** A driver was submitted, or was there. */
const watched = async (seen: Known, attempt: Attempt, around: Surroundings): Promise<Ending> => {
  const { clock, send, tell, write } = around;
  const log = new DriverLog(send, clock, write, tell);
  let reading: Promise<void> | undefined;
  let late: (sentence: string) => void = () => undefined;
  const noExecutors = new Promise<string>((fulfil) => (late = fulfil));

  const judge = (moment: Moment): Outcome | Wait => {
    const current = note(seen, attempt, moment);
    if (!current) return own('DriverDeleted', `driver ${seen.name} was deleted before it ended by itself`);
    const { pod, gone } = current;
    const state = driverStatus(pod)?.state;
    if (!reading && !gone && (state?.running ?? state?.terminated?.startedAt)) {
      const path = `${podsOf(attempt)}/${pod.metadata.name}`;
      reading = log.run({ path, container: driverContainer(pod)?.name ?? '' });
      if (state.running) void missingExecutors(attempt, attempt.executorsDeadline, send, clock, tell).then(late);
    }
    return ofDriver(current, { ...attempt, ...moment });
  };
  const outcome = await Promise.race([
    settle(attempt, ofSubmission(attempt), judge, send, clock, tell),
    noExecutors.then((sentence): Outcome => {
      const { name, uid } = seen.driver?.metadata ?? { name: seen.name, uid: '' };
      return own('ExecutorsNotStarted', `driver ${name} waits in vain: ${sentence}`, {
        phase: 'Running',
        alive: { name, uid },
      });
    }),
  ]);
  const final = await explained(await removeJudged(outcome, attempt, send, clock), attempt, send);
  if (reading) await log.drain(reading);
  if (log.open) await write(Buffer.from('\n'));
  // Where this fails, the next attempt may tell the same end once more.
  if (seen.driver && ended(seen.driver)) {
    const brief = { ...attempt, apiTimeout: 5 };
    await setLabel(seen.driver, { [label.told]: 'true' }, brief, send, clock).catch(() => false);
  }
  return ending(final);
};

/** spark-submit failed. What it had made by then lacks a part: it must go. */
const notSubmitted = async (left: Left, seen: Known, attempt: Attempt, around: Surroundings): Promise<Ending> => {
  const { clock, send, tell } = around;
  const failure = failureOf(left.log, left.exitCode ?? '');
  if (failure.kind === 'taken') {
    return ending(
      own('SubmissionFailed', `another attempt was quicker, the next one follows its driver: ${failure.message}`),
    );
  }
  let clients: readonly Pod[] = [];
  const look = (moment: Moment): Outcome => {
    const current = note(seen, attempt, moment);
    clients = moment.pods.map(({ pod }) => pod).filter((pod) => !isDriver(pod));
    const { message } = failure;
    return own(
      failure.kind === 'refused' ? 'SubmissionRefused' : 'SubmissionFailed',
      `there is no driver: ${message}`,
      {
        ...(current && !current.gone && { alive: { name: seen.name, uid: current.pod.metadata.uid } }),
      },
    );
  };
  const outcome = await removeJudged(
    await settle(attempt, ofSubmission(attempt), look, send, clock, tell),
    attempt,
    send,
    clock,
  );
  if (failure.kind !== 'quota') return ending(outcome);

  // A quota is a queue: it is waited for as for a node, over all attempts that waited.
  const queued = clients.filter((pod) => endOf(pod)?.exitCode === followCodes.Queued);
  const since = Math.min(
    ...[...queued, seen.own].map((pod) => Date.parse(pod?.metadata.creationTimestamp ?? '') || clock.now()),
  );
  const { pendingDeadline } = attempt;
  const until = pendingDeadline === undefined ? Infinity : since + pendingDeadline * 1000;
  tell(`waiting for room in the quota: ${failure.message}`);
  if (await roomIn(failure.quota, attempt, until, send, clock)) {
    return { exitCode: followCodes.Queued, line: `Queued: the driver is submitted again: ${failure.message}` };
  }
  return ending(
    own(
      'QuotaExceeded',
      `there was no room for the driver within the allowed ${pendingDeadline ?? 0} s: ${failure.message}`,
    ),
  );
};

const endOf = (pod: Pod): Terminated | undefined =>
  pod.status?.containerStatuses?.find(({ name }) => name === container.main)?.state?.terminated;

/** Kubernetes takes this pod away, and another attempt goes on; or Argo stops the run, and the driver with it. */
const stopped = async (why: string, seen: Known, attempt: Attempt, around: Surroundings): Promise<Ending> => {
  const { clock, marked, send } = around;
  if (marked() || (seen.own && isTaken(seen.own))) {
    const line = `Interrupted: this pod is taken away; driver ${seen.name} lives on, and the next attempt follows it`;
    return { exitCode: followCodes.Infrastructure, line };
  }
  // Its log stays, until the Workflow goes.
  if (seen.driver && ended(seen.driver)) return ending(own('Stopped', `${why}; driver ${seen.name} had ended`));
  const path = `${podsOf(attempt)}/${seen.name}`;
  const sentence = `${why}; driver ${seen.name} was deleted`;
  try {
    await remove(path, 10, send, clock, seen.driver?.metadata.uid);
    return ending(own('Stopped', sentence));
  } catch (error) {
    return ending(own('Stopped', `${why}; driver ${seen.name} could not be deleted: ${textOf(error)}`));
  }
};

const isTaken = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp !== undefined ||
  condition(pod, 'DisruptionTarget', 'True') !== undefined ||
  ['Evicted', 'Preempting', 'Terminated', 'NodeShutdown'].includes(pod.status?.reason ?? '');
