import type { Place } from '../../diagnostics/index.js';

/** Where a conf setting was written. */
export interface SettingPlace {
  place(target?: 'key' | 'value'): Place;
}
