import type { DnsLabel } from '../kubernetes.js';
import type { Expression, Text } from './placeholder.js';

/** Every text as a string: what is written. */
export type Sealed<T> = T extends Text
  ? string
  : T extends string | number | boolean | undefined
    ? T
    : { readonly [K in keyof T]: Sealed<T[K]> };

/** The parts of Argo's WorkflowTemplate that are generated here; Argo's own field names. */
export type WorkflowTemplate = Sealed<Draft>;

/** The same of Argo's CronWorkflow. */
export type CronWorkflow = Sealed<CronDraft>;

/** What a cluster is given. */
export type Manifest = WorkflowTemplate | CronWorkflow;

interface Described {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly metadata: {
    readonly name: DnsLabel;
    readonly namespace: DnsLabel;
    readonly labels: Readonly<Record<string, Text>>;
    readonly annotations: Readonly<Record<string, Text>>;
  };
}

/** A CronWorkflow as it is made. */
export interface CronDraft extends Described {
  readonly kind: 'CronWorkflow';
  readonly spec: {
    readonly schedules: readonly string[];
    readonly timezone?: string;
    readonly concurrencyPolicy: string;
    readonly suspend?: boolean;
    readonly startingDeadlineSeconds?: number;
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
    readonly workflowSpec: {
      readonly workflowTemplateRef: { readonly name: DnsLabel };
      readonly arguments?: { readonly parameters: readonly Parameter[] };
    };
  };
}

/** A WorkflowTemplate as it is made: what Argo is to replace in its texts is known. */
export interface Draft extends Described {
  readonly kind: 'WorkflowTemplate';
  readonly spec: {
    readonly entrypoint?: string;
    readonly onExit?: string;
    readonly hooks?: { readonly exit: TemplateCall };
    readonly imagePullSecrets?: readonly { readonly name: Text }[];
    readonly serviceAccountName?: Text;
    readonly arguments?: { readonly parameters: readonly Parameter[] };
    readonly workflowMetadata?: {
      readonly labels: Readonly<Record<string, Text>>;
      readonly labelsFrom?: Readonly<Record<string, { readonly expression: Expression }>>;
    };
    readonly ttlStrategy?: Readonly<Record<string, number>>;
    readonly podGC?: { readonly strategy: string };
    readonly templates: readonly Template[];
  };
}

export interface Parameter {
  readonly name: string;
  readonly description?: Text;
  readonly enum?: readonly Text[];
  readonly value?: Text;
  readonly default?: Text;
}

interface OutputParameter {
  readonly name: string;
  readonly valueFrom: { readonly path: string; readonly default: Text };
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly { readonly key: string; readonly value: Text }[];
  readonly counter?: { readonly value: Text };
  readonly histogram?: { readonly value: Text; readonly buckets: readonly number[] };
}

export interface Base {
  readonly name: string;
  readonly metrics?: { readonly prometheus: readonly Metric[] };
  readonly inputs?: { readonly parameters: readonly Parameter[] };
}

export interface DagTemplate extends Base {
  readonly outputs?: {
    readonly parameters: readonly { readonly name: string; readonly valueFrom: { readonly expression: Expression } }[];
  };
  readonly synchronization?: {
    readonly semaphores?: readonly { readonly configMapKeyRef: { readonly name: string; readonly key: string } }[];
    readonly mutexes?: readonly { readonly name: DnsLabel }[];
  };
  readonly dag: { readonly tasks: readonly Task[] };
}

/** A template of the same WorkflowTemplate, or of another one. */
export type TemplateCall =
  { readonly template: string } | { readonly templateRef: { readonly name: string; readonly template: string } };

export type Task = TemplateCall & {
  readonly name: string;
  readonly depends?: string;
  readonly arguments: { readonly parameters: readonly Parameter[] };
};

export interface StepsTemplate extends Base {
  readonly steps: readonly (readonly { readonly name: string; readonly template: string; readonly when: Text }[])[];
}

export interface ContainerTemplate extends Base {
  readonly metadata: {
    readonly labels: Readonly<Record<string, Text>>;
    readonly annotations?: Readonly<Record<string, Text>>;
  };
  readonly serviceAccountName: Text;
  readonly securityContext: object;
  readonly affinity?: object;
  readonly tolerations?: readonly object[];
  readonly podSpecPatch: Text;
  readonly retryStrategy?: {
    readonly limit?: number;
    readonly expression: Expression;
    readonly backoff?: { readonly duration: string; readonly factor: number; readonly maxDuration?: string };
  };
  readonly outputs?: { readonly parameters: readonly OutputParameter[] };
  readonly archiveLocation?: { readonly archiveLogs: boolean };
  readonly volumes?: readonly { readonly name: string; readonly emptyDir: object }[];
  readonly initContainers?: readonly (Container & { readonly name: string })[];
  readonly container: Container;
}

export interface Container {
  readonly image: Text;
  readonly imagePullPolicy?: Text;
  /** Absent: the image's own. */
  readonly command?: readonly string[];
  readonly args?: readonly Text[];
  readonly env?: readonly EnvVar[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly securityContext: object;
  readonly resources: object;
}

export type EnvVar =
  | { readonly name: string; readonly value: Text }
  | { readonly name: string; readonly valueFrom: { readonly fieldRef: { readonly fieldPath: string } } }
  | {
      readonly name: string;
      readonly valueFrom: { readonly secretKeyRef: { readonly name: Text; readonly key: Text } };
    };

export type Template = DagTemplate | StepsTemplate | ContainerTemplate;
