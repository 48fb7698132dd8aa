export { checkReference } from './image.js';
export { defaultProfile, driverMounts, readProfile, type OwnStep, type PlatformProfile } from './profile.js';
export { checkTarget, type Target } from './target.js';
export { placeOf, type Layer, type Origin, type Setting, type Settings } from './setting.js';
export { quantity } from './quantity.js';
export { aliases, imageUrl, ownSettings } from './families.js';
export type { Refusal } from './policy.js';
export type { ReadBase } from './layers.js';
