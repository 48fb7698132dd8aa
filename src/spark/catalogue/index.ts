export { checkConf, checkConfTogether } from './check.js';
export { hintFor } from './hints.js';
export type { SettingPlace } from './setting-place.js';
export { parseCpu, parseSize } from './units.js';
