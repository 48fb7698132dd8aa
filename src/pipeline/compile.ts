import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  containerServiceTemplate,
  runtimeTemplate,
  runtimeTemplates,
  sparkServiceTemplate,
  written,
  type Generated,
  type Provenance,
  type Manifest,
} from '../argo/index.js';
import { canonicalJson, readService, type ServiceDefinition, type SourceFile } from '../definition/index.js';
import { containerService, type ContainerService } from '../container/index.js';
import type { Report } from '../diagnostics/index.js';
import type { PlatformProfile } from '../platform/index.js';
import { maxTemplate } from '../kubernetes.js';
import { toYaml } from '../render/index.js';
import { scheduled, scheduleIn } from './schedule.js';
import { usesSpark } from '../service/index.js';
import { sparkApplication, type SparkApplication } from '../spark/index.js';
import { version } from '../version.js';

/** What a cluster is given: a manifest, and its text. */
export interface Product {
  readonly manifest: Manifest;
  /**
   * `NAME.yaml` of a WorkflowTemplate, `NAME.cron-workflow.yaml` of its CronWorkflow; Kustomize, and what watches a folder
   * for it, would take `kustomization.yaml` for its own.
   */
  readonly file: string;
  readonly text: string;
  /** Whether it is the same for all services of a namespace. */
  readonly shared: boolean;
}

interface Compiled extends Generated {
  /** In an order in which they can be applied. */
  readonly products: readonly Product[];
}

/** Everything that came of a Spark service's definition; the manifest is that of the WorkflowTemplate which runs it. */
export interface CompiledSpark extends Compiled {
  readonly spark: true;
  readonly application: SparkApplication;
}

/** Everything that came of the definition of a service that is a container and nothing else. */
export interface CompiledContainer extends Compiled {
  readonly spark: false;
  readonly application: ContainerService;
}

export type CompiledService = CompiledSpark | CompiledContainer;

/** Products as one stream of YAML documents. */
export const asYaml = (products: readonly Product[]): string => products.map(({ text }) => text).join('---\n');

/** Ties an output to the meaning of what it was made from. */
export const provenance = (definition: unknown, profile: PlatformProfile): Provenance =>
  provenanceOf({ definition, profile: profile.source?.value ?? null });

const provenanceOf = (meaning: unknown): Provenance => ({
  generator: `alida-argo ${version}`,
  inputs: bytesToHex(sha256(utf8ToBytes(canonicalJson(meaning)))),
});

/** The manifest as text; one that is too large for Argo is told at what it was made from. */
export function productOf(
  manifest: Manifest,
  { pointer, source }: Pick<ServiceDefinition, 'pointer' | 'source'>,
  report: Report,
  { shared = false, steps }: { readonly shared?: boolean; readonly steps?: number } = {},
): Product {
  // Kubernetes stores JSON, in UTF-8: at the most three bytes for each of these characters.
  const json = JSON.stringify(manifest);
  const size = json.length * 3 > maxTemplate * 1024 ? Math.ceil(utf8ToBytes(json).length / 1024) : 0;
  if (size > maxTemplate)
    report.add('template-too-large', source.place(pointer), {
      size,
      limit: maxTemplate,
      kind: manifest.kind,
      ...(steps !== undefined && { steps }),
    });
  let text: string | undefined;
  const { name } = manifest.metadata;
  const kind = {
    WorkflowTemplate: name === 'kustomization' ? '.workflow-template' : '',
    CronWorkflow: '.cron-workflow',
  };
  return {
    manifest,
    shared,
    file: `${name}${kind[manifest.kind]}.yaml`,
    // Written when somebody asks: YAML takes most of a compilation's time.
    get text() {
      return (text ??= toYaml(manifest));
    },
  };
}

function runtimeOf({ namespace, profile, service }: SparkApplication, report: Report): Product {
  const templates = runtimeTemplates(profile);
  const { manifest } = runtimeTemplate(namespace, templates, provenanceOf(written(templates)));
  return productOf(manifest, service, report, { shared: true });
}

/**
 * Compiles one service definition for one cluster: definition → application → WorkflowTemplate → text. What is wrong
 * with the input goes to the report; with any error there is no result.
 *
 * @param pointer JSON Pointer of the definition in its source; '' for the whole document.
 */
export function compileService(
  source: SourceFile,
  profile: PlatformProfile,
  report: Report,
  pointer = '',
): CompiledService | undefined {
  const service = readService(source, pointer, profile.allowed, report);
  return service && compileDefinition(service, profile, report);
}

/** The same for a definition that was read already. */
export function compileDefinition(
  service: ServiceDefinition,
  profile: PlatformProfile,
  report: Report,
): CompiledService | undefined {
  const errors = report.errors;
  const origin = (): Provenance => provenance(service.meaning, profile);
  const whole = <C extends Omit<CompiledService, 'products'>>(made: C, ...shared: readonly Product[]) => {
    const said = scheduleIn(profile, service.name);
    const products = [...shared, productOf(made.manifest, service, report)];
    const cron =
      said && scheduled({ ...made, parameters: made.runTime.parameters, service: made }, said, profile, report);
    if (cron) products.push(productOf(cron, said, report));
    return report.errors > errors ? undefined : { ...made, products };
  };
  if (!usesSpark(service)) {
    const application = containerService(service, profile, report);
    const generated = application && containerServiceTemplate(application, origin(), report);
    if (!generated) return undefined;
    return whole({ ...generated, spark: false, application });
  }
  const application = sparkApplication(service, profile, report);
  const generated = application && sparkServiceTemplate(application, origin(), report);
  if (!generated) return undefined;
  const runtime = profile.runtime === 'shared' ? [runtimeOf(application, report)] : [];
  return whole({ ...generated, spark: true, application }, ...runtime);
}
