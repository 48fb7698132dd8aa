/** The generator's version, as in package.json (a test compares them). */
export const version = '0.1.0';

declare const ALIDA_ARGO_BUILD: string | undefined;

/** Tells builds of one version apart, as there are while it is worked on. Absent where nothing was built. */
export const build = typeof ALIDA_ARGO_BUILD === 'string' ? ALIDA_ARGO_BUILD : undefined;
