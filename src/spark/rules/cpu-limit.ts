import type { Rule } from './conf.js';
import { parseCpu } from './units.js';

export const cpuLimit: Rule = (conf) => {
  for (const role of ['driver', 'executor']) {
    const own = `spark.kubernetes.${role}.request.cores`;
    const request = conf.has(own) ? own : `spark.${role}.cores`;
    const asked = parseCpu(conf.text(request) ?? '1');
    const limit = parseCpu(conf.text(`spark.kubernetes.${role}.limit.cores`) ?? '');
    if (asked === undefined || limit === undefined || asked <= limit) continue;
    conf.contradict(
      `spark.kubernetes.${role}.limit.cores`,
      `the pod asks for ${asked}m of CPU (${request}) and may use ${limit}m: Kubernetes refuses it`,
      { value: `${asked}m`, say: `raise the limit, or lower ${request}` },
    );
  }
};
