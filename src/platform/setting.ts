import type { Locatable, Place } from '../diagnostics/index.js';

/** Who decided a value, weakest first; a later one wins. */
export type Layer = 'built-in' | 'profile' | 'default' | 'value' | 'designer' | 'parameter';

/** Where in the user's files something stands. */
export interface Origin {
  readonly source: Locatable;
  readonly pointer: string;
  /** Where a property's key stands, which is a value of its own. */
  readonly keyPointer?: string;
  /** The property that goes where the setting is taken out; absent where the value is a member of its own. */
  readonly whole?: string;
}

/** A value and who decided it. */
export interface Setting {
  readonly value: string;
  readonly layer: Layer;
  /** Absent for built-in defaults. */
  readonly origin?: Origin;
}

export type Settings = ReadonlyMap<string, Setting>;

/** Where a setting stands; a built-in one is told at the document that it was used for. */
export const placeOf = (setting: Setting, fallback: Origin, target: 'key' | 'value' = 'value'): Place => {
  const { keyPointer, pointer, source, whole = pointer } = setting.origin ?? fallback;
  const place =
    target === 'key' && keyPointer !== undefined
      ? source.place(keyPointer, 'value', whole)
      : source.place(pointer, target, whole);
  // What stands there is not the setting.
  return setting.origin ? place : { ...place, edits: undefined };
};
