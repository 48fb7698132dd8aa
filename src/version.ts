/** The generator's version, as in package.json (a test compares them). */
export const version = '0.2.0';

const registry = 'dockerhub.alidalab.it/alida/platform';

/** The project's own images by their folder in images/: what is built, pushed and asked for by default. */
export const images = {
  'alida-argo': `${registry}/alida-argo:${version}`,
  'status-resolver': `${registry}/status-resolver:${version}`,
  // As Spark's own: what the client's image holds.
  'spark-client': `${registry}/spark-client:4.0.1`,
} as const;

declare const ALIDA_ARGO_BUILD: string | undefined;

/** Tells builds of one version apart, as there are while it is worked on. Absent where nothing was built. */
export const build = typeof ALIDA_ARGO_BUILD === 'string' ? ALIDA_ARGO_BUILD : undefined;
