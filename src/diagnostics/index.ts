export { catalogue, type Code, type CodeArgs } from './catalogue.js';
export type { CodeEntry, Severity } from './code.js';
export type { Locatable, Place, Position } from './place.js';
export {
  credentialIn,
  credentialsIn,
  credentialsInText,
  hidden,
  redacted,
  without,
  type Credential,
  type PlacedCredential,
} from './credentials.js';
export { Report, type Diagnostic } from './report.js';
