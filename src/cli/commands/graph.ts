import { readFile, type Texts } from '../../adapters/files.js';
import { unpacked, type Workflow } from '../../cluster/workflow.js';
import { Report } from '../../diagnostics/index.js';
import { dot, draw, mermaid, ofService, ofWorkflow, timeline, type Picture } from '../../picture/index.js';
import { compileService } from '../../pipeline/compile.js';
import { readLinkedWorkflow } from '../../pipeline/compile-workflow.js';
import { plan } from '../../pipeline/plan.js';
import { Refused } from '../../submission.js';
import { tellForms } from '../compile-all.js';
import { exit, out, say, tell } from '../io.js';
import { load } from '../load.js';

export interface GraphOptions {
  readonly profile: readonly string[];
  readonly format: keyof typeof formats;
}

const formats = { mermaid, dot, svg: draw };

/** The run that the paths lead to: a Workflow as Kubernetes gives it. */
function runIn([path, ...others]: readonly string[], texts: Texts): Workflow | undefined {
  const source = path === undefined || others.length > 0 ? undefined : readFile(path, new Report(), texts);
  const workflow = source?.value as (Workflow & { kind?: unknown }) | null | undefined;
  return workflow?.kind === 'Workflow' ? workflow : undefined;
}

/** When the steps of a run began and ended. */
function drawRun(run: Workflow, format: GraphOptions['format']): number {
  if (format !== 'svg') {
    say(`error: when the steps of a run began and ended is drawn as svg alone: --format svg`);
    return exit.wrongUsage;
  }
  const drawn = timeline(unpacked(run));
  if (drawn === undefined) say('error: no step of this run has begun');
  else out(drawn);
  return drawn === undefined ? exit.wrongInput : exit.fine;
}

/** `graph`: pictures of workflows or, where there are none, of what a run of each service makes; or of a run. */
export function graph(paths: readonly string[], { format, profile: named }: GraphOptions): number {
  const report = new Report();
  const texts: Texts = new Map();
  const run = runIn(paths, texts);
  if (run) return drawRun(run, format);
  const loaded = load(paths, named, report, { texts });
  const { profiles, workflows } = loaded;
  const services = [...loaded.services];
  const pictures: Picture[] = [];
  if (profiles.length === 0) tellForms(loaded, report);
  // What a workflow looks like is the same for all of them.
  if (report.errors === 0 && workflows.length === 0 && profiles.length > 1) {
    say(`error: this is about one cluster: choose ${profiles.map(({ name }) => name).join(' or ')} by --profile FILE`);
    return exit.wrongUsage;
  }
  try {
    for (const profile of profiles) {
      for (const workflow of workflows) {
        const linked = readLinkedWorkflow(workflow, services, profile, report);
        if (linked && profile === profiles[0]) pictures.push(ofWorkflow(linked));
      }
      for (const source of workflows.length > 0 ? [] : services) {
        const compiled = compileService(source, profile, report);
        if (compiled) pictures.push(ofService(compiled.manifest.metadata.name, plan(compiled).resources));
      }
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
