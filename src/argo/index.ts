export { rbac } from './rbac.js';
export { sparkSubmitCall, type SparkSubmitCall } from './client.js';
export { clientCall, stepArguments, type ClientCall, type Variables } from './substitute.js';
export type { RunTimeParameter } from './parameters.js';
export type { WorkflowTemplate } from './types.js';
export { containerTemplate } from './container-template.js';
export type { Provenance } from './manifest.js';
export { ofStep, workflowDag, type Callee, type GeneratedWorkflow, type WorkflowParameter } from './workflow-dag.js';
export { submission, submittedAt, workflowTemplate, type Generated } from './workflow-template.js';
