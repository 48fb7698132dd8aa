import type { ServiceDefinition } from '../definition/index.js';

const ofSpark = /^(spark\.|SPARK_|(pythonModule|mainClass|mainApplicationFile)$)/;

/** Whether a definition says anything of Spark; one that forgets its application image is not taken for a container. */
export const usesSpark = ({ properties }: ServiceDefinition): boolean =>
  properties.some(({ key }) => ofSpark.test(key));
