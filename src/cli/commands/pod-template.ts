import { readFile } from '../../adapters/files.js';
import { tellCredentials } from '../../definition/index.js';
import { Report } from '../../diagnostics/index.js';
import { podTemplates, renderPodTemplates } from '../../spark/index.js';
import { exit, out, tell } from '../io.js';
import { loadProfiles } from '../load.js';

export interface PodTemplateOptions {
  readonly target?: string;
  readonly profile?: string;
}

/** `pod-template`: the pod template for a TARGET that is known only at run time. */
export function showPodTemplate(options: PodTemplateOptions): number {
  const report = new Report();
  const [profile] = loadProfiles(options.profile === undefined ? [] : [options.profile], report);
  const source = options.target === undefined ? undefined : readFile(options.target, report);
  const text = source && JSON.stringify(source.value);
  if (source && profile) tellCredentials(source.value, source, '', /^/, profile.allowed, report);
  let templates;
  if (report.errors === 0 && profile) {
    const own = profile.settings.get('TARGET');
    const origin = { source: source ?? { file: '', place: missing, inside: missing }, pointer: '' };
    const target = source && text !== undefined ? ({ value: text, layer: 'parameter', origin } as const) : own;
    templates = podTemplates(target, profile, origin, report);
  }
  tell(report.diagnostics);
  if (!templates) return exit.wrongInput;
  out(renderPodTemplates(templates));
  return exit.fine;
}

const missing = (): never => {
  throw new Error('a built-in TARGET is wrong');
};
