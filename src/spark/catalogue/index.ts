export { checkConf, checkConfTogether } from './check.js';
export { lookUp, type ConfKey } from './lookup.js';
export type { SettingPlace } from './setting-place.js';
export { parseCpu, parseSize } from './units.js';
