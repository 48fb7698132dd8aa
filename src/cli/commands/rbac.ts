import { rbac } from '../../argo/index.js';
import { Report } from '../../diagnostics/index.js';
import { toYaml } from '../../render/index.js';
import { exit, out, tell } from '../io.js';
import { loadProfiles } from '../load.js';

export interface RbacOptions {
  readonly profile: readonly string[];
}

/** `rbac`: the least permissions that client, driver, resolver and clean-up need. */
export function showRbac(options: RbacOptions): number {
  const report = new Report();
  const profiles = loadProfiles(options.profile, report);
  tell(report.diagnostics);
  if (report.errors > 0) return exit.wrongInput;
  out(profiles.flatMap((profile) => rbac(profile).map(toYaml)).join('---\n'));
  return exit.fine;
}
