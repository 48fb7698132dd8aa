import { label, sparkRole } from '../contract.js';
import { removeJudged } from './cleanup.js';
import { decide, type Limits } from './decide.js';
import { explained } from './explain.js';
import type { Outcome } from './outcome.js';
import { type Place, settle } from './settle.js';
import type { Clock, Send } from './watch.js';

/** Selects drivers and clients: executors may be many, and say nothing about the driver. */
export const ofSubmission = ({ workflowUid, submission }: Place): string =>
  `${label.workflowUid}=${workflowUid},${label.submission}=${submission},${sparkRole.label}!=${sparkRole.executor}`;

/**
 * Follows the driver of a submission until its outcome is known.
 * @param tell is told what is being waited for, each thing once
 */
export const resolve = async (
  submission: Place & Limits,
  send: Send,
  clock: Clock,
  tell: (line: string) => void,
): Promise<Outcome> => {
  const judge = (moment: Parameters<Parameters<typeof settle>[2]>[0]) => decide({ ...submission, ...moment });
  const outcome = await settle(submission, ofSubmission(submission), judge, send, clock, tell);
  if (outcome.history !== undefined) tell(`its history: ${outcome.history}`);
  return explained(await removeJudged(outcome, submission, send, clock), submission, send);
};
