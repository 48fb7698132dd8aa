import { workflowTemplate, type Callee, type GeneratedWorkflow } from '../argo/index.js';
import { compileDefinition, productOf, provenance, type CompiledService, type Product } from './compile.js';
import {
  finder,
  nearest,
  readService,
  readWorkflow,
  servicesFor,
  shownName,
  type Allowed,
  type ServiceDefinition,
  type ServicePlace,
  type SourceFile,
  type WorkflowDefinition,
  type WorkflowStep,
} from '../definition/index.js';
import { Report, type Place } from '../diagnostics/index.js';
import { includeOnce, located } from './given.js';
import { maxTemplate } from '../kubernetes.js';
import type { PlatformProfile, Setting } from '../platform/index.js';
import { checkDesignedPolicy } from '../service/index.js';
import { checkDesigned } from '../spark/index.js';
import { scheduled, scheduleIn } from './schedule.js';
import { linkWorkflow, once, type LinkedWorkflow } from '../workflow/index.js';

/** Everything that came of one workflow. */
export interface CompiledWorkflow extends GeneratedWorkflow {
  readonly linked: LinkedWorkflow;
  readonly services: ReadonlyMap<ServiceDefinition, CompiledService>;
  /** Without those of its services. */
  readonly products: readonly Product[];
}

const label = ({ name, version }: { name: string; version?: string | null | undefined }): string =>
  shownName(version ? `${name} ${version}` : name);

/** Whether two services of one name have versions that would tell them apart. */
export const haveVersions = (one: { version?: string | undefined }, other: { version?: string | undefined }): boolean =>
  one.version !== undefined && other.version !== undefined && one.version !== other.version;

/** Of a workflow with more mistakes than these nobody reads the rest. */
const mostErrors = 10_000;

/** Finds and reads the definition of each step's service, each definition once; also what is sound of one with mistakes. */
function readServices(
  definition: WorkflowDefinition,
  places: readonly ServicePlace[],
  allowed: Allowed,
  report: Report,
): Map<WorkflowStep, ServiceDefinition> {
  const read = new Map<ServicePlace, ServiceDefinition | undefined>();
  const services = new Map<WorkflowStep, ServiceDefinition>();
  const meantBy = finder(places);
  const shown = once((all: readonly ServicePlace[]) => ({
    known: all.map(label),
    names: all.map(({ name }) => shownName(name)),
  }));
  const placesOf = once((all: readonly ServicePlace[]) =>
    all.map((one) => `${label(one)} (${one.source.file}${one.pointer})`),
  );
  const errors = report.errors;
  for (const step of definition.steps) {
    if (report.errors - errors > mostErrors) break;
    const { name, version } = step.service;
    const at = (): Place => definition.source.place(`${step.pointer}/service/name`);
    const found = meantBy(step.service);
    const others = meantBy({ name });
    const [place] = found;
    if (!place && others.length > 0) {
      const where = (): Place => definition.source.place(`${step.pointer}/service/version`);
      report.add('unknown-service', where, () => {
        const versions = others.flatMap((other) => other.version ?? []);
        const write = versions.length === 1 ? versions[0] : nearest(version ?? '', versions);
        const near = write === undefined && versions.length > 0 ? undefined : label({ name, version: write });
        return { service: label(step.service), near, write, known: others.map(label) };
      });
    } else if (!place) {
      report.add('unknown-service', at, () => {
        const { known, names } = shown(places);
        const near = nearest(name, names);
        return { service: label(step.service), near, write: near, known };
      });
    } else if (found.length > 1) {
      report.add('ambiguous-service', at, () => ({
        service: label(step.service),
        found: placesOf(found),
        versions: new Set(found.map((one) => one.version)).size === found.length,
      }));
    } else {
      if (!read.has(place)) read.set(place, readService(place.source, place.pointer, allowed, report));
      const service = read.get(place);
      if (service) services.set(step, service);
    }
  }
  return services;
}

/** Reads a workflow and connects its steps; mistakes go to the report, and with any it is not linked. */
function readParts(
  source: SourceFile,
  others: readonly SourceFile[],
  { allowed }: Pick<PlatformProfile, 'allowed'>,
  report: Report,
): { services: ReadonlySet<ServiceDefinition>; linked: LinkedWorkflow | undefined } | undefined {
  const errors = report.errors;
  const definition = readWorkflow(source, allowed, report);
  if (!definition) return undefined;
  const places = servicesFor(source, others);
  const services = readServices(definition, places, allowed, report);
  const used = new Set([...services.values()].map((service) => service.pointer));
  for (const place of places) {
    if (report.errors > errors || place.source !== source || used.has(place.pointer)) continue;
    report.add('unused-service', source.place(`${place.pointer}/name`), { service: label(place) });
  }
  const whole = new Map([...services].filter(([, { unread }]) => !unread));
  const linked = linkWorkflow(definition, whole, allowed, report);
  return { services: new Set(services.values()), linked: report.errors > errors ? undefined : linked };
}

/** A workflow with its steps connected; nothing where it has mistakes, which go to the report. */
export const readLinkedWorkflow = (...given: Parameters<typeof readParts>): LinkedWorkflow | undefined =>
  readParts(...given)?.linked;

/** Bytes that a task, and each of its arguments, take at least. */
const least = { task: 60, argument: 50 };

/** Whether a workflow's template may be small enough. What cannot be is told before it is made. */
function mayFit(
  { definition: { source }, steps }: LinkedWorkflow,
  argumentsOf: (service: ServiceDefinition) => number,
  report: Report,
): boolean {
  const bytes = steps.reduce((sum, { service }) => sum + least.task + least.argument * argumentsOf(service), 0);
  const size = Math.floor(bytes / 1024);
  if (size <= maxTemplate) return true;
  report.add('template-too-large', source.place('/steps'), { size, limit: maxTemplate, more: 'steps' });
  return false;
}

/** The arguments that every step has, whatever its service. */
const shared = ({ globals, secretEnv }: PlatformProfile): number =>
  globals.filter((name) => name !== 'SERVICE_ID').length +
  new Set([...secretEnv.values()].flatMap(({ parameter }) => parameter ?? [])).size;

/**
 * Compiles a workflow for one cluster: a WorkflowTemplate for each service, and one that runs them. What is wrong with the
 * input goes to the report; with any error there is no result.
 *
 * @param others Service definitions beside those that the workflow holds itself.
 * @param inline Whether the workflow's WorkflowTemplate is to hold the services' templates instead of calling them.
 */
export function compileWorkflow(
  source: SourceFile,
  others: readonly SourceFile[],
  profile: PlatformProfile,
  report: Report,
  inline = false,
): CompiledWorkflow | undefined {
  const errors = report.errors;
  const parts = readParts(source, others, profile, report);
  const linked = parts?.linked;
  // What its services have mistakes in is told with those of the workflow.
  if (!linked) for (const service of parts?.services ?? []) compileDefinition(service, profile, report);
  if (!linked || !mayFit(linked, () => shared(profile), report)) return undefined;
  const services = new Map<ServiceDefinition, CompiledService>();
  const names = new Map<string, ServiceDefinition>();
  for (const { service } of linked.steps) {
    if (services.has(service)) continue;
    const callee = compileDefinition(service, inline ? { ...profile, runtime: 'self-contained' } : profile, report);
    if (!callee) continue;
    services.set(service, callee);
    const { name, namespace } = callee.manifest.metadata;
    const other = names.get(name);
    if (other) {
      const place = service.source.place(`${service.pointer}/name`);
      const versions = haveVersions(service, other);
      report.add('same-template', place, { name, namespace, other: label(other), versions });
    }
    names.set(name, service);
  }
  const { location: value } = linked.definition;
  const location: Setting | undefined =
    value === undefined ? undefined : { value, layer: 'designer', origin: { source, pointer: '/location' } };
  const found = new Report();
  for (const { service, step, values } of linked.steps) {
    const callee = services.get(service);
    const at = { source, pointer: `${step.pointer}/name` };
    checkDesignedPolicy(profile, values, at, report);
    if (!callee?.spark) continue;
    const given = new Map([...values, ...located(callee.application, values, location)]);
    checkDesigned(callee.application, given, at, found);
  }
  includeOnce(report, found);
  if (report.errors > errors) return undefined;
  const meaning = {
    // Without what a designer's tool adds, such as where a box stands.
    workflow: { ...linked.definition, source: undefined },
    services: [...services.keys()].map((service) => service.meaning),
  };
  const callees: ReadonlyMap<ServiceDefinition, Callee> = services;
  const own = once((service) => callees.get(service)?.runTime.parameters.filter(({ key }) => key !== 'SERVICE_ID'));
  if (!mayFit(linked, (service) => own(service)?.length ?? 0, report)) return undefined;
  const generated = workflowTemplate(linked, callees, profile, provenance(meaning, profile), inline, report);
  if (!generated) return undefined;
  const { name, namespace } = generated.manifest.metadata;
  const other = names.get(name);
  if (other && !inline)
    report.add('same-template', source.place('/name'), { name, namespace, other: label(other), versions: false });
  const { schedule } = linked.definition;
  const said = schedule ? { schedule, source, pointer: '/schedule' } : scheduleIn(profile, linked.definition.name);
  const workflow = { ...generated, linked, services };
  const cron = said && scheduled({ ...workflow, workflow }, said, profile, report);
  const products = [
    productOf(generated.manifest, { source, pointer: '' }, report, { steps: linked.steps.length }),
    ...(cron ? [productOf(cron, said, report)] : []),
  ];
  return report.errors > errors ? undefined : { ...workflow, products };
}
