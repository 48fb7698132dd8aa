// What the script, the resolver and the templates agree on: what one of them writes and another one reads.

/** Labels of pods: those of a run's own steps, of its drivers and executors. */
export const label = {
  service: 'alida.io/service',
  /** Of WorkflowTemplates that a project applied. */
  project: 'alida.io/project',
  role: 'alida.io/role',
  workflowUid: 'alida.io/workflow-uid',
  /** Ties drivers and executors to the task that submitted them. */
  submission: 'alida.io/submission',
  executionId: 'alida.io/execution-id',
  /** Seconds since 1970, of drivers only. */
  submittedAt: 'alida.io/submitted-at',
  /** Of a driver whose end an attempt has told: the next attempt makes a new one. */
  told: 'alida.io/told',
} as const;

export const annotation = {
  /** Of drivers: their run in the history server. */
  history: 'alida.io/history',
  /** Of drivers: their UI, while they run. */
  ui: 'alida.io/ui',
} as const;

/** Spark's own label, and what it says. */
export const sparkRole = { label: 'spark-role', driver: 'driver', executor: 'executor' } as const;

export const container = {
  /** Argo's name for what a node's log and exit code are of. */
  main: 'main',
  prepare: 'prepare',
  sparkClient: 'spark-client',
  /** Spark's name, where the pod template's container has none of its own. */
  driver: 'spark-kubernetes-driver',
} as const;

/** Shared by the containers of an attempt's pod. */
export const folder = '/var/run/alida';

/** Files of that folder. */
export const file = {
  /** The driver that is to be followed: a live one that was found, or a new one, written before it is created. */
  driver: 'driver',
  /** What spark-submit is to be called with, each ended by NUL; none if a driver was found. */
  arguments: 'arguments',
  driverTemplate: 'driver.yaml',
  executorTemplate: 'executor.yaml',
  /** All that spark-submit printed. */
  log: 'log',
  /** What spark-submit ended with. */
  exitCode: 'exit-code',
  /** Why the script did not call spark-submit: one sentence. */
  refused: 'refused',
  /** The pod is being ended by Kubernetes, not by Argo. */
  evicted: 'evicted',
} as const;

/** What an attempt's main container ends with: codes of ours, never the program's. */
export const followCodes = {
  Succeeded: 0,
  /** The program failed, or its driver by its own fault. */
  Failed: 1,
  /** The infrastructure's fault: another attempt may do better. */
  Infrastructure: 75,
  /** `resolve` finds out. */
  Unknown: 76,
  /** Every further attempt would be refused in the same way. */
  Refused: 78,
  /** There is room in the quota now: another attempt, which does not count. */
  Queued: 79,
  Stopped: 143,
} as const;

/**
 * The exit codes of `resolve` for the outcomes in which no driver ended by itself. A program may use the same number:
 * the reason tells the two apart. 143 is what a process stopped by SIGTERM is expected to answer.
 */
export const ownCodes = {
  InvalidArguments: 200,
  DriverNotFound: 201,
  DriverDeleted: 202,
  Evicted: 203,
  NodeLost: 204,
  PodFailed: 205,
  InitContainerFailed: 206,
  StartError: 207,
  ContainerConfigError: 208,
  ImagePullError: 209,
  Unschedulable: 210,
  PendingDeadlineExceeded: 211,
  RunningDeadlineExceeded: 212,
  Forbidden: 213,
  ApiUnreachable: 214,
  Unknown: 215,
  InternalError: 216,
  SubmissionRefused: 217,
  SubmissionFailed: 218,
  QuotaExceeded: 219,
  ExecutorsNotStarted: 220,
  Stopped: 143,
} as const;

export type OwnReason = keyof typeof ownCodes;

/** The ConfigMap that says how many drivers may be under way, and its key. */
export const semaphore = { name: 'alida-argo-concurrency', key: 'drivers' } as const;

/** Output parameters of `resolve`, each a file of this folder. */
export const outputs = {
  folder: '/tmp/alida',
  names: ['exit-code', 'phase', 'reason', 'message', 'started-at', 'finished-at'],
  /** Only where the profile has a history server. */
  history: 'history',
} as const;
