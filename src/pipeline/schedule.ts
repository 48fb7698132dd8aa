import { checkScheduled, cronWorkflow, type CronWorkflow, type RunTimeParameter } from '../argo/index.js';
import type { CompiledService } from './compile.js';
import type { CompiledWorkflow } from './compile-workflow.js';
import { child, nearest, tellRewritten, type Schedule, type SourceFile } from '../definition/index.js';
import type { Place, Report } from '../diagnostics/index.js';
import type { PlatformProfile } from '../platform/index.js';
import { checkDesignedPolicy, checkMember, positional } from '../service/index.js';
import { checkGiven } from './given.js';

/** Who says when something runs: a workflow, or the profile. */
interface Said {
  readonly schedule: Schedule;
  readonly source: SourceFile;
  readonly pointer: string;
}

/** What the profile says of a service or a workflow of this name. */
export function scheduleIn({ schedules, source }: PlatformProfile, name: string): Said | undefined {
  const schedule = schedules.get(name);
  return schedule && source && { schedule, source, pointer: child('/schedules', name) };
}

type Made = Pick<CompiledService | CompiledWorkflow, 'draft' | 'manifest'> &
  Parameters<typeof checkGiven>[0] & { readonly parameters: readonly RunTimeParameter[] };

/** The CronWorkflow of a service or a workflow; what is wrong with its values goes to the report. */
export function scheduled(made: Made, said: Said, profile: PlatformProfile, report: Report): CronWorkflow | undefined {
  const errors = report.errors;
  const { schedule, source, pointer } = said;
  const { name } = made.manifest.metadata;
  const inputs = made.manifest.spec.templates[0]?.inputs?.parameters ?? [];
  const parameters = new Map(made.parameters.map((parameter) => [parameter.name, parameter.key]));
  if (inputs.some((input) => input.name === positional)) parameters.set(positional, positional);
  const at = (parameter: string, target?: 'key'): Place =>
    source.place(child(child(pointer, 'parameters'), parameter), target);
  // The profile may decide all that it could forbid.
  const isDesigners = source !== profile.source;
  if (isDesigners) checkMember('schedule', [schedule.cron].flat().join(', '), { source, pointer: '' }, profile, report);
  const given = new Map<string, string>();
  for (const [parameter, value] of Object.entries(schedule.parameters ?? {})) {
    const key = parameters.get(parameter);
    if (key === undefined) {
      const known = [...parameters.keys()].filter((name) => !Object.hasOwn(schedule.parameters ?? {}, name));
      const near = nearest(parameter, known);
      report.add('unknown-schedule-parameter', at(parameter, 'key'), { name, parameter, near, known });
      continue;
    }
    const text = String(value);
    tellRewritten(value, () => at(parameter), report);
    checkScheduled(text, () => at(parameter), report);
    given.set(parameter, text);
    const origin = { source, pointer: child(child(pointer, 'parameters'), parameter) };
    if (isDesigners)
      checkDesignedPolicy(profile, new Map([[key, { value: text, layer: 'designer', origin }]]), said, report);
  }
  checkGiven(made, given, at, report);
  for (const { default: value, name: parameter } of made.parameters) {
    if (value !== undefined || given.has(parameter)) continue;
    report.add('schedule-without-value', source.place(pointer, 'key'), { name, parameter });
  }
  return report.errors > errors ? undefined : cronWorkflow(made, schedule, given);
}
