export { checkReference } from './image.js';
export { overlaid, podErrors } from './pod-schema.js';
export {
  defaultProfile,
  driverMounts,
  readProfile,
  type GpuRule,
  type OwnStep,
  type PlatformProfile,
} from './profile.js';
export { podRoles, sparkContainer, type PodRole } from './pods.js';
export { checkTarget, type Target } from './target.js';
export { placeOf, type Layer, type Origin, type Setting, type Settings } from './setting.js';
export { quantity } from './quantity.js';
export { aliases, imageUrl, ownSettings } from './families.js';
export type { Refusal } from './policy.js';
export type { ReadNamed } from './layers.js';
