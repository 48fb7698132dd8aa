export { catalogue, type Code, type CodeArgs } from './catalogue.js';
export type { CodeEntry, Severity } from './code.js';
export type { Locatable, Place, Position } from './place.js';
export { Report, type Diagnostic } from './report.js';
