import { mayHold, type ServiceDefinition } from '../definition/index.js';

const ofSpark = /^([sS]park\.|SPARK_|(pythonModule|mainClass|mainApplicationFile)$)/;

/** Whether a definition says anything of Spark; one that forgets its application image is not taken for a container. */
export const usesSpark = (service: ServiceDefinition): boolean =>
  service.sparkVersion !== undefined ||
  /(^|\/)spark-client\b/.test(service.url ?? '') ||
  service.properties.some(({ key }) => ofSpark.test(key)) ||
  mayHold(service, (key) => ofSpark.test(key));
