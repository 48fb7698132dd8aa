import type { Rule } from './conf.js';

const servlet = /^spark\.metrics\.conf\.[^.]+\.sink\.prometheusServlet\.class$/;

/** Tells of figures that nothing shows. */
export const metrics: Rule = (conf) => {
  if (conf.on('spark.ui.enabled')) return;
  for (const key of conf.settings.keys()) {
    if (servlet.test(key))
      conf.overridden(key, 'spark.ui.enabled', 'it is false, and the figures are a page of the UI');
  }
};
