import type { DnsLabel } from '../kubernetes.js';
import type { PlatformProfile } from '../platform/index.js';
import { fixed, variable } from './placeholder.js';
import type { Base } from './types.js';

/** Seconds: from a minute to a day. */
const buckets = [60, 300, 900, 3600, 14400, 86400];

/** What Argo's controller counts of a service's runs. Nothing by run: the controller forgets no figure. */
export function metricsOf(name: DnsLabel, { metrics }: PlatformProfile): Pick<Base, 'metrics'> {
  if (metrics === undefined) return {};
  const labels = [
    { key: 'service', value: fixed(name) },
    { key: 'status', value: variable('status') },
  ];
  return {
    metrics: {
      prometheus: [
        { name: 'alida_runs', help: 'Runs of services, by how they ended', labels, counter: { value: fixed('1') } },
        {
          name: 'alida_run_seconds',
          help: 'How long runs of services took, by how they ended',
          labels,
          histogram: { value: variable('duration'), buckets },
        },
      ],
    },
  };
}
