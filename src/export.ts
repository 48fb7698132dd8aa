import type { WorkflowParameter, WorkflowTemplate } from './argo/index.js';
import { compileService, type CompiledService, type ManifestFile } from './compile.js';
import { compileWorkflow, type CompiledWorkflow } from './compile-workflow.js';
import { documentKind, type SourceFile } from './definition/index.js';
import type { Report } from './diagnostics/index.js';
import type { PlatformProfile } from './platform/index.js';
import { plan, planWorkflow, type Plan, type StepPlan } from './plan.js';

/** What a designer's export becomes. */
export interface Exported {
  /** In an order in which they can be applied: services before the workflow that calls them. */
  readonly manifests: readonly WorkflowTemplate[];
  /** The same as text. */
  readonly files: readonly ManifestFile[];
  /** The file among them that other services share. */
  readonly runtime?: ManifestFile;
  /** The run-time parameters of the last manifest, and the keys that they stand for. */
  readonly parameters: readonly WorkflowParameter[];
  /** Says what a run would do: one plan for a service, one a step for a workflow. */
  readonly plan: () => readonly (Plan | StepPlan)[];
}

export interface ExportOptions {
  /** Service definitions beside those that a workflow holds itself. */
  readonly others?: readonly SourceFile[];
  /** Whether a workflow becomes one WorkflowTemplate that stands alone. */
  readonly inline?: boolean;
}

function ofWorkflow(workflow: CompiledWorkflow, inline: boolean): Exported {
  const callees = inline ? [] : [...workflow.services.values()];
  // All of them are in the workflow's namespace.
  const [runtime] = callees.flatMap((callee) => (callee.spark && callee.runtime ? [callee.runtime] : []));
  const products = [...(runtime ? [runtime] : []), ...callees, workflow];
  return {
    manifests: products.map(({ manifest }) => manifest),
    files: products.map(({ file }) => file),
    ...(runtime && { runtime: runtime.file }),
    parameters: workflow.parameters,
    plan: () => planWorkflow(workflow),
  };
}

const ofService = (service: CompiledService): Exported => ({
  manifests: [...(service.runtime ? [service.runtime.manifest] : []), service.manifest],
  files: [...(service.runtime ? [service.runtime.file] : []), service.file],
  ...(service.runtime && { runtime: service.runtime.file }),
  parameters: service.runTime.parameters,
  plan: () => [plan(service)],
});

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
    return service && ofService(service);
  }
  report.add('unknown-document', source.place(''), {});
  return undefined;
}
