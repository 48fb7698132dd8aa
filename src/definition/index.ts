export { canonicalJson, inOrder } from './canonical.js';
export { shownName, tellCredential, tellCredentials, type Allowed } from './credentials.js';
export { documentKind, holdsDocument, nearKind, tellKind } from './kind.js';
export { nearest } from './nearest.js';
export { deepNesting } from './yaml.js';
export { maxDepth } from './spans.js';
export { child, valueAt, segments } from './pointer.js';
export { portOf, type Port } from './port.js';
export { schemaDiagnostics } from './schema.js';
export { checkSchedule, timesOf, type Schedule } from './schedule.js';
export { givenValue, mayHold, readService, tellRewritten } from './service.js';
export { tellMisspeltFields } from './unknown-fields.js';
export { decodeUtf8, maxItems, maxScriptSize, maxSourceSize, readSource, tokenIn } from './source.js';
export type { DocumentKind, Property, ServiceDefinition, SourceFile } from './types.js';
export {
  checkLocation,
  finder,
  readWorkflow,
  servicesFor,
  type ServicePlace,
  type WorkflowDefinition,
  type WorkflowEdge,
  type WorkflowStep,
} from './workflow.js';
