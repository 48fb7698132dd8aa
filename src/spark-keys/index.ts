export { keys, lookUp, ownNameSpace, type ConfKey } from './lookup.js';
export { nearest } from './nearest.js';
