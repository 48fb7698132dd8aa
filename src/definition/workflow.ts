import type { Place, Report } from '../diagnostics/index.js';
import {
  type Edge,
  type Schedule,
  type ServiceName,
  type ServiceWorkflow,
  workflowFields,
} from './generated/workflow.js';
import validate from './generated/workflow.validate.js';
import { tellCredentials, type Allowed } from './credentials.js';
import { child } from './pointer.js';
import { checkSchedule } from './schedule.js';
import { schemaDiagnostics } from './schema.js';
import type { SourceFile } from './types.js';
import { tellUnknownFields } from './unknown-fields.js';

export interface WorkflowStep {
  readonly pointer: string;
  readonly name: string;
  readonly title?: string;
  readonly service: ServiceName;
  /** By property key, as written. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface WorkflowEdge extends Edge {
  readonly pointer: string;
}

/** A checked workflow: what a designer drew, nothing of it looked up yet. */
export interface WorkflowDefinition {
  readonly source: SourceFile;
  /** As written: may be no DNS name. */
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly location?: string;
  readonly schedule?: Schedule;
  readonly steps: readonly WorkflowStep[];
  readonly edges: readonly WorkflowEdge[];
}

/** Members that are generated as they stand; set values are judged beside the properties that they are for. */
const textMembers =
  /^\/(?:name|version|description|location|labels\/[^/]+|schedule\/parameters\/[^/]+|steps\/\d+\/(?:name|title))$/;

/** Reads a workflow. Mistakes of form are reported; with any error nothing is returned. */
export function readWorkflow(source: SourceFile, allowed: Allowed, report: Report): WorkflowDefinition | undefined {
  if (!validate(source.value)) {
    schemaDiagnostics(validate.errors, source, '', report);
    return undefined;
  }
  tellCredentials(source.value, source, '', textMembers, allowed, report);
  const {
    description,
    edges = [],
    labels = {},
    location,
    name,
    schedule,
    steps,
    version,
  } = source.value as ServiceWorkflow;
  if (schedule) checkSchedule(schedule, source, '/schedule', report);
  const at = (list: string, index: number): string => child(child('', list), index);
  const tell = (objects: readonly (readonly [string, object])[], known: readonly string[]): void => {
    tellUnknownFields(objects, known, source, report);
  };
  tell([['', source.value as object]], workflowFields.workflow);
  tell(
    steps.map((step, index) => [at('steps', index), step] as const),
    workflowFields.step,
  );
  tell(
    steps.map(({ service }, index) => [child(at('steps', index), 'service'), service] as const),
    workflowFields.serviceName,
  );
  tell(
    edges.map((edge, index) => [at('edges', index), edge] as const),
    workflowFields.edge,
  );
  tell(
    edges.flatMap(({ from, to }, index) =>
      Object.entries({ from, to }).map(([end, port]) => [child(at('edges', index), end), port] as const),
    ),
    workflowFields.portOfStep,
  );
  return {
    source,
    name,
    ...(version ? { version } : {}),
    ...(description ? { description } : {}),
    ...(location ? { location } : {}),
    ...(schedule && { schedule }),
    // The order of members means nothing.
    labels: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
    steps: steps.map(({ name: step, service, title, values = {} }, index) => ({
      pointer: at('steps', index),
      name: step,
      service,
      values,
      ...(title ? { title } : {}),
    })),
    edges: edges.map(({ from, to }, index) => ({ pointer: at('edges', index), from, to })),
  };
}

/** Judges the location that a run is given as the workflow's own. */
export function checkLocation(location: string, place: () => Place, report: Report): void {
  const steps = [{ name: 'step', service: { name: 'service' } }];
  const whole = { apiVersion: 'alida-argo/v1', kind: 'ServiceWorkflow', name: 'workflow', location, steps };
  if (!validate(whole)) schemaDiagnostics(validate.errors, { place, text: '' }, '', report);
}

/** A service definition among the inputs, by what a step can name it by. */
export interface ServicePlace {
  readonly source: SourceFile;
  readonly pointer: string;
  readonly name: string;
  readonly version: string | undefined;
}

/** The definitions that a workflow's steps may name: those in its own file, then the other inputs; none of them checked. */
export function servicesFor(workflow: SourceFile, others: readonly SourceFile[]): ServicePlace[] {
  const { services } = workflow.value as { services?: unknown };
  const own = Array.isArray(services) ? services.map((_, index) => [workflow, child('/services', index)] as const) : [];
  const candidates = [...own, ...others.map((source) => [source, ''] as const)];
  return candidates.flatMap(([source, pointer]) => {
    const value =
      pointer === '' ? source.value : (services as unknown[])[Number(pointer.slice(pointer.lastIndexOf('/') + 1))];
    const { name, version } = (value ?? {}) as { name?: unknown; version?: unknown };
    if (typeof name !== 'string') return [];
    return [{ source, pointer, name, version: typeof version === 'string' && version !== '' ? version : undefined }];
  });
}

/** Finds the definitions that a step may mean: one, unless the workflow is wrong. */
export function finder(services: readonly ServicePlace[]): (meant: ServiceName) => readonly ServicePlace[] {
  const byName = new Map<string, ServicePlace[]>();
  const found = new Map<string, readonly ServicePlace[]>();
  for (const service of services) {
    const same = byName.get(service.name);
    if (same) same.push(service);
    else byName.set(service.name, [service]);
  }
  return ({ name, version }) => {
    const key = JSON.stringify([name, version]);
    const before = found.get(key);
    if (before) return before;
    const meant = (byName.get(name) ?? []).filter((service) => !version || service.version === version);
    found.set(key, meant);
    return meant;
  };
}
