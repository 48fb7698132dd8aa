export { gpuRule } from './gpu.js';
export { checkImage } from './image.js';
export { tellMisspelt } from './misspelt.js';
export { serviceName } from './name.js';
export { checkDesignedPolicy, checkMember } from './permitted.js';
export {
  inUnit,
  originOf,
  positional,
  sortProperties,
  type RunTimeValue,
  type Service,
  type SortedProperties,
} from './properties.js';
export { queueOf, type Queue } from './queue.js';
export { usesSpark } from './uses-spark.js';
