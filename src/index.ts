export { compileService, type CompiledService, type ManifestFile } from './compile.js';
export { readSource, type SourceFile } from './definition/index.js';
export { catalogue, Report, type Code, type Diagnostic, type Place, type Severity } from './diagnostics/index.js';
export { plan, type Plan, type PlannedValue } from './plan.js';
export { defaultProfile, readProfile, type PlatformProfile } from './platform/index.js';
export type { RunTimeParameter, WorkflowTemplate } from './argo/index.js';
