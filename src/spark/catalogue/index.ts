export { checkConf, checkConfTogether } from './check.js';
export { hints, type Hint } from './hints.js';
export { keys, lookUp, type ConfKey } from './lookup.js';
export type { SettingPlace } from './setting-place.js';
export { parseCpu, parseSize, parseTime } from './units.js';
