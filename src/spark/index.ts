export {
  checkDesigned,
  positional,
  propertySetting,
  sparkApplication,
  type ProgramArgument,
  type RunTimeValue,
  type SparkApplication,
} from './application.js';
export { checkImage } from './kubernetes-names.js';
export { tellMisspelt } from './misspelt.js';
export { serviceName } from './name.js';
export { checkDesignedPolicy, checkUrl, permitted } from './permitted.js';
export { podTemplate, renderPodTemplate, type PodTemplate } from './pod-template.js';
export { resources, type ApplicationResources, type PodResources } from './resources.js';
export { sparkSubmitArgs } from './submit-args.js';
export { isOlder, type SparkVersion } from '../spark-keys/index.js';
export type { SparkRelease } from './version.js';
