import { own, ownCodes, type Outcome, oneLine, type OwnReason } from './outcome.js';
import { condition, driverContainer, driverStatus, ended, type Pod, type Terminated } from './pod.js';

/** A pod as it was last seen. */
export interface Seen {
  readonly pod: Pod;
  /** It exists no more. */
  readonly gone: boolean;
  /** When it was first seen running, by the API server's clock. */
  readonly runningSince?: number;
}

export interface Limits {
  /** When the last attempt of the submit task started, by the clock that wrote `alida.io/submitted-at`; ms. */
  readonly since: number;
  /** Argo's phase of that attempt: Succeeded, Failed, Error. */
  readonly submitStatus: string;
  /** Seconds that a driver may wait before it runs, and that it may run; none means for ever. */
  readonly pendingDeadline?: number;
  readonly runningDeadline?: number;
}

/** All that is known at one moment; times in ms since the epoch by the API server's clock. */
export interface View extends Limits {
  readonly now: number;
  /** When the resolver began to look. */
  readonly started: number;
  /** Every pod that carries the submission's labels: drivers, and clients where they are labelled. */
  readonly pods: readonly Seen[];
  /** Warning events of the driver pod, newest last. */
  readonly warnings: readonly string[];
}

/** Nothing is decided before `until` unless something changes. */
export interface Wait {
  readonly until: number;
  readonly message: string;
}

// The label is written just before the attempt's start is stamped, and both are cut to seconds.
const slack = 2_000;
// A client that was lost may have been about to create its driver.
const lostClientGrace = 10_000;
// A kubelet that lives confirms a deletion well within this time after the grace period.
const deletionGrace = 60_000;

/** What the pods say about the submission: its outcome, or until when to wait. */
export const decide = (view: View): Outcome | Wait => {
  const drivers = view.pods.filter(({ pod }) => pod.metadata.labels?.['spark-role'] === 'driver').sort(byAttempt);
  const last = drivers.at(-1);
  const current = last && submittedAt(last.pod) >= view.since - slack ? last : undefined;
  const step = current ? ofDriver(current, view) : ofNone(view);
  const alive = drivers.filter((one) => one !== current && !one.gone && !ended(one.pod));
  if ('until' in step || alive.length === 0) return step;
  const names = alive.map(({ pod }) => pod.metadata.name).join(', ');
  return { ...step, message: oneLine(`${step.message}; an earlier attempt's driver is still there: ${names}`) };
};

const submittedAt = (pod: Pod): number => Number(pod.metadata.labels?.['alida.io/submitted-at'] ?? 0) * 1000;

const byAttempt = (a: Seen, b: Seen): number =>
  submittedAt(a.pod) - submittedAt(b.pod) ||
  at(a.pod.metadata.creationTimestamp) - at(b.pod.metadata.creationTimestamp);

const at = (time: string | undefined): number => (time === undefined ? Number.NaN : Date.parse(time));

const ofNone = (view: View): Outcome | Wait => {
  const until = view.started + (['Succeeded', 'Failed'].includes(view.submitStatus) ? 0 : lostClientGrace);
  if (view.now < until) return { until, message: 'the client was lost: waiting for a driver that it may have created' };
  if (view.submitStatus === 'Succeeded') {
    return own('DriverNotFound', 'the client saw its driver succeed, but the driver pod is gone and proves nothing');
  }
  const client = lastWords(view.pods);
  const [, reason = '', why = ''] = /^(\w+): (.+)/s.exec(client?.message ?? '') ?? [];
  if (isOwn(reason)) return own(reason, why);
  const words = client ? `; the client ended with exit code ${client.exitCode}${said(client)}` : '';
  return own('DriverNotFound', `no driver pod of this submission exists: it was never created, or was deleted${words}`);
};

const isOwn = (reason: string): reason is OwnReason => Object.hasOwn(ownCodes, reason);

/** How the last client ended, while its pod exists: a client that gave its driver up says why, by one of our reasons. */
const lastWords = (pods: readonly Seen[]): Terminated | undefined =>
  pods
    .filter(({ pod }) => pod.metadata.labels?.['spark-role'] === undefined)
    .sort((a, b) => at(a.pod.metadata.creationTimestamp) - at(b.pod.metadata.creationTimestamp))
    .at(-1)
    ?.pod.status?.containerStatuses?.find(({ name }) => name === 'main')?.state?.terminated;

/** What a container wrote to its termination log; its end says most. */
const said = ({ message }: Terminated): string => (message?.trim() ? `: ${message.trim().slice(-500)}` : '');

const ofDriver = (seen: Seen, view: View): Outcome | Wait => {
  const { pod, gone } = seen;
  const status = driverStatus(pod);
  const end = status?.state?.terminated;
  const interruption = interruptionOf(pod, gone, end);

  if (end && !startFailures.has(end.reason ?? '') && end.reason !== 'ContainerStatusUnknown') {
    // What a program answers to the signals of a deletion is not its own end, 0 least of all.
    const killed = end.reason === 'OOMKilled' ? [0, 143] : [0, 137, 143];
    if (!interruption || !killed.includes(end.exitCode)) return programsEnd(pod, end);
  }
  const times = {
    startedAt: end?.startedAt ?? status?.state?.running?.startedAt ?? '',
    finishedAt: end?.finishedAt ?? '',
  };
  const driver = `driver ${pod.metadata.name}`;
  if (end && startFailures.has(end.reason ?? '')) {
    return own('StartError', `${driver} could not start its container (${end.reason ?? ''})${said(end)}`, {
      phase: 'Failed',
      ...times,
    });
  }
  const over = gone || end !== undefined || ['Failed', 'Succeeded', 'Unknown'].includes(pod.status?.phase ?? '');
  if (over && interruption) {
    const code = end?.startedAt ? ` (exit code ${end.exitCode})` : '';
    return own(interruption.reason, `${driver} ${interruption.text}${code}`, {
      phase: interruption.reason === 'NodeLost' ? 'Unknown' : 'Failed',
      ...times,
    });
  }
  if (over) return withoutTrace(pod, times);

  if (pod.metadata.deletionTimestamp !== undefined) {
    const until = at(pod.metadata.deletionTimestamp) + deletionGrace;
    if (view.now < until) return { until, message: `${driver} is being deleted` };
    return own(
      'NodeLost',
      `${driver} is being deleted, but ${nodeOf(pod)} does not confirm it: it may still run there`,
      {
        ...times,
      },
    );
  }
  return status?.state?.running ? running(seen, status.state.running.startedAt, view) : pending(pod, view);
};

/** The program ended by itself: its own code. */
const programsEnd = (pod: Pod, end: Terminated): Outcome => {
  const { name, namespace } = pod.metadata;
  const exitCode = end.exitCode >= 0 && end.exitCode <= 255 ? end.exitCode : 255; // the exit status of a process
  const base = { exitCode, startedAt: end.startedAt ?? '', finishedAt: end.finishedAt ?? '' };
  const oom = end.reason === 'OOMKilled';
  if (exitCode === 0) {
    const note = oom ? ', though a process in it was killed for lack of memory' : '';
    return { ...base, phase: 'Succeeded', reason: 'Completed', message: `driver ${name} succeeded${note}` };
  }
  const container = driverContainer(pod);
  if (oom) {
    const limit = container?.resources?.limits?.memory ?? 'unknown';
    const message = `driver ${name} ran out of memory: ${exitCode} OOMKilled, limit ${limit}; raise spark.driver.memoryOverhead or spark.driver.memory`;
    return { ...base, phase: 'Failed', reason: 'OOMKilled', message };
  }
  const signal = signals[exitCode - 128];
  const log = `kubectl logs -n ${namespace ?? ''} ${name} -c ${container?.name ?? ''}`;
  const message = `driver ${name} failed with exit code ${exitCode}${signal ? ` (${signal})` : ''}${said(end)}; its log: ${log}`;
  return { ...base, phase: 'Failed', reason: 'Error', message: oneLine(message) };
};

const signals: Readonly<Record<number, string>> = {
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

/** Container runtimes' words for a program that never ran. */
const startFailures = new Set(['StartError', 'ContainerCannotRun']);

/** What ended the pod from outside, if anything did. */
const interruptionOf = (pod: Pod, gone: boolean, end?: Terminated): { reason: OwnReason; text: string } | undefined => {
  const because = pod.status?.message ? `: ${pod.status.message}` : '';
  // Of a container that never was, the kubelet says: terminated, 137, at no time.
  const ran = end ? Boolean(end.startedAt) : driverStatus(pod)?.state?.running !== undefined;
  switch (pod.status?.reason) {
    case 'Evicted': // by its node, for lack of memory or disk
    case 'Preempting': // by its node, for a critical pod
    case 'Terminated': // its node shut down
    case 'NodeShutdown':
      return { reason: 'Evicted', text: `was evicted${because}` };
    case 'NodeLost':
      return { reason: 'NodeLost', text: `was lost with ${nodeOf(pod)}${because}` };
    case 'DeadlineExceeded':
      return ran
        ? { reason: 'RunningDeadlineExceeded', text: `ran longer than its activeDeadlineSeconds and was stopped` }
        : { reason: 'PendingDeadlineExceeded', text: `did not run within its activeDeadlineSeconds` };
  }
  const target = condition(pod, 'DisruptionTarget', 'True');
  // A taint is how an unreachable node loses its pods; a kubelet that still reports an end was reachable.
  if (target?.reason === 'DeletionByPodGC' || (target?.reason === 'DeletionByTaintManager' && !end)) {
    return { reason: 'NodeLost', text: `was lost with ${nodeOf(pod)}: ${target.message ?? target.reason}` };
  }
  if (target) return { reason: 'Evicted', text: `was evicted: ${target.message ?? target.reason ?? ''}` };
  if (gone || pod.metadata.deletionTimestamp !== undefined) {
    return { reason: 'DriverDeleted', text: 'was deleted before it ended by itself' };
  }
  return undefined;
};

const nodeOf = (pod: Pod): string => (pod.spec?.nodeName ? `node ${pod.spec.nodeName}` : 'its node');

/** The pod is over, nobody stopped it, and the driver's container left no exit code. */
const withoutTrace = (pod: Pod, times: { startedAt: string; finishedAt: string }): Outcome => {
  const driver = `driver ${pod.metadata.name}`;
  const failed = pod.status?.initContainerStatuses?.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  if (failed?.state?.terminated) {
    const end = failed.state.terminated;
    return own(
      'InitContainerFailed',
      `${driver} never started: init container ${failed.name} failed with exit code ${end.exitCode}${said(end)}`,
      { phase: 'Failed' },
    );
  }
  if (pod.status?.phase === 'Failed' && !driverStatus(pod)?.state?.terminated) {
    const why = [pod.status.reason, pod.status.message].filter(Boolean).join(': ');
    return own('PodFailed', `${driver} failed without an exit code${why ? `: ${why}` : ''}`, {
      phase: 'Failed',
      ...times,
    });
  }
  return own('Unknown', `${driver} ended, but the exit code of its container is not known`, times);
};

const running = (seen: Seen, startedAt: string | undefined, view: View): Outcome | Wait => {
  const { name, creationTimestamp } = seen.pod.metadata;
  if (view.runningDeadline === undefined) return { until: Infinity, message: `driver ${name} is running` };
  // `startedAt` is by the node's clock: believed only between what was seen here and the pod's age.
  const atLeast = view.now - (seen.runningSince ?? view.now);
  const atMost = view.now - at(creationTimestamp);
  const elapsed = Math.min(Math.max(view.now - at(startedAt) || 0, atLeast), atMost);
  const until = view.now + view.runningDeadline * 1000 - elapsed;
  if (view.now < until) return { until, message: `driver ${name} is running` };
  return own('RunningDeadlineExceeded', `driver ${name} still runs after the allowed ${view.runningDeadline} s`, {
    phase: 'Running',
    startedAt: startedAt ?? '',
  });
};

const pending = (pod: Pod, view: View): Outcome | Wait => {
  const cause = pendingCause(pod);
  const driver = `driver ${pod.metadata.name}`;
  const until =
    view.pendingDeadline === undefined ? Infinity : at(pod.metadata.creationTimestamp) + view.pendingDeadline * 1000;
  if (view.now < until && !cause?.hopeless) {
    return { until, message: oneLine(`${driver} is pending${cause ? `: ${cause.text}` : ''}`) };
  }
  const after = cause?.hopeless ? '' : ` after the allowed ${view.pendingDeadline ?? 0} s`;
  const text = cause?.text ?? view.warnings.at(-1) ?? 'Kubernetes gives no reason';
  return own(cause?.reason ?? 'PendingDeadlineExceeded', `${driver} does not run${after}: ${text}`, {
    phase: 'Pending',
  });
};

/** What keeps the pod from running, in Kubernetes' own words. */
const pendingCause = (pod: Pod): { reason: OwnReason; text: string; hopeless?: boolean } | undefined => {
  const unscheduled = condition(pod, 'PodScheduled', 'False');
  if (unscheduled) {
    return { reason: 'Unschedulable', text: `no node takes it: ${unscheduled.message ?? unscheduled.reason ?? ''}` };
  }
  for (const { name, image, state } of [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ]) {
    const { reason = '', message = '' } = state?.waiting ?? {};
    if (/^(ErrImage|Image)|^(InvalidImageName|RegistryUnavailable|SignatureValidationFailed)$/.test(reason)) {
      const text = `image ${image ?? ''} of container ${name} cannot be pulled: ${reason}: ${message}`;
      return { reason: 'ImagePullError', text, hopeless: reason === 'InvalidImageName' };
    }
    if (/^(Create|Run|PostStart|PreStart|PreCreateHook).*Error$/.test(reason)) {
      return { reason: 'ContainerConfigError', text: `container ${name} cannot be created: ${reason}: ${message}` };
    }
  }
  return undefined;
};
