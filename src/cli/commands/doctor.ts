import type { ClusterOptions } from '../../cluster/cluster.js';
import { examine } from '../../cluster/doctor.js';
import type { Finding } from '../../cluster/finding.js';
import { Report } from '../../diagnostics/index.js';
import { plan } from '../../pipeline/plan.js';
import { exit, out, say, tell } from '../io.js';
import { forOneCluster } from '../one-cluster.js';

export interface DoctorOptions extends ClusterOptions {
  readonly profile: readonly string[];
  readonly format: 'text' | 'json';
}

const marks: Readonly<Record<Finding['state'], string>> = { ok: 'ok     ', failed: 'FAILED ', unknown: 'unknown' };

/** `doctor`: is the cluster ready for these services, and what mends it? */
export async function doctor(paths: readonly string[], options: DoctorOptions): Promise<number> {
  const one = forOneCluster(paths, options);
  if (typeof one === 'number') return one;
  const { cluster, compiled, profile } = one;
  const patients = compiled.flatMap(({ service }) =>
    service?.spark ? [{ application: service.application, resources: plan(service).resources }] : [],
  );
  const [file] = options.profile;
  const report = new Report();
  let findings: Finding[];
  try {
    findings = await examine(cluster, profile, patients, file);
  } catch (error) {
    cluster.tell(error, 'look at it', report);
    tell(report.diagnostics);
    return exit.wrongInput;
  }
  const failed = findings.filter(({ state }) => state === 'failed').length;
  const unknown = findings.filter(({ state }) => state === 'unknown').length;
  if (options.format === 'json') out(`${JSON.stringify({ context: cluster.name, findings }, undefined, 2)}\n`);
  else
    for (const { check, detail, mend, state } of findings)
      out(`${marks[state]} ${check}: ${detail}\n${mend === undefined ? '' : `          ${mend}\n`}`);
  say(
    failed > 0
      ? `${cluster.name} is not ready: ${failed} of ${findings.length} failed; the line below each mends it`
      : `${cluster.name} is ready${unknown > 0 ? `, as far as you may see: ${unknown} unknown` : ''}`,
  );
  return failed > 0 ? exit.wrongInput : exit.fine;
}
