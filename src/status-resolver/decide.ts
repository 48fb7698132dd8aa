import { annotation, container, type OwnReason, sparkRole } from '../contract.js';
import { exceptionOf } from './exception.js';
import { isOwn, type Outcome, own, oneLine } from './outcome.js';
import { pendingCause } from './pending.js';
import {
  byAge,
  byAttempt,
  condition,
  driverContainer,
  driverStatus,
  ended,
  isDriver,
  type Pod,
  submittedAt,
  type Terminated,
} from './pod.js';

/** A pod as it was last seen; times by the API server's clock. */
export interface Seen {
  readonly pod: Pod;
  /** It exists no more. */
  readonly gone: boolean;
  /** When it was first seen running. */
  readonly runningSince?: number | undefined;
  /** When it was last seen waiting in a queue. */
  readonly queuedUntil?: number | undefined;
  /** What only a person mends: since when, and the words that say most. */
  readonly stuck?: { readonly since: number; readonly text: string } | undefined;
}

/** What is known of a pod, together with what was known before. */
export const see = (before: Seen | undefined, pod: Pod, gone: boolean, now: number): Seen => {
  const cause = pendingCause(pod);
  return {
    pod,
    gone,
    runningSince: before?.runningSince ?? (pod.status?.phase === 'Running' ? now : undefined),
    queuedUntil: cause?.kind === 'queued' ? now : before?.queuedUntil,
    // Between two tries the kubelet may only say that it waits.
    stuck:
      cause?.kind === 'stuck'
        ? { since: before?.stuck?.since ?? now, text: cause.text }
        : cause?.kind === 'backoff'
          ? before?.stuck
          : undefined,
  };
};

/** An event of the driver pod. */
export interface Event {
  readonly at: number;
  readonly text: string;
}

export interface Deadlines {
  /** Seconds that a driver may wait before it runs, and that it may run; none means for ever. */
  readonly pendingDeadline?: number | undefined;
  readonly runningDeadline?: number | undefined;
  /** Seconds that an image, a Secret, a ConfigMap may be missing. */
  readonly imageDeadline?: number | undefined;
}

export interface Limits extends Deadlines {
  /** When the last attempt of the submit task started, by the clock that wrote `alida.io/submitted-at`; ms. */
  readonly since: number;
  /** Argo's phase of that attempt: Succeeded, Failed, Error. */
  readonly submitStatus: string;
}

/** What is known at one moment; times in ms since the epoch by the API server's clock. */
export interface Moment {
  readonly now: number;
  /** When it was begun to look. */
  readonly started: number;
  /** Every pod that carries the submission's labels, but executors: drivers and clients. */
  readonly pods: readonly Seen[];
  /** Events of the driver pod, newest last. */
  readonly events: readonly Event[];
}

export type View = Limits & Moment;

/** Nothing is decided before `until` unless something changes. */
export interface Wait {
  readonly until: number;
  readonly message: string;
  /** The pod does not say what it waits for; its events may. */
  readonly silent?: boolean;
}

// The label is written just before the attempt's start is stamped, and both are cut to seconds.
const slack = 2_000;
// A client that was lost may have been about to create its driver.
const lostClientGrace = 10_000;
// A kubelet that lives confirms a deletion well within this time after the grace period.
const deletionGrace = 60_000;
// The kubelet repeats what fails at least every two minutes.
const eventAge = 150_000;

/** What the pods say about the submission: its outcome, or until when to wait. */
export const decide = (view: View): Outcome | Wait => {
  const drivers = view.pods.filter(({ pod }) => isDriver(pod)).sort((a, b) => byAttempt(a.pod, b.pod));
  const last = drivers.at(-1);
  const current = last && submittedAt(last.pod) >= view.since - slack ? last : undefined;
  const step = current ? (givenUp(current, view) ?? ofDriver(current, view)) : ofNone(view);
  if ('until' in step) return step;
  const history = step.startedAt === '' ? undefined : current?.pod.metadata.annotations?.[annotation.history];
  const outcome = { ...step, ...(history !== undefined && { history }) };
  const alive = drivers.filter((one) => one !== current && !one.gone && !ended(one.pod));
  if (alive.length === 0) return outcome;
  const names = alive.map(({ pod }) => pod.metadata.name).join(', ');
  return { ...outcome, message: oneLine(`${step.message}; an earlier attempt's driver is still there: ${names}`) };
};

const at = (time: string | undefined): number => (time === undefined ? Number.NaN : Date.parse(time));

/** The client deletes a driver that it judged while it lived, and says why. */
const givenUp = ({ pod, gone }: Seen, view: View): Outcome | undefined =>
  gone || pod.metadata.deletionTimestamp !== undefined ? wordsOf(lastClient(view.pods)) : undefined;

const ofNone = (view: View): Outcome | Wait => {
  const until = view.started + (['Succeeded', 'Failed'].includes(view.submitStatus) ? 0 : lostClientGrace);
  if (view.now < until) return { until, message: 'the client was lost: waiting for a driver that it may have created' };
  if (view.submitStatus === 'Succeeded') {
    return own('DriverNotFound', 'the client saw its driver succeed, but the driver pod is gone and proves nothing');
  }
  const client = lastClient(view.pods);
  const words = client ? `; the client ended with exit code ${client.exitCode ?? ''}${said(client)}` : '';
  return (
    wordsOf(client) ??
    own('DriverNotFound', `no driver pod of this submission exists: it was never created, or was deleted${words}`)
  );
};

/** An outcome that the client left behind: one of our reasons, and a sentence. */
const wordsOf = (client: Terminated | undefined): Outcome | undefined => {
  const [, reason = '', why = ''] = /^(\w+): (.+)/s.exec(client?.message ?? '') ?? [];
  return isOwn(reason) ? own(reason, why) : undefined;
};

/** How the last client ended, while its pod exists. */
const lastClient = (pods: readonly Seen[]): Terminated | undefined =>
  pods
    .filter(({ pod }) => pod.metadata.labels?.[sparkRole.label] === undefined)
    .sort((a, b) => byAge(a.pod, b.pod))
    .at(-1)
    ?.pod.status?.containerStatuses?.find(({ name }) => name === container.main)?.state?.terminated;

/** What a container wrote to its termination log; its end says most. */
const said = ({ message }: Terminated): string => (message?.trim() ? `: ${message.trim().slice(-500)}` : '');

/** What a driver's pod says about it. */
export const ofDriver = (seen: Seen, view: Moment & Deadlines): Outcome | Wait => {
  const { pod, gone } = seen;
  const status = driverStatus(pod);
  const end = status?.state?.terminated;
  const interruption = interruptionOf(pod, gone, end);

  if (end?.exitCode !== undefined && !startFailures.has(end.reason ?? '') && end.reason !== 'ContainerStatusUnknown') {
    // What a program answers to the signals of a deletion is not its own end, 0 least of all.
    const killed = end.reason === 'OOMKilled' ? [0, 143] : [0, 137, 143];
    if (!interruption || !killed.includes(end.exitCode)) return programsEnd(pod, end, end.exitCode);
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
    const code = end?.startedAt ? ` (exit code ${end.exitCode ?? 'unknown'})` : '';
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
  return status?.state?.running ? running(seen, status.state.running.startedAt, view) : pending(seen, view);
};

/** The program ended by itself: its own code. */
const programsEnd = (pod: Pod, end: Terminated, code: number): Outcome => {
  const { name, namespace } = pod.metadata;
  const exitCode = code >= 0 && code <= 255 ? code : 255; // the exit status of a process
  const base = { exitCode, startedAt: end.startedAt ?? '', finishedAt: end.finishedAt ?? '' };
  const oom = end.reason === 'OOMKilled';
  if (exitCode === 0) {
    const note = oom ? ', though a process in it was killed for lack of memory' : '';
    return { ...base, phase: 'Succeeded', reason: 'Completed', message: `driver ${name} succeeded${note}` };
  }
  const runs = driverContainer(pod);
  if (oom) {
    const limit = runs?.resources?.limits?.memory ?? 'unknown';
    const message = `driver ${name} ran out of memory: ${exitCode} OOMKilled, limit ${limit}; raise spark.driver.memoryOverhead or spark.driver.memory`;
    return { ...base, phase: 'Failed', reason: 'OOMKilled', message };
  }
  const signal = signals[exitCode - 128];
  const why = exceptionOf(end.message ?? '');
  const sentence = `driver ${name} failed with exit code ${exitCode}${signal ? ` (${signal})` : ''}`;
  const failed = { ...base, phase: 'Failed', reason: 'Error' } as const;
  if (why !== '') return { ...failed, message: oneLine(`${sentence}: ${why}`) };
  const container = runs?.name ?? '';
  const message = oneLine(`${sentence}; its log: kubectl logs -n ${namespace ?? ''} ${name} -c ${container}`);
  return { ...failed, message, unexplained: { pod: name, container, sentence } };
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
  // The second is Kueue's own, for what it takes back.
  const target = condition(pod, 'DisruptionTarget', 'True') ?? condition(pod, 'TerminationTarget', 'True');
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
      `${driver} never started: init container ${failed.name} failed with exit code ${end.exitCode ?? ''}${said(end)}`,
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

/** Where a person sees what a driver does while it runs. */
const uiOf = (pod: Pod): string => {
  const { annotations, name, namespace = '' } = pod.metadata;
  const port = driverContainer(pod)?.ports?.find((one) => one.name === 'spark-ui')?.containerPort;
  const forward = port === undefined ? undefined : `kubectl -n ${namespace} port-forward ${name} ${port}`;
  const where = annotations?.[annotation.ui] ?? forward;
  return where === undefined ? '' : `; its UI: ${where}`;
};

const running = (seen: Seen, startedAt: string | undefined, view: Moment & Deadlines): Outcome | Wait => {
  const { name, creationTimestamp } = seen.pod.metadata;
  const message = oneLine(`driver ${name} is running${uiOf(seen.pod)}`);
  if (view.runningDeadline === undefined) return { until: Infinity, message };
  // `startedAt` is by the node's clock: believed only between what was seen here and the pod's age.
  const atLeast = view.now - (seen.runningSince ?? view.now);
  const atMost = view.now - at(creationTimestamp);
  const elapsed = Math.min(Math.max(view.now - at(startedAt) || 0, atLeast), atMost);
  const until = view.now + view.runningDeadline * 1000 - elapsed;
  if (view.now < until) return { until, message };
  return own('RunningDeadlineExceeded', `driver ${name} still runs after the allowed ${view.runningDeadline} s`, {
    phase: 'Running',
    startedAt: startedAt ?? '',
    alive: alive(seen.pod),
  });
};

const alive = ({ metadata: { name, uid } }: Pod): { name: string; uid: string } => ({ name, uid });

const pending = ({ pod, queuedUntil, stuck }: Seen, view: Moment & Deadlines): Outcome | Wait => {
  const driver = `driver ${pod.metadata.name}`;
  const cause = pendingCause(pod);
  if (cause?.kind === 'queued') {
    return { until: Infinity, message: oneLine(`${driver} waits in a queue: ${cause.text}`) };
  }
  const since = Math.max(at(pod.metadata.creationTimestamp), queuedUntil ?? 0);
  const event = cause ? undefined : view.events.at(-1);
  const recent = event && event.at >= view.now - eventAge ? event : undefined;
  const missing = recent && /\b(secret|configmap) "[^"]*" not found/i.test(recent.text) ? recent.text : undefined;
  const text = stuck?.text ?? cause?.text ?? recent?.text;

  const over = (reason: OwnReason, after: string): Outcome =>
    own(reason, `${driver} does not run${after}: ${text ?? event?.text ?? 'Kubernetes gives no reason'}`, {
      phase: 'Pending',
      alive: alive(pod),
    });
  if (cause?.kind === 'hopeless') return over(cause.reason, '');
  const deadline = (from: number | undefined, seconds: number | undefined): number =>
    from === undefined || seconds === undefined ? Infinity : from + seconds * 1000;
  const mend = deadline(stuck?.since ?? (missing === undefined ? undefined : since), view.imageDeadline);
  if (view.now >= mend) {
    return over(cause?.reason ?? 'ContainerConfigError', ` after the allowed ${view.imageDeadline ?? 0} s`);
  }
  const start = deadline(since, view.pendingDeadline);
  if (view.now >= start) {
    return over(cause?.reason ?? 'PendingDeadlineExceeded', ` after the allowed ${view.pendingDeadline ?? 0} s`);
  }
  return {
    until: Math.min(mend, start),
    message: oneLine(`${driver} is pending${text === undefined ? '' : `: ${text}`}`),
    ...(!cause && { silent: true }),
  };
};
