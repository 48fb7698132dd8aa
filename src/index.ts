export {
  asYaml,
  compileService,
  type CompiledContainer,
  type CompiledService,
  type CompiledSpark,
  type Product,
} from './pipeline/compile.js';
export { compileWorkflow, type CompiledWorkflow } from './pipeline/compile-workflow.js';
export { exportDocument, type Exported, type ExportOptions } from './pipeline/export.js';
export { readSource, type SourceFile } from './definition/index.js';
export {
  catalogue,
  fixed,
  Report,
  type Code,
  type Diagnostic,
  type Edit,
  type Fix,
  type Place,
  type Severity,
} from './diagnostics/index.js';
export {
  plan,
  planWorkflow,
  type ContainerPlan,
  type Plan,
  type PlannedValue,
  type StepPlan,
} from './pipeline/plan.js';
export { defaultProfile, readProfile, type PlatformProfile } from './platform/index.js';
export type { RunTimeParameter, WorkflowTemplate } from './argo/index.js';
