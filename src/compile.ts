import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { workflowTemplate, type Generated, type Provenance, type WorkflowTemplate } from './argo/index.js';
import { canonicalJson, readService, type ServiceDefinition, type SourceFile } from './definition/index.js';
import type { Report } from './diagnostics/index.js';
import type { PlatformProfile } from './platform/index.js';
import { toYaml } from './render/index.js';
import { sparkApplication, type SparkApplication } from './spark/index.js';
import { version } from './version.js';

/** A manifest as text. */
export interface ManifestFile {
  /** `NAME.yaml`; Kustomize, and what watches a folder for it, would take `kustomization.yaml` for its own. */
  readonly name: string;
  readonly text: string;
}

/** Everything that came of one service definition. */
export interface CompiledService extends Generated {
  readonly application: SparkApplication;
  readonly file: ManifestFile;
}

/** Kubernetes stores 1 MiB; every Workflow carries a copy beside its own state. In KiB. */
const largest = 256;

/** Ties an output to the meaning of what it was made from. */
export function provenance(definition: unknown, profile: PlatformProfile): Provenance {
  const meaning = canonicalJson({ definition, profile: profile.source?.value ?? null });
  return { generator: `alida-argo ${version}`, inputs: bytesToHex(sha256(utf8ToBytes(meaning))) };
}

/** The manifest as text; one that is too large for Argo is told at what it was made from. */
export function manifestFile(
  manifest: WorkflowTemplate,
  { pointer, source }: Pick<ServiceDefinition, 'pointer' | 'source'>,
  report: Report,
): ManifestFile {
  // Kubernetes stores JSON.
  const size = Math.ceil(utf8ToBytes(JSON.stringify(manifest)).length / 1024);
  if (size > largest) report.add('template-too-large', source.place(pointer), { size, limit: largest });
  let text: string | undefined;
  const { name } = manifest.metadata;
  return {
    name: name === 'kustomization' ? `${name}.workflow-template.yaml` : `${name}.yaml`,
    // Written when somebody asks: YAML takes most of a compilation's time.
    get text() {
      return (text ??= toYaml(manifest));
    },
  };
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
  const service = readService(source, pointer, report);
  return service && compileDefinition(service, profile, report);
}

/** The same for a definition that was read already. */
export function compileDefinition(
  service: ServiceDefinition,
  profile: PlatformProfile,
  report: Report,
): CompiledService | undefined {
  const errors = report.errors;
  const application = sparkApplication(service, profile, report);
  const generated = application && workflowTemplate(application, provenance(service.meaning, profile), report);
  if (!generated) return undefined;
  const file = manifestFile(generated.manifest, service, report);
  return report.errors > errors ? undefined : { ...generated, application, file };
}
