import {
  child,
  nearest,
  portOf,
  tellCredential,
  typedValue,
  type Port,
  type Property,
  type ServiceDefinition,
  type WorkflowDefinition,
  type WorkflowEdge,
  type WorkflowStep,
} from '../definition/index.js';
import { credentialIn } from '../credentials/index.js';
import type { Place, Report } from '../diagnostics/index.js';
import type { Setting } from '../platform/index.js';
import { cycles } from './cycles.js';

/** An output port that an input port reads from. */
export interface Upstream {
  readonly step: string;
  readonly port: string;
  /** Of the edge. */
  readonly pointer: string;
}

/** A step with everything found that it names. */
export interface LinkedStep {
  readonly step: WorkflowStep;
  readonly service: ServiceDefinition;
  /** What the designer set, by property key. */
  readonly values: ReadonlyMap<string, Setting>;
  /** What its input ports read, by the ports' keys. */
  readonly inputs: ReadonlyMap<string, Upstream>;
  /** The steps that it waits for. */
  readonly after: readonly string[];
}

export interface LinkedWorkflow {
  readonly definition: WorkflowDefinition;
  readonly steps: readonly LinkedStep[];
}

interface End {
  readonly property: Property;
  readonly port: Port;
}

const article = { dataset: 'dataset', model: 'model', stream: 'stream', rest: 'REST service', generic: 'value' };

const label = ({ name, version }: { name: string; version?: string | null | undefined }): string =>
  version ? `${name} ${version}` : name;

/** Connects a workflow's steps: ports, types, circles, and the values that a designer set. */
export function linkWorkflow(
  definition: WorkflowDefinition,
  services: ReadonlyMap<WorkflowStep, ServiceDefinition>,
  report: Report,
): LinkedWorkflow | undefined {
  const errors = report.errors;
  const { source } = definition;
  const steps = new Map<string, WorkflowStep>();
  for (const step of definition.steps) {
    const other = steps.get(step.name);
    if (!other) steps.set(step.name, step);
    else {
      const { line } = source.place(`${other.pointer}/name`).start;
      report.add('duplicate-step', source.place(`${step.pointer}/name`), { step: step.name, line });
    }
  }

  const endOf = (edge: WorkflowEdge, side: 'from' | 'to'): End | undefined => {
    const { port: key, step: name } = edge[side];
    const place = (member: string): Place => source.place(`${edge.pointer}/${side}/${member}`);
    const step = steps.get(name);
    if (!step) {
      const known = [...steps.keys()];
      report.add('unknown-step', place('step'), { step: name, near: nearest(name, known), known });
      return undefined;
    }
    const direction = side === 'from' ? 'output' : 'input';
    const properties = services.get(step)?.properties;
    if (!properties) return undefined;
    const ends = properties.flatMap((property): End[] => {
      const port = portOf(property);
      return port?.direction === direction ? [{ property, port }] : [];
    });
    const found = ends.find(({ property }) => property.key === key);
    if (!found) {
      const known = ends.map(({ property }) => property.key);
      report.add('unknown-port', place('port'), { port: key, direction, step: name, near: nearest(key, known), known });
    }
    return found;
  };

  const incoming = new Map<string, Map<string, Upstream>>();
  for (const edge of definition.edges) {
    const from = endOf(edge, 'from');
    const to = endOf(edge, 'to');
    if (!from || !to) continue;
    if (from.port.type !== to.port.type && from.port.type !== 'generic' && to.port.type !== 'generic') {
      const types = { from: article[from.port.type], to: article[to.port.type] };
      report.add('port-types-differ', source.place(edge.pointer), types);
    }
    const inputs = incoming.get(edge.to.step) ?? new Map<string, Upstream>();
    incoming.set(edge.to.step, inputs);
    const other = inputs.get(edge.to.port);
    if (!other) inputs.set(edge.to.port, { ...edge.from, pointer: edge.pointer });
    else {
      const { line } = source.place(other.pointer).start;
      report.add('port-connected-twice', source.place(`${edge.pointer}/to`), { ...edge.to, line });
    }
  }

  // An edge with a mistake of its own is an edge.
  const meant = new Set(definition.edges.map(({ to }) => `${to.step} ${to.port}`));
  const linked = [...steps.values()].flatMap((step): LinkedStep[] => {
    const service = services.get(step);
    if (!service) return [];
    const inputs = incoming.get(step.name) ?? new Map<string, Upstream>();
    const values = designerValues(definition, step, service, report);
    for (const [port, edge] of inputs) {
      const setting = values.get(port);
      if (!setting) continue;
      const { line } = source.place(edge.pointer).start;
      report.add('port-connected-and-set', source.place(child(`${step.pointer}/values`, port), 'key'), { port, line });
    }
    for (const property of service.properties) {
      const port = portOf(property);
      const { defaultValue, key, mandatory, value } = property;
      if (port?.direction !== 'input' || !mandatory || (value ?? defaultValue ?? '') !== '') continue;
      if (meant.has(`${step.name} ${key}`) || (values.get(key)?.value ?? '') !== '') continue;
      const type = article[port.type];
      report.add('unconnected-input', source.place(`${step.pointer}/name`), { port: key, step: step.name, type });
    }
    const after = new Set([...inputs.values()].map((upstream) => upstream.step));
    return [{ step, service, values, inputs, after: [...steps.keys()].filter((name) => after.has(name)) }];
  });

  for (const circle of cycles(new Map(linked.map(({ after, step }) => [step.name, after])))) {
    const [first = ''] = circle;
    const edge = definition.edges.find(({ from, to }) => to.step === first && circle.includes(from.step));
    report.add('workflow-cycle', source.place(edge?.pointer ?? '/edges'), { steps: [...circle, first] });
  }
  return report.errors > errors ? undefined : { definition, steps: linked };
}

/** The values of a step, each checked against its property. */
function designerValues(
  { source }: WorkflowDefinition,
  step: WorkflowStep,
  service: ServiceDefinition,
  report: Report,
): Map<string, Setting> {
  const values = new Map<string, Setting>();
  for (const [key, given] of Object.entries(step.values)) {
    const pointer = child(`${step.pointer}/values`, key);
    const place = (): Place => source.place(pointer);
    const property = service.properties.find((candidate) => candidate.key === key);
    if (!property) {
      const known = service.properties.map((candidate) => candidate.key);
      const near = nearest(key, known);
      report.add('unknown-property', source.place(pointer, 'key'), { key, service: label(service), near, known });
      continue;
    }
    const text = typedValue(given, property, place, report);
    if (text === undefined) continue;
    const { allowed } = property;
    if (allowed && !allowed.includes(text)) {
      report.add('not-allowed-value', place(), { value: JSON.stringify(text), allowed, near: nearest(text, allowed) });
    }
    const credential = credentialIn(key, text);
    if (credential) tellCredential(credential, place(), { key }, report);
    values.set(key, { value: text, layer: 'designer', origin: { source, pointer } });
  }
  return values;
}
