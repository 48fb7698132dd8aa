export { checkConf, checkConfTogether, type SettingPlace } from './check.js';
export { hints, type Hint } from './hints.js';
export { keys, lookUp, type ConfKey } from './lookup.js';
export { parseCpu, parseSize, parseTime } from './units.js';
