import type { Diagnostic, Report } from '../diagnostics/index.js';
import type { Exported } from '../pipeline/export.js';
import type { ContainerPlan, Plan, StepPlan } from '../pipeline/plan.js';
import { entry } from '../reporters/json.js';
import { inOrder } from '../reporters/order.js';
import type * as answers from './generated/hook.js';

const diagnosticsOf = (diagnostics: readonly Diagnostic[]): answers.Diagnostic[] => inOrder(diagnostics).map(entry);

/** An answer, and how to read it. */
export interface Answer {
  readonly status: Status;
  readonly type: string;
  readonly body: string;
}

export const titles = {
  200: 'Fine',
  400: 'The request cannot be read',
  401: 'A token is needed',
  404: 'Not found',
  405: 'The method is not allowed here',
  413: 'The body is too large',
  415: 'The body is of an unknown type',
  421: 'The hook does not answer for this host',
  422: 'The input has errors',
  500: 'The hook failed',
  502: 'The cluster gives no answer',
  503: 'Busy',
} as const;

export type Status = keyof typeof titles;

/** What came of a document; without manifests where it has errors. */
export const exported = (product: Exported | undefined, report: Report): answers.Exported => ({
  manifests: (product?.products ?? []).map(({ manifest }) => manifest),
  parameters: (product?.parameters ?? []).map(({ allowed, ...parameter }) => ({
    ...parameter,
    ...(allowed && { allowed: [...allowed] }),
  })),
  diagnostics: diagnosticsOf(report.diagnostics),
});

export const validated = (report: Report): answers.Validated => ({ diagnostics: diagnosticsOf(report.diagnostics) });

const planned = ({ argv, missing, resources, values, ...rest }: ContainerPlan | Plan | StepPlan): answers.Plan => ({
  ...rest,
  argv: [...argv],
  missing: [...missing],
  ...(resources && { resources: resources as unknown as Record<string, unknown> }),
  values: values.map(({ place, ...value }) => ({
    ...value,
    ...(place && { file: place.file, line: place.start.line, column: place.start.column, pointer: place.pointer }),
  })),
});

export const plans = (product: Exported, report: Report): answers.Planned => ({
  plans: product.plan().map(planned),
  diagnostics: diagnosticsOf(report.diagnostics),
});

/** Why there is no product. */
export const problem = (
  status: number,
  title: string,
  detail?: string,
  diagnostics?: readonly Diagnostic[],
): answers.Problem => ({
  title,
  status,
  ...(detail !== undefined && { detail }),
  ...(diagnostics && { diagnostics: diagnosticsOf(diagnostics) }),
});
