import { compileService, type CompiledService, type Product } from '../pipeline/compile.js';
import {
  compileWorkflow,
  haveVersions,
  readLinkedWorkflow,
  type CompiledWorkflow,
} from '../pipeline/compile-workflow.js';
import {
  finder,
  readService,
  servicesFor,
  tellMisspeltFields,
  type ServiceDefinition,
  type SourceFile,
} from '../definition/index.js';
import { Report } from '../diagnostics/index.js';
import { defaultProfile, type PlatformProfile } from '../platform/index.js';
import type { Loaded } from './load.js';
import type { Tick } from './progress.js';

/** What a service or a workflow becomes for one cluster; without what an earlier one became already. */
export interface Compiled {
  readonly profile: PlatformProfile;
  readonly products: readonly Product[];
  readonly service?: CompiledService;
  readonly workflow?: CompiledWorkflow;
}

/** Product by product. */
export function* productsOf(all: Iterable<Compiled>): Generator<{ product: Product; profile: PlatformProfile }> {
  for (const { products, profile } of all) for (const product of products) yield { product, profile };
}

/** Takes one after the other and keeps none; gives how many there were. */
export function drain(all: Iterator<unknown>): number {
  let number = 0;
  while (all.next().done !== true) number += 1;
  return number;
}

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

/** Only a profile says which texts are no credentials. */
const byProfile: readonly string[] = ['credential-in-plain-text', 'possible-credential'];

/** What is said of a value alone, whatever the profile. */
const ofValues: readonly string[] = [
  ...['image-reference', 's3a-time-unit', 'spark-value'],
  ...['malformed-value', 'missing-key', 'not-allowed-value', 'out-of-range', 'unknown-key', 'wrong-type'],
];

/** Tells what is wrong with definitions, whatever the profile: those that there are have mistakes. */
export function tellForms(loaded: Loaded, report: Report): void {
  const { services: all, workflows } = loaded;
  const [found, judged] = [new Report(), new Report()];
  const allowed = (): undefined => undefined;
  const others = workflows.length > 0 ? [...all] : [];
  const named = new Set(workflows.flatMap((workflow) => namedBy(workflow, others)));
  for (const source of workflows.length > 0 ? others : all)
    if (!named.has(source)) readService(source, '', allowed, found);
  for (const source of workflows) readLinkedWorkflow(source, others, { allowed }, found);
  report.include(found, (one) => (byProfile.includes(one.code) ? undefined : one));
  drain(compileAll({ ...loaded, profiles: [defaultProfile] }, judged));
  report.include(judged, (one) => (ofValues.includes(one.code) ? one : undefined));
}

/**
 * Compiles everything for every profile, one after the other; a folder for each profile where there are several.
 *
 * @param inline Whether a workflow becomes one WorkflowTemplate that stands alone.
 */
export function* compileAll(loaded: Loaded, report: Report, inline = false, tick?: Tick): Generator<Compiled> {
  const { profiles, services: all, workflows } = loaded;
  if (profiles.length === 0) {
    tellForms(loaded, report);
    return;
  }
  // A workflow's steps may name any of them.
  const services = workflows.length > 0 ? [...all] : [];
  const total = profiles.length * (all.length + workflows.length);
  const named = new Set(workflows.flatMap((workflow) => namedBy(workflow, services)));
  for (const profile of profiles) {
    const shared = new Set<string>();
    const names = new Set<string>();
    const taken = new Map<string, { product: Product | undefined; file: string; version: string | undefined }>();
    const add = function* (
      { products, ...made }: Omit<Compiled, 'profile'>,
      { name: called, pointer, source, version }: Pick<ServiceDefinition, 'name' | 'pointer' | 'source' | 'version'>,
    ): Generator<Compiled> {
      names.add(called);
      const isNew = (product: Product): boolean => {
        const { kind, metadata } = product.manifest;
        const { name, namespace } = metadata;
        const key = `${kind} ${namespace}/${name}`;
        if (product.shared) return shared.size < shared.add(key).size;
        const other = taken.get(key);
        if (other) {
          if (other.product?.text === product.text) return false;
          const versions = haveVersions({ version }, other);
          const place = source.place(`${pointer}/name`);
          report.add('same-template', place, { name, namespace, other: other.file, versions });
        }
        taken.set(key, { product: named.size > 0 ? product : undefined, file: source.file, version });
        return true;
      };
      const own = products.filter(isNew);
      if (own.length > 0) yield { profile, ...made, products: own };
    };
    for (const source of workflows.length > 0 ? services : all) {
      tick?.(total);
      const service = named.has(source) ? undefined : compileService(source, profile, report);
      if (service) yield* add({ products: service.products, service }, service.application.service);
    }
    for (const source of workflows) {
      tick?.(total);
      const workflow = compileWorkflow(source, services, profile, report, inline);
      if (!workflow) continue;
      for (const [called, service] of inline ? [] : workflow.services) {
        yield* add({ products: service.products, service }, called);
      }
      yield* add({ products: workflow.products, workflow }, { ...workflow.linked.definition, pointer: '' });
    }
    const { schedules, source } = profile;
    if (source) tellMisspeltFields(['/schedules', Object.fromEntries(schedules)], [...names], source, report);
  }
}
