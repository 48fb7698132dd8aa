import { changes, parsed, type Change } from './changes.js';
import { patch } from './patch.js';

/** A file that differs. */
export interface FileDiff {
  /** Relative to the folder that is compared. */
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'removed';
  /** The name of the manifest in it. */
  readonly name: string;
  /** Empty for a file that is new or gone, and where only order or form differ. */
  readonly changes: readonly Change[];
  /** In the unified format; computed when it is asked for. */
  readonly patch: () => string;
}

const nameOf = (manifest: unknown, path: string): string => {
  const { metadata } = (manifest ?? {}) as { metadata?: { name?: unknown } };
  return typeof metadata?.name === 'string' ? metadata.name : path;
};

/**
 * The difference of one file, or nothing where there is none.
 *
 * @param manifest What `after` holds, if it is at hand.
 */
export function fileDiff(
  path: string,
  before: string | undefined,
  after: string | undefined,
  manifest?: unknown,
): FileDiff | undefined {
  if (before === after) return undefined;
  const old = before === undefined ? undefined : parsed(before);
  const now = manifest ?? (after === undefined ? undefined : parsed(after));
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  return {
    path,
    kind,
    name: nameOf(now ?? old, path),
    changes: kind === 'changed' ? changes(old, now) : [],
    patch: () => patch(path, before, after),
  };
}
