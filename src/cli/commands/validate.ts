import { readText } from '../../adapters/files.js';
import { Report } from '../../diagnostics/index.js';
import { compileAll, drain } from '../compile-all.js';
import { exit, out, say, tell } from '../io.js';
import { load, type Loaded } from '../load.js';

export interface ValidateOptions {
  readonly profile: readonly string[];
  readonly dockerfile?: string;
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'gitlab';
}

function* checkedOf(loaded: Loaded, report: Report): Generator {
  for (const { service, workflow } of compileAll(loaded, report)) if (service ?? workflow) yield 1;
}

/** `validate`: every diagnostic, nothing generated. */
export async function validate(paths: readonly string[], options: ValidateOptions): Promise<number> {
  const report = new Report();
  const { dockerfile } = options;
  const text = dockerfile === undefined ? undefined : readText(dockerfile, report);
  if (dockerfile !== undefined && text !== undefined) {
    (await import('../../spark/dockerfile.js')).checkDockerfile(dockerfile, text, report);
  }
  const isAlone = paths.length === 0 && dockerfile !== undefined;
  const loaded = isAlone ? undefined : load(paths, options.profile, report);
  const checked = (text === undefined ? 0 : 1) + (loaded ? drain(checkedOf(loaded, report)) : 0);
  if (options.format === 'text') {
    tell(report.diagnostics);
    for (const path of loaded?.passedOver ?? []) say(`${path}: passed over: no definition, profile or workflow`);
    if (report.errors === 0) say(`${checked} checked, no errors`);
  } else {
    const reporters = {
      json: async () => (await import('../../reporters/json.js')).json,
      sarif: async () => (await import('../../reporters/sarif.js')).sarif,
      github: async () => (await import('../../reporters/github.js')).github,
      gitlab: async () => (await import('../../reporters/gitlab.js')).gitlab,
    };
    out((await reporters[options.format]())(report.diagnostics));
  }
  return report.errors > 0 ? exit.wrongInput : exit.fine;
}
