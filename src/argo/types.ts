/** The parts of Argo's WorkflowTemplate that are generated here; Argo's own field names. */
export interface WorkflowTemplate {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'WorkflowTemplate';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly entrypoint?: string;
    readonly onExit?: string;
    readonly hooks?: { readonly exit: TemplateCall };
    readonly imagePullSecrets?: readonly { readonly name: string }[];
    readonly serviceAccountName?: string;
    readonly arguments?: { readonly parameters: readonly Parameter[] };
    readonly workflowMetadata?: {
      readonly labels: Readonly<Record<string, string>>;
      readonly labelsFrom?: Readonly<Record<string, { readonly expression: string }>>;
    };
    readonly ttlStrategy?: Readonly<Record<string, number>>;
    readonly podGC?: { readonly strategy: string };
    readonly templates: readonly Template[];
  };
}

export interface Parameter {
  readonly name: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly value?: string;
  readonly default?: string;
}

export interface OutputParameter {
  readonly name: string;
  readonly valueFrom: { readonly path: string; readonly default: string };
}

interface Base {
  readonly name: string;
  readonly inputs?: { readonly parameters: readonly Parameter[] };
}

export interface DagTemplate extends Base {
  readonly outputs?: {
    readonly parameters: readonly { readonly name: string; readonly valueFrom: { readonly expression: string } }[];
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
  readonly steps: readonly (readonly { readonly name: string; readonly template: string; readonly when: string }[])[];
}

export interface ContainerTemplate extends Base {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly serviceAccountName: string;
  readonly securityContext: object;
  readonly affinity?: object;
  readonly tolerations?: readonly object[];
  readonly podSpecPatch: string;
  readonly activeDeadlineSeconds?: number;
  readonly retryStrategy?: {
    readonly limit?: number;
    readonly expression: string;
    readonly backoff?: { readonly duration: string; readonly factor: number; readonly maxDuration?: string };
  };
  readonly outputs?: { readonly parameters: readonly OutputParameter[] };
  readonly archiveLocation?: { readonly archiveLogs: boolean };
  readonly volumes?: readonly { readonly name: string; readonly emptyDir: object }[];
  readonly initContainers?: readonly (Container & { readonly name: string })[];
  readonly container: Container;
}

export interface Container {
  readonly image: string;
  readonly imagePullPolicy?: string;
  /** Absent: the image's own. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly securityContext: object;
  readonly resources: object;
}

export type EnvVar =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly valueFrom: { readonly fieldRef: { readonly fieldPath: string } } }
  | {
      readonly name: string;
      readonly valueFrom: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
    };

export type Template = DagTemplate | StepsTemplate | ContainerTemplate;
