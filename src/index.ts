export {
  asYaml,
  compileService,
  type CompiledContainer,
  type CompiledService,
  type CompiledSpark,
  type Product,
} from './pipeline/compile.js';
export { compileWorkflow, type CompiledWorkflow } from './pipeline/compile-workflow.js';
export { checkGiven } from './pipeline/given.js';
export { exportDocument, type Exported, type ExportOptions } from './pipeline/export.js';
export { decodeUtf8, documentKind, readSource, type DocumentKind, type SourceFile } from './definition/index.js';
export { describe as describeChange, fileDiff, type FileDiff } from './diff/index.js';
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
export type { Run } from './http/runs.js';
export { importFile, type Imported } from './importers/index.js';
export { dot, draw, mermaid, ofService, ofWorkflow, timeline, type Picture } from './picture/index.js';
export {
  plan,
  planWorkflow,
  submitCommand,
  type ContainerPlan,
  type Plan,
  type PlannedValue,
  type StepPlan,
} from './pipeline/plan.js';
export { defaultProfile, readProfile, type PlatformProfile } from './platform/index.js';
export { toYaml } from './render/index.js';
export { limitsOf, type ResourceLimits } from './spark/index.js';
export { keys as sparkKeys } from './spark-keys/index.js';
export { Refused } from './submission.js';
export type { CronWorkflow, Manifest, RunTimeParameter, WorkflowTemplate } from './argo/index.js';
