import {
  givenValue,
  child,
  nearest,
  portOf,
  tellCredential,
  type Allowed,
  type Port,
  type Property,
  type ServiceDefinition,
  type WorkflowDefinition,
  type WorkflowEdge,
  type WorkflowStep,
} from '../definition/index.js';
import type { Place, Report } from '../diagnostics/index.js';
import type { Setting } from '../platform/index.js';
import { cycles } from './cycles.js';

/** An output port that an input port reads from. */
interface Upstream {
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
  allowed: Allowed,
  report: Report,
): LinkedWorkflow | undefined {
  const errors = report.errors;
  const { source } = definition;
  const steps = new Map<string, WorkflowStep>();
  for (const step of definition.steps) {
    const other = steps.get(step.name);
    if (!other) steps.set(step.name, step);
    else {
      report.add(
        'duplicate-step',
        () => source.place(`${step.pointer}/name`),
        () => ({ step: step.name, line: source.place(`${other.pointer}/name`).start.line }),
      );
    }
  }

  const endsOf = once(ports);
  const properties = once((service) => new Map(service.properties.map((property) => [property.key, property])));
  const endOf = (edge: WorkflowEdge, side: 'from' | 'to'): End | undefined => {
    const { port: key, step: name } = edge[side];
    const place = (member: string) => (): Place => source.place(`${edge.pointer}/${side}/${member}`);
    const step = steps.get(name);
    if (!step) {
      report.add('unknown-step', place('step'), () => {
        const known = [...steps.keys()];
        return { step: name, near: nearest(name, known), known };
      });
      return undefined;
    }
    const direction = side === 'from' ? 'output' : 'input';
    const service = services.get(step);
    const ends = service && endsOf(service)[direction];
    const found = ends?.get(key);
    if (ends && !found) {
      report.add('unknown-port', place('port'), () => {
        const known = [...ends.keys()];
        return { port: key, direction, step: name, near: nearest(key, known), known };
      });
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
      report.add('port-types-differ', () => source.place(edge.pointer), types);
    }
    const inputs = incoming.get(edge.to.step) ?? new Map<string, Upstream>();
    incoming.set(edge.to.step, inputs);
    const other = inputs.get(edge.to.port);
    if (!other) inputs.set(edge.to.port, { ...edge.from, pointer: edge.pointer });
    else {
      report.add(
        'port-connected-twice',
        () => source.place(`${edge.pointer}/to`, 'value', edge.pointer),
        () => ({ ...edge.to, line: source.place(other.pointer).start.line }),
      );
    }
  }

  // An edge with a mistake of its own is an edge.
  const meant = new Set(definition.edges.map(({ to }) => `${to.step} ${to.port}`));
  const order = new Map([...steps.keys()].map((name, index) => [name, index]));
  const linked = [...steps.values()].flatMap((step): LinkedStep[] => {
    const service = services.get(step);
    if (!service) return [];
    const inputs = incoming.get(step.name) ?? new Map<string, Upstream>();
    const values = designerValues(definition, step, service, properties, allowed, report);
    for (const [port, edge] of inputs) {
      const setting = values.get(port);
      if (!setting) continue;
      report.add(
        'port-connected-and-set',
        () => source.place(child(`${step.pointer}/values`, port), 'key'),
        () => ({ port, line: source.place(edge.pointer).start.line }),
      );
    }
    for (const property of service.properties) {
      const port = portOf(property);
      const { defaultValue, key, mandatory, value } = property;
      if (port?.direction !== 'input' || !mandatory || (value ?? defaultValue ?? '') !== '') continue;
      if (meant.has(`${step.name} ${key}`) || (values.get(key)?.value ?? '') !== '') continue;
      const type = article[port.type];
      const place = (): Place => source.place(`${step.pointer}/name`);
      report.add('unconnected-input', place, { port: key, step: step.name, type });
    }
    const upstream = new Set([...inputs.values()].map((input) => input.step));
    const after = [...upstream].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    return [{ step, service, values, inputs, after }];
  });

  for (const circle of cycles(new Map(linked.map(({ after, step }) => [step.name, after])))) {
    const [first = ''] = circle;
    const place = (): Place => {
      const inside = new Set(circle);
      const edge = definition.edges.find(({ from, to }) => to.step === first && inside.has(from.step));
      return source.place(edge?.pointer ?? '/edges');
    };
    report.add('workflow-cycle', place, { steps: [...circle, first] });
  }
  return report.errors > errors ? undefined : { definition, steps: linked };
}

type Ends = Readonly<Record<'input' | 'output', ReadonlyMap<string, End>>>;

function ports({ properties }: ServiceDefinition): Ends {
  const ends = { input: new Map<string, End>(), output: new Map<string, End>() };
  for (const property of properties) {
    const port = portOf(property);
    if (port) ends[port.direction].set(property.key, { property, port });
  }
  return ends;
}

/** Many steps may run one service: what is made of it is made once. */
export function once<T, K = ServiceDefinition>(make: (of: K) => T): (of: K) => T {
  const made = new Map<K, T>();
  return (of) => {
    if (!made.has(of)) made.set(of, make(of));
    return made.get(of) as T;
  };
}

/** The values of a step, each checked against its property. */
function designerValues(
  { source }: WorkflowDefinition,
  step: WorkflowStep,
  service: ServiceDefinition,
  properties: (service: ServiceDefinition) => ReadonlyMap<string, Property>,
  allowed: Allowed,
  report: Report,
): Map<string, Setting> {
  const values = new Map<string, Setting>();
  for (const [key, given] of Object.entries(step.values)) {
    const pointer = child(`${step.pointer}/values`, key);
    const place = (): Place => source.place(pointer);
    const property = properties(service).get(key);
    if (!property) {
      const tellKey = (): Place => source.place(pointer, 'key');
      report.add('unknown-property', tellKey, () => {
        const known = service.properties.map((candidate) => candidate.key);
        return { key, service: label(service), near: nearest(key, known), known };
      });
      continue;
    }
    const text = givenValue(given, property, place, report);
    if (text === undefined) continue;
    tellCredential(key, text, place, allowed, report);
    values.set(key, { value: text, layer: 'designer', origin: { source, pointer } });
  }
  return values;
}
