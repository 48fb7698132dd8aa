export { catalogue, type Code, type CodeArgs } from './catalogue.js';
export type { CodeEntry, Severity } from './code.js';
export { fixed, type Change, type Edit, type Fix, type Remedy } from './fix.js';
export { around } from './place.js';
export type { Inside, Locatable, Place, Position } from './place.js';
export { Report, type Diagnostic } from './report.js';
