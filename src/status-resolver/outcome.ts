import { ownCodes, type OwnReason } from '../contract.js';

/** Why the resolver ended: the first three are the program's own end, every other one has a code of ours. */
export type Reason = 'Completed' | 'Error' | 'OOMKilled' | OwnReason;

/** Phases of a Kubernetes pod; here, of the driver program: `Running` means that it was, when last seen. */
type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

/** The verdict; every field but `exitCode` and `phase` may be read by a person. */
export interface Outcome {
  /** 0–255; 0 only if the driver's container terminated with 0. */
  readonly exitCode: number;
  readonly phase: Phase;
  readonly reason: Reason;
  /** One sentence, one line. */
  readonly message: string;
  /** When the driver's container started and ended: RFC 3339, empty where it is not known. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The run in the history server, which has it where the program made a SparkContext. */
  readonly history?: string | undefined;
  /** The driver was judged while it lives: it must go, or it starts later. */
  readonly alive?: { readonly name: string; readonly uid: string };
  /** The program failed, and its pod does not say of what: `sentence` ends before it. */
  readonly unexplained?: { readonly pod: string; readonly container: string; readonly sentence: string };
}

/** An outcome with a code of ours. */
export const own = (
  reason: OwnReason,
  message: string,
  more: Partial<Pick<Outcome, 'phase' | 'startedAt' | 'finishedAt' | 'alive'>> = {},
): Outcome => ({
  exitCode: ownCodes[reason],
  phase: 'Unknown',
  startedAt: '',
  finishedAt: '',
  ...more,
  reason,
  message: oneLine(message),
});

export const isOwn = (reason: string): reason is OwnReason => Object.hasOwn(ownCodes, reason);

/** Kubernetes' messages hold newlines; a sentence does not, and ends before the 4096 bytes of a termination message. */
export const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 1500 ? line : `${line.slice(0, 1499)}…`;
};
