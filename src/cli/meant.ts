import { nearest } from '../definition/index.js';

/** A question about the name that was probably meant; nothing where none is near. */
export function meant(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}
