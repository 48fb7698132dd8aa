import { compileService, type CompiledService, type ManifestFile } from '../compile.js';
import { compileWorkflow, haveVersions, type CompiledWorkflow } from '../compile-workflow.js';
import type { WorkflowTemplate } from '../argo/index.js';
import { finder, servicesFor, type ServiceDefinition, type SourceFile } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import type { PlatformProfile } from '../platform/index.js';
import type { Loaded } from './load.js';
import type { Tick } from './progress.js';

/** One WorkflowTemplate for one cluster, and what it was made of. */
export interface Compiled {
  readonly profile: PlatformProfile;
  readonly manifest: WorkflowTemplate;
  readonly file: ManifestFile;
  /** Where its manifest goes, relative to the output folder. */
  readonly path: string;
  readonly service?: CompiledService;
  readonly workflow?: CompiledWorkflow;
}

/** Takes one after the other and keeps none; gives how many there were. */
export function drain(all: Iterator<unknown>): number {
  let number = 0;
  while (all.next().done !== true) number += 1;
  return number;
}

type Product = Omit<Compiled, 'profile' | 'path'>;

/** The inputs that a workflow's steps name: they become what the workflow makes of them. */
const namedBy = (workflow: SourceFile, services: readonly SourceFile[]): SourceFile[] => {
  const { steps } = workflow.value as { steps?: unknown };
  const names = (Array.isArray(steps) ? steps : []).flatMap(
    (step: { service?: { name?: unknown; version?: unknown } } | null) => {
      const { name, version } = step?.service ?? {};
      return typeof name === 'string' ? { name, ...(typeof version === 'string' && { version }) } : [];
    },
  );
  const meantBy = finder(servicesFor(workflow, services));
  return names.flatMap((name) => meantBy(name).map(({ source }) => source));
};

/**
 * Compiles everything for every profile, one after the other; a folder for each profile where there are several.
 *
 * @param inline Whether a workflow becomes one WorkflowTemplate that stands alone.
 */
export function* compileAll(
  { profiles, services: all, workflows }: Loaded,
  report: Report,
  inline = false,
  tick?: Tick,
): Generator<Compiled> {
  // A workflow's steps may name any of them.
  const services = workflows.length > 0 ? [...all] : [];
  const total = profiles.length * (all.length + workflows.length);
  const named = new Set(workflows.flatMap((workflow) => namedBy(workflow, services)));
  for (const profile of profiles) {
    const runtimes = new Set<string>();
    const taken = new Map<string, { product: ManifestFile | undefined; file: string; version: string | undefined }>();
    const pathOf = ({ name }: ManifestFile): string => (profiles.length > 1 ? `${profile.name}/${name}` : name);
    const add = function* (
      product: Product,
      { pointer, source, version }: Pick<ServiceDefinition, 'pointer' | 'source' | 'version'>,
    ): Generator<Compiled> {
      const { file, manifest, service } = product;
      const { name, namespace } = manifest.metadata;
      if (service?.runtime && !runtimes.has(namespace)) {
        runtimes.add(namespace);
        yield { profile, ...service.runtime, path: pathOf(service.runtime.file) };
      }
      const other = taken.get(`${namespace}/${name}`);
      if (other?.product?.text === file.text) return;
      if (other) {
        const versions = haveVersions({ version }, other);
        report.add('same-template', source.place(`${pointer}/name`), { name, namespace, other: other.file, versions });
      }
      taken.set(`${namespace}/${name}`, { product: named.size > 0 ? file : undefined, file: source.file, version });
      yield { profile, ...product, path: pathOf(file) };
    };
    for (const source of workflows.length > 0 ? services : all) {
      tick?.(total);
      const service = named.has(source) ? undefined : compileService(source, profile, report);
      if (service) yield* add({ ...service, service }, service.application.service);
    }
    for (const source of workflows) {
      tick?.(total);
      const workflow = compileWorkflow(source, services, profile, report, inline);
      if (!workflow) continue;
      for (const [called, callee] of inline ? [] : workflow.services) {
        yield* add({ ...callee, ...(callee.spark && { service: callee }) }, called);
      }
      yield* add({ ...workflow, workflow }, { source, pointer: '' });
    }
  }
}
