export { rbac } from './rbac.js';
export { runValues, stepArguments, type Variables } from './substitute.js';
export type { RunTimeParameter } from './parameters.js';
export type { WorkflowTemplate } from './types.js';
export { containerTemplate } from './container-template.js';
export type { Provenance } from './manifest.js';
export { ofStep, workflowDag, type Callee, type GeneratedWorkflow, type WorkflowParameter } from './workflow-dag.js';
export { runOf, runtimeTemplate, runtimeTemplates } from './runtime.js';
export { workflowTemplate, type Generated } from './workflow-template.js';
