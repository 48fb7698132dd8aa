import type { Rule } from './conf.js';

export const overhead: Rule = (conf) => {
  for (const role of ['driver', 'executor']) {
    const fixed = `spark.${role}.memoryOverhead`;
    if (!conf.has(fixed)) continue;
    conf.overridden(`spark.${role}.memoryOverheadFactor`, fixed, 'a fixed overhead takes the place of the factor');
    conf.overridden(`spark.${role}.minMemoryOverhead`, fixed, 'a fixed overhead has no minimum');
  }
};
