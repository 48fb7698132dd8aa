// Settings that belong to the way a driver is submitted and followed: the client sets them last, and nobody else may.

/** A role's own key for each of the two. */
const both = (key: string): string[] => ['driver', 'executor'].map((role) => `spark.kubernetes.${role}.${key}`);

const names = new Set([
  'spark.submit.deployMode',
  'spark.kubernetes.submission.waitAppCompletion',
  'spark.kubernetes.submitInDriver',
  'spark.kubernetes.driver.pod.name',
  // One for all runs would make two at a time collide.
  'spark.app.id',
  'spark.kubernetes.executor.podNamePrefix',
  'spark.kubernetes.driverEnv.NAMESPACE',
  ...both('podTemplateFile'),
]);

/** Labels and annotations by which a run's pods are found. */
const prefixes = [...both('label.alida.io/'), ...both('annotation.alida.io/')];

/** Whether only the client may set this key: another value would break the run, or the reading of its result. */
export const isOwned = (key: string): boolean => names.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
