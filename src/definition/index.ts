export type { DocumentKind, Property, PropertyKind, ServiceDefinition, SourceFile, ValueType } from './types.js';
