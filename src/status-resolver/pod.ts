/** The part of a Kubernetes Pod that is read here; times are RFC 3339. */
export interface Pod {
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly resourceVersion?: string;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly Container[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly image?: string;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: { readonly startedAt?: string };
    readonly terminated?: Terminated;
  };
}

export interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: string | null;
  readonly finishedAt?: string | null;
}

/**
 * The container that runs the driver. Spark calls it spark-kubernetes-driver unless the pod template's container has a
 * name of its own, and appends it to the sidecars; its first argument is `driver` in every case.
 */
export const driverContainer = (pod: Pod): Container | undefined => {
  const containers = pod.spec?.containers ?? [];
  return (
    containers.find(({ name }) => name === 'spark-kubernetes-driver') ??
    containers.find(({ args }) => args?.[0] === 'driver') ??
    (containers.length === 1 ? containers[0] : undefined)
  );
};

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
