import { container, label, sparkRole } from '../contract.js';

/** The part of a Kubernetes Pod that is read here; times are RFC 3339. */
export interface Pod {
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string | undefined;
  };
  readonly spec?: {
    readonly nodeName?: string | undefined;
    readonly schedulerName?: string | undefined;
    readonly containers?: readonly Container[];
  };
  readonly status?: {
    readonly phase?: string | undefined;
    readonly reason?: string | undefined;
    readonly message?: string | undefined;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly ports?: readonly { readonly name?: string | undefined; readonly containerPort?: number | undefined }[];
  readonly resources?: { readonly limits?: { readonly memory?: string | undefined } };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}

export interface ContainerStatus {
  readonly name: string;
  readonly image?: string | undefined;
  readonly state?: {
    readonly waiting?: { readonly reason?: string | undefined; readonly message?: string | undefined } | undefined;
    readonly running?: { readonly startedAt?: string | undefined } | undefined;
    readonly terminated?: Terminated | undefined;
  };
}

export interface Terminated {
  /** None where the API server's answer holds no whole number. */
  readonly exitCode?: number | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly startedAt?: string | undefined;
  readonly finishedAt?: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const each = <T>(value: unknown, of: (one: Fields) => T): T[] =>
  Array.isArray(value) ? value.map((one: unknown) => of(fields(one))) : [];
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
const present = <T>(value: unknown, of: (one: Fields) => T): T | undefined =>
  typeof value === 'object' && value !== null ? of(value as Fields) : undefined;

/**
 * The pod of an answer, with nothing in it but what it ought to be: what has another type counts as absent, as null
 * does. @throws {Error} where it is no pod
 */
export const podOf = (value: unknown): Pod => {
  const pod = fields(value);
  const metadata = fields(pod.metadata);
  const spec = fields(pod.spec);
  const status = fields(pod.status);
  const uid = text(metadata.uid);
  const name = text(metadata.name);
  if (!uid || !name) throw new Error('an answer of the API server that is no pod');
  return {
    metadata: {
      uid,
      name,
      namespace: text(metadata.namespace),
      labels: texts(metadata.labels),
      annotations: texts(metadata.annotations),
      creationTimestamp: text(metadata.creationTimestamp) ?? '',
      deletionTimestamp: text(metadata.deletionTimestamp),
    },
    spec: {
      nodeName: text(spec.nodeName),
      schedulerName: text(spec.schedulerName),
      containers: each(spec.containers, (one) => ({
        name: text(one.name) ?? '',
        args: Array.isArray(one.args) ? one.args.slice(0, 1).map(String) : [],
        ports: each(one.ports, ({ name: port, containerPort }) => ({
          name: text(port),
          containerPort: Number.isInteger(containerPort) ? Number(containerPort) : undefined,
        })),
        resources: { limits: { memory: text(fields(fields(one.resources).limits).memory) } },
      })),
    },
    status: {
      phase: text(status.phase),
      reason: text(status.reason),
      message: text(status.message),
      conditions: each(status.conditions, (one) => ({
        type: text(one.type) ?? '',
        status: text(one.status) ?? '',
        reason: text(one.reason),
        message: text(one.message),
      })),
      initContainerStatuses: each(status.initContainerStatuses, statusOf),
      containerStatuses: each(status.containerStatuses, statusOf),
    },
  };
};

const statusOf = (one: Fields): ContainerStatus => {
  const state = fields(one.state);
  return {
    name: text(one.name) ?? '',
    image: text(one.image),
    state: {
      waiting: present(state.waiting, ({ reason, message }) => ({ reason: text(reason), message: text(message) })),
      running: present(state.running, ({ startedAt }) => ({ startedAt: text(startedAt) })),
      terminated: present(state.terminated, (end) => ({
        exitCode: Number.isInteger(end.exitCode) ? (end.exitCode as number) : undefined,
        reason: text(end.reason),
        message: text(end.message),
        startedAt: text(end.startedAt),
        finishedAt: text(end.finishedAt),
      })),
    },
  };
};

/**
 * The container that runs the driver. Spark gives it a name unless the pod template's container has one of its own, and
 * appends it to the sidecars; its first argument is `driver` in every case.
 */
export const driverContainer = (pod: Pod): Container | undefined => {
  const containers = pod.spec?.containers ?? [];
  return (
    containers.find(({ name }) => name === container.driver) ??
    containers.find(({ args }) => args?.[0] === 'driver') ??
    (containers.length === 1 ? containers[0] : undefined)
  );
};

export const isDriver = (pod: Pod): boolean => pod.metadata.labels?.[sparkRole.label] === sparkRole.driver;

export const submittedAt = (pod: Pod): number => Number(pod.metadata.labels?.[label.submittedAt] ?? 0) * 1000;

/** The attempt of a later submission comes later. */
export const byAttempt = (a: Pod, b: Pod): number => submittedAt(a) - submittedAt(b) || byAge(a, b);

export const byAge = (a: Pod, b: Pod): number =>
  Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp) || 0;

export const condition = (pod: Pod, type: string, status: string): Condition | undefined =>
  pod.status?.conditions?.find((one) => one.type === type && one.status === status);

/** The kubelet's word on the driver's container. */
export const driverStatus = (pod: Pod): ContainerStatus | undefined => {
  const name = driverContainer(pod)?.name;
  return pod.status?.containerStatuses?.find((status) => status.name === name);
};

/** The driver ended, whatever its sidecars do. */
export const ended = (pod: Pod): boolean =>
  driverStatus(pod)?.state?.terminated !== undefined || ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '');
