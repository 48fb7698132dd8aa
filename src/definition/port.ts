import type { Property } from './types.js';

/** What goes through a port; `generic` goes with every other. @public */
export const portTypes = ['dataset', 'model', 'stream', 'rest', 'generic'] as const;
type PortType = (typeof portTypes)[number];
export const directions = ['input', 'output'] as const;

/** A property that an edge of a workflow can end in. */
export interface Port {
  readonly direction: (typeof directions)[number];
  readonly type: PortType;
}

const wellKnown = new RegExp(`^(${directions.join('|')})-(${portTypes.join('|')})(?:-\\d+)?$`);

/** Alida's ports are ordinary application properties with well-known keys, such as `input-dataset` or `output-model-2`. */
export function portOf({ key, kind, port }: Property): Port | undefined {
  if (port) return port;
  const [, direction, type] = (kind === 'application' ? wellKnown.exec(key) : undefined) ?? [];
  return type === undefined ? undefined : { direction: direction as Port['direction'], type: type as PortType };
}
