import { wholeFile } from '../adapters/files.js';
import { credentialIn } from '../credentials/index.js';
import { Report } from '../diagnostics/index.js';
import { checkGiven } from '../pipeline/given.js';
import type { Compiled } from './compile-all.js';
import { exit, say, tell } from './io.js';
import { meant } from './meant.js';

type Given = ReadonlyMap<string, string>;

/** Refuses values of -p that no run could have: of no parameter, credentials, of a wrong type. The exit code, or nothing. */
export function refuseParameters(planned: readonly Compiled[], all: readonly Compiled[], given: Given) {
  for (const { service, workflow } of planned) {
    const manifest = (workflow ?? service)?.manifest;
    if (!manifest) continue;
    const names = new Set(manifest.spec.templates[0]?.inputs?.parameters.map(({ name }) => name));
    const stray = [...given.keys()].find((name) => !names.has(name));
    if (stray !== undefined) {
      const near = meant(stray, [...names]);
      say(`error: ${manifest.metadata.name} has no parameter ${stray}${near}; it has ${[...names].join(', ')}`);
      return exit.wrongUsage;
    }
  }
  for (const [name, value] of given) {
    const found = credentialIn(name, value);
    if (found?.level !== 'sure' || all.every(({ profile }) => profile.allowed(name, value))) continue;
    const told = new Report();
    told.add('credential-in-plain-text', wholeFile('-p'), { key: name, ...found });
    for (const { message, remedy } of told.diagnostics)
      say(`error: -p ${message}: it would stand in the Workflow; ${remedy}`);
    return exit.wrongUsage;
  }
  const report = new Report();
  for (const one of planned) checkGiven(one, given, (name) => wholeFile(`-p ${name}`), report);
  tell(report.diagnostics);
  return report.errors > 0 ? exit.wrongInput : undefined;
}
