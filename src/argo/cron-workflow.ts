import { timesOf, type Schedule } from '../definition/index.js';
import type { Place, Report } from '../diagnostics/index.js';
import { admitting, checkPlaceholder, variable } from './placeholder.js';
import { seal, type SealedTemplate } from './seal.js';
import type { CronDraft, CronWorkflow } from './types.js';

/** When a run was due. */
const scheduledTime = variable('workflow.scheduledTime');

/** Refuses a value that Argo would change, but for the time that a run was due. */
export function checkScheduled(value: string, place: () => Place, report: Report): void {
  checkPlaceholder(value, place, report, scheduledTime);
}

/**
 * The CronWorkflow that runs a WorkflowTemplate by a schedule.
 *
 * @param given Values of its parameters, each checked by {@link checkScheduled}.
 */
export function cronWorkflow(
  { draft: { apiVersion, metadata } }: Pick<SealedTemplate, 'draft'>,
  schedule: Schedule,
  given: ReadonlyMap<string, string>,
): CronWorkflow {
  const optional = [
    'timezone',
    'suspend',
    'startingDeadlineSeconds',
    'successfulJobsHistoryLimit',
    'failedJobsHistoryLimit',
  ] as const;
  const values = [...given].sort(([a], [b]) => (a < b ? -1 : 1));
  const parameters = values.map(([name, value]) => ({ name, value: admitting(scheduledTime, value) }));
  const draft: CronDraft = {
    apiVersion,
    kind: 'CronWorkflow',
    metadata,
    spec: {
      schedules: timesOf(schedule),
      concurrencyPolicy: schedule.concurrencyPolicy ?? 'Forbid',
      ...Object.fromEntries(optional.flatMap((name) => (schedule[name] === undefined ? [] : [[name, schedule[name]]]))),
      workflowSpec: {
        workflowTemplateRef: { name: metadata.name },
        ...(parameters.length > 0 && { arguments: { parameters } }),
      },
    },
  };
  return seal(draft).manifest;
}
