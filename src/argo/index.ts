export { sparkSubmitCall, type SparkSubmitCall } from './client.js';
export { clientCall, type ClientCall, type Variables } from './substitute.js';
export type { RunTimeParameter } from './parameters.js';
export type { WorkflowTemplate } from './types.js';
export { submission, submittedAt, workflowTemplate, type Generated, type Provenance } from './workflow-template.js';
