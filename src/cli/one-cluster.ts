import { Report } from '../diagnostics/index.js';
import { Cluster, type ClusterOptions } from '../cluster/cluster.js';
import type { PlatformProfile } from '../platform/index.js';
import { compileInputs, tellInputs } from './inputs.js';
import type { Compiled } from './compile-all.js';
import { exit, say, tell } from './io.js';
import { loadProfiles } from './load.js';

/** What a command for one cluster works on. */
export interface ForOneCluster {
  readonly cluster: Cluster;
  readonly profile: PlatformProfile;
  readonly compiled: readonly Compiled[];
}

/** Compiles for one profile and opens its cluster; the exit code where that cannot be. */
export function forOneCluster(
  paths: readonly string[],
  { context, kubeconfig, profile: profiles }: ClusterOptions & { readonly profile: readonly string[] },
): ForOneCluster | number {
  if (profiles.length > 1) {
    say(
      `error: this is about one cluster: choose its profile, ${profiles.map((one) => `--profile ${one}`).join(' or ')}`,
    );
    return exit.wrongUsage;
  }
  const report = new Report();
  const inputs = paths.length === 0 ? undefined : compileInputs(paths, profiles, report);
  const compiled = inputs ? [...inputs.compiled] : [];
  const [profile, other] = inputs ? inputs.loaded.profiles : loadProfiles(profiles, report);
  if (inputs) tellInputs(inputs, report);
  else tell(report.diagnostics);
  if (report.errors > 0 || !profile) return exit.wrongInput;
  if (other) {
    say(`error: this is about one cluster: choose ${profile.name} or ${other.name} by --profile FILE`);
    return exit.wrongUsage;
  }
  const own = new Report();
  const cluster = Cluster.open({ ...(context && { context }), ...(kubeconfig && { kubeconfig }) }, own);
  tell(own.diagnostics);
  return cluster ? { cluster, profile, compiled } : exit.wrongInput;
}
