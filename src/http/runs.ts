/** One run, as a list tells it. */
export interface Run {
  readonly name: string;
  /** Of a service, or of a workflow of services. */
  readonly of: string;
  readonly phase: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
  /** Where the history server has its drivers, once they have ended. */
  readonly history?: readonly { readonly step: string; readonly url: string }[];
}

/** The runs of a cluster, which are only looked at. Each method throws {NoAnswer}. */
export interface Runs {
  /** The latest first. */
  list(): Promise<readonly Run[]>;
  /** Argo's Workflow; nothing where there is none of ours. */
  find(name: string): Promise<object | undefined>;
  /** Gives out what the program writes, until the run ends or `left`. */
  follow(name: string, write: (bytes: Uint8Array) => Promise<void>, left: AbortSignal): Promise<void>;
}

/** The cluster gave no answer, or said no. */
export class NoAnswer extends Error {}
