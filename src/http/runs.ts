import type { Run } from './generated/hook.js';

export type { Run };

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
