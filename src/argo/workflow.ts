import { portOf, type WorkflowDefinition } from '../definition/index.js';
import type { Place, Report } from '../diagnostics/index.js';
import { placeOf, type PlatformProfile, type Setting } from '../platform/index.js';
import { checkedLabel, dnsLabel, type DnsLabel } from '../kubernetes.js';
import { positional } from '../service/index.js';
import { once, type LinkedStep, type LinkedWorkflow } from '../workflow/index.js';
import { checkLength } from './lengths.js';
import { manifest, type Provenance } from './manifest.js';
import { templateName } from './names.js';
import { seal, type SealedTemplate } from './seal.js';
import { globalName, parameterName, withDefault, type RunTimeParameter } from './parameters.js';
import {
  checkPlaceholder,
  expr,
  expression,
  fixed,
  inputOf,
  literal,
  outputOf,
  type Expression,
} from './placeholder.js';
import type { Task, Template, TemplateCall } from './types.js';
import type { Generated } from './service.js';

/** A parameter of a workflow's WorkflowTemplate: a step's own, or one that all steps share. */
export interface WorkflowParameter extends RunTimeParameter {
  readonly step?: string;
}

/** What a workflow's steps call. */
export interface Callee extends Generated {
  /** Whether its run needs the clean-up of Spark drivers. */
  readonly spark: boolean;
}

/** Where a step's service takes the value of a parameter from. */
export type Source =
  | {
      /** Of the workflow. */
      readonly parameter: string;
      /** While that is empty: a place of the run's own. */
      readonly place?: string;
      /** While that is empty: what the service's definition says. */
      readonly own?: string;
    }
  | { readonly step: string; readonly output: string };

function valueOf(source: Source): Expression {
  if ('step' in source) return outputOf(source.step, source.output);
  const said = inputOf(source.parameter);
  const { own, place } = source;
  if (own !== undefined) return expr`${said} != '' ? ${said} : ${literal(own)}`;
  if (place === undefined) return said;
  return expr`${said} != '' ? ${said} : ${inputOf('location')} + '/' + workflow.uid + ${literal(place)}`;
}

export interface GeneratedWorkflow extends SealedTemplate {
  /** By step, by the service's parameter. */
  readonly sources: ReadonlyMap<string, ReadonlyMap<string, Source>>;
  readonly parameters: readonly WorkflowParameter[];
}

/** Step names hold no underscore: what stands before the first one is the step. */
export const ofStep = (step: string, parameter: string): string => `${step}_${parameter}`;

class Builder {
  readonly shared = new Map<string, WorkflowParameter>();
  readonly own: WorkflowParameter[] = [];
  readonly sources = new Map<string, ReadonlyMap<string, Source>>();
  readonly #written = new Map<string, string>();
  /** What the workflow's own parameters are, by their names. */
  readonly #names = new Map<string, string>();
  readonly #outputs = once(
    ({ properties }) => new Set(properties.filter((one) => portOf(one)?.direction === 'output').map(({ key }) => key)),
  );
  readonly #parameterKeys = once(
    (service) => new Set(this.callees.get(service)?.runTime.parameters.map(({ key }) => key)),
  );

  constructor(
    readonly linked: LinkedWorkflow,
    readonly callees: ReadonlyMap<LinkedStep['service'], Callee>,
    readonly profile: PlatformProfile,
    readonly report: Report,
  ) {}

  /** The task of a step: every run-time parameter of its service gets a value from the workflow's `main`. */
  task(linked: LinkedStep, call: (callee: Callee, template: string) => TemplateCall): Task | undefined {
    const callee = this.callees.get(linked.service);
    if (!callee) return undefined;
    const { parameters } = callee.runTime;
    const sources = new Map<string, Source>();
    for (const parameter of parameters) {
      const source = this.#source(linked, parameter);
      if (source) sources.set(parameter.name, source);
    }
    this.#checkFixed(linked);
    const { name } = linked.step;
    if (!this.#parameterKeys(linked.service).has(positional)) {
      const none = { name: positional, key: positional, default: '', asked: false };
      sources.set(positional, this.#ownParameter(name, none, undefined));
    }
    this.sources.set(name, sources);
    return {
      name,
      ...call(callee, 'main'),
      ...(linked.after.length > 0 && { depends: linked.after.join(' && ') }),
      arguments: {
        parameters: [...sources].map(([parameter, source]) => ({
          name: parameter,
          value: expression(valueOf(source)),
        })),
      },
    };
  }

  /** The source of a service's parameter; nothing where the service itself knows best. */
  #source({ inputs, service, step, values }: LinkedStep, parameter: RunTimeParameter): Source | undefined {
    const { key, name } = parameter;
    const setting = values.get(key);
    if (this.profile.globals.includes(key) || this.profile.secretEnv.has(key)) {
      if (key === 'SERVICE_ID' || setting) return setting && this.#ownParameter(step.name, parameter, setting);
      // What a run gives holds for all steps; without it each service keeps its own.
      const own = this.profile.globals.includes(key) ? parameter.default : undefined;
      this.shared.set(name, own ? { ...parameter, default: '' } : parameter);
      return { parameter: name, ...(own && { own }) };
    }
    const upstream = inputs.get(key);
    // Not where it would go in this run: a step that is reused has written in an earlier one.
    if (upstream) return { step: upstream.step, output: parameterName(upstream.port) };
    if (this.#outputs(service).has(key)) return this.#output(step.name, parameter, setting);
    return this.#ownParameter(step.name, parameter, setting);
  }

  #ownParameter(
    step: string,
    { allowed, ...parameter }: RunTimeParameter,
    setting: Setting | undefined,
  ): { readonly parameter: string } {
    const value = setting?.value ?? parameter.default;
    const name = ofStep(step, parameter.name);
    this.#names.set(name, `${parameter.key} of ${step}`);
    const kept = value !== undefined && allowed?.includes(value) ? { allowed } : {};
    this.own.push({ ...parameter, ...kept, ...(value !== undefined && { default: value }), name, step });
    return { parameter: name };
  }

  /** Where an output port's content goes: where somebody said, or in a place of the run's own. */
  #output(step: string, parameter: RunTimeParameter, setting: Setting | undefined): Source {
    const value = setting?.value ?? parameter.default ?? '';
    const { location, source, steps } = this.linked.definition;
    const other = value && this.#written.get(value);
    if (other) {
      const place = (): Place => {
        const pointer = `${steps.find(({ name }) => name === step)?.pointer ?? ''}/name`;
        return setting ? placeOf(setting, { source, pointer }) : source.place(pointer);
      };
      this.report.add('same-location', place, { location: value, other });
    }
    this.#written.set(value, `${parameter.key} of ${step}`);
    const said = this.#ownParameter(step, { ...parameter, default: value }, undefined);
    if (value !== '') return said;
    this.#names.set('location', `the workflow's location`);
    this.shared.set('location', {
      name: 'location',
      key: 'location',
      description: 'Where steps keep what they hand on, if nothing else says so',
      ...(location !== undefined && { default: location }),
      asked: true,
    });
    return { ...said, place: `/${step}/${parameter.key}` };
  }

  /** The profile names parameters too, and knows no workflow. */
  checkNames(): void {
    const { globals, secretEnv, source = this.linked.definition.source } = this.profile;
    const check = (key: string, name: string, pointer: string): void => {
      const other = this.#names.get(name);
      if (other !== undefined) this.report.add('parameter-collision', source.place(pointer), { key, other, name });
    };
    for (const [n, variable] of globals.entries()) check(variable, globalName(variable), `/globals/${n}`);
    for (const [variable, { parameter }] of secretEnv) {
      if (parameter === undefined) continue;
      check(`the parameter of secretEnv.${variable}`, parameter, `/secretEnv/${variable}/parameter`);
    }
  }

  #checkFixed({ service, step, values }: LinkedStep): void {
    const { source } = this.linked.definition;
    for (const [key, setting] of values) {
      const place = (target?: 'key') => (): Place => placeOf(setting, { source, pointer: step.pointer }, target);
      checkPlaceholder(setting.value, place(), this.report);
      checkLength(key, setting.value, place(), this.report);
      if (this.#parameterKeys(service).has(key)) continue;
      this.report.add('fixed-property-set', place('key'), { key, service: service.name });
    }
  }
}

/** A service's templates under names of its own, for a WorkflowTemplate that holds several services. */
function inlined({ draft: { metadata, spec } }: Callee): Template[] {
  const renamed = (name: string): string => `${metadata.name}-${name}`;
  return spec.templates.map((template): Template => {
    const name = renamed(template.name);
    if ('steps' in template) {
      const steps = template.steps.map((group) => group.map((s) => ({ ...s, template: renamed(s.template) })));
      return { ...template, name, steps };
    }
    if (!('dag' in template)) return { ...template, name };
    const tasks = template.dag.tasks.map((t) => ('template' in t ? { ...t, template: renamed(t.template) } : t));
    return { ...template, name, dag: { tasks } };
  });
}

function named(definition: WorkflowDefinition, report: Report): DnsLabel | undefined {
  const name = dnsLabel(definition.name);
  const place = (): Place => definition.source.place('/name');
  if (name === '') report.add('name-without-letters', place(), { name: definition.name });
  else if (name !== definition.name)
    report.add('name-normalised', place(), { name: definition.name, normalised: name });
  return name || undefined;
}

/**
 * The WorkflowTemplate of a workflow: a DAG that calls the services' WorkflowTemplates, or holds their templates.
 *
 * @param inline Whether it is to stand alone.
 */
export function workflowTemplate(
  linked: LinkedWorkflow,
  callees: ReadonlyMap<LinkedStep['service'], Callee>,
  profile: PlatformProfile,
  provenance: Provenance,
  inline: boolean,
  report: Report,
): GeneratedWorkflow | undefined {
  const errors = report.errors;
  const { definition, steps } = linked;
  const { description, labels, location, source, version } = definition;
  const namespace = checkedLabel(profile.settings.get('spark.kubernetes.namespace')?.value ?? '');
  const label = named(definition, report);
  const service = { source, pointer: '', ...(version !== undefined && { version }) };
  const name = label === undefined ? undefined : templateName({ name: label, profile, service }, report);
  for (const { service: called, step } of steps) {
    const { metadata } = callees.get(called)?.manifest ?? {};
    if (!metadata || metadata.namespace === namespace) continue;
    const place = source.place(`${step.pointer}/service`);
    report.add('other-namespace', place, { service: called.name, namespace: metadata.namespace, workflow: namespace });
  }

  const call = ({ manifest: { metadata } }: Callee, template: string): TemplateCall =>
    inline ? { template: `${metadata.name}-${template}` } : { templateRef: { name: metadata.name, template } };
  const builder = new Builder(linked, callees, profile, report);
  const tasks = steps.flatMap((step) => builder.task(step, call) ?? []);
  builder.checkNames();
  if (location !== undefined) checkPlaceholder(location, () => source.place('/location'), report);
  for (const [member, text] of Object.entries({ name: definition.name, version, description })) {
    checkPlaceholder(text ?? '', () => source.place(`/${member}`), report);
  }
  if (!name || report.errors > errors) return undefined;

  const parameters = [...builder.shared.values(), ...builder.own];
  const spark = [...callees.values()].find((callee) => callee.spark);
  const imagePullSecrets = profile.imagePullSecrets.map((secret) => ({ name: fixed(secret) }));
  const head = {
    name,
    namespace,
    labels: { ...labels, 'alida.io/workflow': name },
    title: definition.name,
    description,
    version: version === undefined ? undefined : (['alida.io/workflow-version', version] as const),
    provenance,
  };
  // One clean-up knows the drivers of all steps by the workflow's uid.
  const spec = {
    ...(spark && { hooks: spark.draft.spec.hooks ?? { exit: call(spark, 'on-exit') } }),
    imagePullSecrets,
  };
  const main = { name: 'main', inputs: { parameters: parameters.map(withDefault) }, dag: { tasks } };
  const templates = [main, ...(inline ? [...callees.values()].flatMap(inlined) : [])];
  return { ...seal(manifest(head, profile, parameters, spec, templates)), parameters, sources: builder.sources };
}
