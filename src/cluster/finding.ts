import type { ApplicationResources, SparkApplication } from '../spark/index.js';
import { Refusal } from './cluster.js';

/** One thing that a run needs. */
export interface Finding {
  /** What was looked for. */
  readonly check: string;
  /** `unknown`: whoever asks may not know. */
  readonly state: 'ok' | 'failed' | 'unknown';
  readonly detail: string;
  /** The command that mends it. */
  readonly mend?: string;
}

/** A service that is to run. */
export interface Patient {
  readonly application: SparkApplication;
  readonly resources: ApplicationResources;
}

/** Names in commands: Kubernetes' own, of letters that no shell takes for more. */
export const kubectl = (namespace: string, command: string): string => `kubectl -n ${namespace} ${command}`;

export const ok = (check: string, detail: string): Finding => ({ check, state: 'ok', detail });
export const failed = (check: string, detail: string, mend: string): Finding => ({
  check,
  state: 'failed',
  detail,
  mend,
});

/** What cannot be asked is no failure: somebody else may know. */
export async function unlessRefused(check: string, ask: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [{ check, state: 'unknown', detail: error.message }];
  }
}

/** Pods, as far as it is asked which images run. */
export interface Pods {
  readonly items: readonly { readonly spec: { readonly containers: readonly { readonly image: string }[] } }[];
}
