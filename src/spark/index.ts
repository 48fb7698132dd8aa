export { checkDesigned, limitsOf, sparkApplication, type SparkApplication } from './application.js';
export { podTemplates, renderPodTemplates } from './pod-template.js';
export { resources, type ApplicationResources, type PodResources, type ResourceLimits } from './resources.js';
export { sparkSubmitArgs } from './submit-args.js';
export { isOlder, type SparkVersion } from '../spark-keys/index.js';
export type { SparkRelease } from './version.js';
