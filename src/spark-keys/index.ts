export { hintFor } from './hints.js';
export {
  isOlder,
  keys,
  lookUp,
  ownNameSpace,
  sparkVersions,
  usualVersion,
  versionsOf,
  type ConfKey,
  type SparkVersion,
} from './lookup.js';
export { nearest } from './nearest.js';
export { describeKey, unitNames } from './words.js';
