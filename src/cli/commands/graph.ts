import { readLinkedWorkflow } from '../../pipeline/compile-workflow.js';
import { Report } from '../../diagnostics/index.js';
import { defaultProfile } from '../../platform/index.js';
import { mermaid } from '../../workflow/index.js';
import { exit, out, tell } from '../io.js';
import { load } from '../load.js';

/** `graph`: a workflow's picture as Mermaid, for a README or a pull request. */
export function graph(paths: readonly string[]): number {
  const report = new Report();
  const { profiles, services: all, workflows } = load(paths, [], report);
  const [profile = defaultProfile] = profiles;
  const services = [...all];
  const [first] = services;
  if (first && workflows.length === 0) report.add('no-workflow', first.place(''), {});
  const pictures = workflows
    .flatMap((workflow) => readLinkedWorkflow(workflow, services, profile, report) ?? [])
    .map(mermaid);
  tell(report.diagnostics);
  if (report.errors > 0) return exit.wrongInput;
  out(pictures.join('\n'));
  return exit.fine;
}
