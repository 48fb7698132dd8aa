import type { Locatable } from '../diagnostics/index.js';
import type { Port } from './port.js';

/** A text that was read as JSON or YAML; `value` is plain data (null, boolean, number, string, array, object). */
export interface SourceFile extends Locatable {
  readonly text: string;
  readonly value: unknown;
}

/** What a document is, told by its content. */
export type DocumentKind = 'service' | 'platform' | 'workflow';

/**
 * `application`: given to the program, may change from run to run. `static`: fixed by the author.
 * `resource`: what the run needs from the cluster. `tuning`: a Spark setting that may change from run to run.
 */
export type PropertyKind = 'application' | 'static' | 'resource' | 'tuning';
export type ValueType = 'string' | 'int' | 'long' | 'double' | 'boolean' | 'json';

/** One property of the metamodel, the same whatever dialect it was written in. */
export interface Property {
  /** JSON Pointer of the property's own object; members are at `${pointer}/key`, `${pointer}/defaultValue` …. */
  readonly pointer: string;
  readonly key: string;
  readonly kind: PropertyKind;
  readonly valueType: ValueType;
  readonly mandatory: boolean;
  /** What an older file's `assets` say that it is the port of; keys of a port's own form say it themselves. */
  readonly port?: Port;
  readonly description?: string;
  /** As text; JSON values minified with sorted keys. Absent where the file has none or null. */
  readonly defaultValue?: string;
  /** What the user set; wins over `defaultValue`. */
  readonly value?: string;
  /** The values that are allowed, where the metamodel lists them. */
  readonly allowed?: readonly string[];
  /** Inclusive bounds of a number. */
  readonly min?: number;
  readonly max?: number;
  /** The unit of a number, where the metamodel names one: a bare number in Spark may mean another. */
  readonly measure?: 'bytes' | 'milliseconds';
}

/** A checked service definition: the metamodel in its one form. */
export interface ServiceDefinition {
  readonly source: SourceFile;
  /** JSON Pointer of the definition in its source ('' unless it is part of a larger document). */
  readonly pointer: string;
  /** As written: may be no DNS name; empty where it is unread. */
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  /** The version of Spark that `framework` names. */
  readonly sparkVersion?: string;
  /** The spark-client image, without `docker://`. */
  readonly url?: string;
  readonly properties: readonly Property[];
  /** The definition as plain data, for the provenance hash. */
  readonly meaning: unknown;
  /** There where a mistake was told: the rest can be judged, and nothing be generated. */
  readonly unread?: Unread;
}

/** What of a definition mistakes keep from being read: nothing that needs it may be told as missing or wrong. */
export interface Unread {
  /** Members of the definition itself. */
  readonly members: ReadonlySet<string>;
  /** Keys of properties. */
  readonly keys: ReadonlySet<string>;
  /** Whether some may have any key. */
  readonly any: boolean;
}
