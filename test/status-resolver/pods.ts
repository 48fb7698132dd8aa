import type { ContainerStatus, Pod, Terminated } from '../../src/status-resolver/pod.js';

/** 2026-01-01T00:00:00Z, when every test begins. */
export const start = Date.parse('2026-01-01T00:00:00Z');
export const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString().replace('.000Z', 'Z');

interface DriverOptions {
  readonly name?: string;
  /** Seconds after `start` on Argo's clock, and on the API server's. */
  readonly submitted?: number;
  readonly created?: number;
  readonly phase?: string;
  readonly state?: ContainerStatus['state'];
  readonly container?: string;
  readonly others?: readonly ContainerStatus[];
  readonly init?: readonly ContainerStatus[];
  readonly metadata?: Partial<Pod['metadata']>;
  readonly status?: Partial<NonNullable<Pod['status']>>;
}

/** A driver pod as Spark creates it and a kubelet reports on it. */
export const driver = (options: DriverOptions = {}): Pod => {
  const { name = 'spark-1', submitted = 0, created = 1, container = 'spark-kubernetes-driver', state } = options;
  return {
    metadata: {
      uid: `uid-of-${name}`,
      name,
      namespace: 'alida',
      creationTimestamp: at(created),
      labels: { 'spark-role': 'driver', 'alida.io/submitted-at': String(start / 1000 + submitted) },
      ...options.metadata,
    },
    spec: {
      nodeName: 'node-1',
      containers: [
        ...(options.others ?? []).map((other) => ({ name: other.name, args: ['proxy'] })),
        { name: container, args: ['driver'], resources: { limits: { memory: '5734Mi' } } },
      ],
    },
    status: {
      phase: options.phase ?? 'Pending',
      ...(options.init && { initContainerStatuses: options.init }),
      containerStatuses: [...(options.others ?? []), ...(state ? [{ name: container, image: 'kmeans:1', state }] : [])],
      ...options.status,
    },
  };
};

export const terminated = (
  exitCode: number,
  more: Partial<Terminated> = {},
): NonNullable<ContainerStatus['state']> => ({
  terminated: {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: at(10),
    finishedAt: at(20),
    ...more,
  },
});

export const ended = (exitCode: number, more: Partial<Terminated> = {}, options: DriverOptions = {}): Pod =>
  driver({ phase: exitCode === 0 ? 'Succeeded' : 'Failed', state: terminated(exitCode, more), ...options });

export const running = (options: DriverOptions = {}): Pod =>
  driver({ phase: 'Running', state: { running: { startedAt: at(10) } }, ...options });

export const waiting = (reason: string, message: string, options: DriverOptions = {}): Pod =>
  driver({ state: { waiting: { reason, message } }, ...options });

type Status = NonNullable<Pod['status']>;

export const withCondition = (type: string, status: string, reason: string, message: string): Status => ({
  conditions: [{ type, status, reason, message }],
});
