import { label } from '../contract.js';
import type { Report } from '../diagnostics/index.js';
import { checkLengths } from './lengths.js';
import { manifest, type Provenance } from './manifest.js';
import { templateName } from './names.js';
import { runTimeOf, type RunTime } from './parameters.js';
import { checkPlaceholders, type Baked } from './placeholder.js';
import { seal, type SealedTemplate } from './seal.js';
import type { Draft, Template } from './types.js';
import type { Service } from '../service/index.js';

/** A generated WorkflowTemplate, and how a service's keys became its parameters. */
export interface Generated extends SealedTemplate {
  readonly runTime: RunTime;
}

/** What is particular to what a service runs; the first template is the entrypoint. */
interface Body {
  readonly spec: Partial<Pick<Draft['spec'], 'onExit' | 'hooks' | 'imagePullSecrets'>>;
  readonly templates: readonly Template[];
}

/** The WorkflowTemplate of a service, whatever it runs. */
export function serviceTemplate(
  service: Service & Baked,
  provenance: Provenance,
  report: Report,
  bodyOf: (runTime: RunTime) => Body,
): Generated | undefined {
  const errors = report.errors;
  const { description, name: title, version } = service.service;
  const runTime = runTimeOf(service, report);
  const name = templateName(service, report);
  checkPlaceholders(service, report);
  checkLengths(service, report);
  if (!name || report.errors > errors) return undefined;
  const { spec, templates } = bodyOf(runTime);
  const head = {
    name,
    namespace: service.namespace,
    labels: { [label.service]: service.name },
    title,
    description,
    version: version === undefined ? undefined : (['alida.io/service-version', version] as const),
    provenance,
  };
  return { ...seal(manifest(head, service.profile, runTime.parameters, spec, templates)), runTime };
}
