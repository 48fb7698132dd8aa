import type { WorkflowParameter } from '../argo/index.js';
import { compileService, type CompiledService, type Product } from './compile.js';
import { compileWorkflow, type CompiledWorkflow } from './compile-workflow.js';
import { documentKind, tellKind, type SourceFile } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import type { PlatformProfile } from '../platform/index.js';
import { plan, planWorkflow, type ContainerPlan, type Plan, type StepPlan } from './plan.js';

/** What a designer's export becomes. */
export interface Exported {
  /** In an order in which they can be applied: services before the workflow that calls them. */
  readonly products: readonly Product[];
  /** The run-time parameters of the service or the workflow, and the keys that they stand for. */
  readonly parameters: readonly WorkflowParameter[];
  /** Says what a run with these values would do: one plan for a service, one a step for a workflow. */
  readonly plan: (given?: ReadonlyMap<string, string>) => readonly (ContainerPlan | Plan | StepPlan)[];
  /** What it was compiled to: one of the two. */
  readonly service?: CompiledService;
  readonly workflow?: CompiledWorkflow;
}

export interface ExportOptions {
  /** Service definitions beside those that a workflow holds itself. */
  readonly others?: readonly SourceFile[];
  /** Whether a workflow becomes one WorkflowTemplate that stands alone. */
  readonly inline?: boolean;
}

function ofWorkflow(workflow: CompiledWorkflow, inline: boolean): Exported {
  const callees = inline ? [] : [...workflow.services.values()];
  const all = [...callees, workflow].flatMap(({ products }) => products);
  // All of them are in the workflow's namespace.
  const shared = new Map(all.filter((product) => product.shared).map((product) => [product.file, product]));
  return {
    products: [...shared.values(), ...all.filter((product) => !product.shared)],
    parameters: workflow.parameters,
    plan: (given) => planWorkflow(workflow, given),
    workflow,
  };
}

/**
 * Compiles what a designer exports, a workflow or a single service definition, for one cluster. What is wrong with it goes
 * to the report; with any error there is no result.
 */
export function exportDocument(
  source: SourceFile,
  profile: PlatformProfile,
  report: Report,
  { inline = false, others = [] }: ExportOptions = {},
): Exported | undefined {
  const kind = documentKind(source.value);
  if (kind === 'workflow') {
    const workflow = compileWorkflow(source, others, profile, report, inline);
    return workflow && ofWorkflow(workflow, inline);
  }
  if (kind === 'service') {
    const service = compileService(source, profile, report);
    if (!service) return undefined;
    const { products, runTime } = service;
    return { products, parameters: runTime.parameters, plan: (given) => [plan(service, given)], service };
  }
  tellKind('unknown-document', source, report);
  return undefined;
}
