export { executorAccount, rbac } from './rbac.js';
export { runValues, stepArguments } from './substitute.js';
export type { RunTimeParameter } from './parameters.js';
export { checkScheduled, cronWorkflow } from './cron-workflow.js';
export { checkLength } from './lengths.js';
export type { CronWorkflow, Manifest, WorkflowTemplate } from './types.js';
export { containerServiceTemplate } from './container-service.js';
export type { Provenance } from './manifest.js';
export {
  ofStep,
  workflowTemplate,
  type Callee,
  type GeneratedWorkflow,
  type Source,
  type WorkflowParameter,
} from './workflow.js';
export { accountOf, runtimeName, runtimeTemplate, runtimeTemplates } from './runtime.js';
export { written } from './seal.js';
export type { Generated } from './service.js';
export { sparkServiceTemplate } from './spark-service.js';
