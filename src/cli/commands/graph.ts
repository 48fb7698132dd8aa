import { Report } from '../../diagnostics/index.js';
import { dot, draw, mermaid, ofService, ofWorkflow, type Picture } from '../../picture/index.js';
import { compileService } from '../../pipeline/compile.js';
import { readLinkedWorkflow } from '../../pipeline/compile-workflow.js';
import { plan } from '../../pipeline/plan.js';
import { defaultProfile } from '../../platform/index.js';
import { Refused } from '../../submission.js';
import { exit, out, say, tell } from '../io.js';
import { load } from '../load.js';

export interface GraphOptions {
  readonly profile: readonly string[];
  readonly format: keyof typeof formats;
}

const formats = { mermaid, dot, svg: draw };

/** `graph`: pictures of workflows or, where there are none, of what a run of each service makes. */
export function graph(paths: readonly string[], { format, profile: named }: GraphOptions): number {
  const report = new Report();
  const { profiles, services: all, workflows } = load(paths, named, report);
  const [profile = defaultProfile] = profiles;
  const services = [...all];
  const pictures: Picture[] = [];
  try {
    for (const workflow of workflows) {
      const linked = readLinkedWorkflow(workflow, services, profile, report);
      if (linked) pictures.push(ofWorkflow(linked));
    }
    for (const source of workflows.length > 0 ? [] : services) {
      const compiled = compileService(source, profile, report);
      if (compiled) pictures.push(ofService(compiled.manifest.metadata.name, plan(compiled).resources));
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(`error: a run would end at once: ${error.message}`);
    return exit.wrongInput;
  }
  tell(report.diagnostics);
  if (report.errors > 0) return exit.wrongInput;
  if (format !== 'dot' && pictures.length > 1) {
    say(`error: a file of ${format} holds one picture, and these inputs make ${pictures.length}`);
    return exit.wrongUsage;
  }
  const drawn = pictures.flatMap((picture) => formats[format](picture) ?? []);
  if (drawn.length < pictures.length) {
    say(
      'error: this is too large for a picture that one could read; --format dot is for Graphviz, mermaid for Mermaid',
    );
    return exit.wrongInput;
  }
  out(drawn.join('\n'));
  return exit.fine;
}
