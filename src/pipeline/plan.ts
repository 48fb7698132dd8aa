import { accountOf, ofStep, runValues, stepArguments, type Source, type WorkflowTemplate } from '../argo/index.js';
import type { CompiledContainer, CompiledService, CompiledSpark } from './compile.js';
import type { CompiledWorkflow } from './compile-workflow.js';
import type { Place } from '../diagnostics/index.js';
import { placeOf, type Layer, type Setting } from '../platform/index.js';
import { positional } from '../service/index.js';
import { resources, type ApplicationResources, type SparkRelease } from '../spark/index.js';
import { shellWord } from '../shell.js';
import { sparkSubmitCall } from '../submission.js';

/** One final value and who decided it. */
export interface PlannedValue {
  readonly key: string;
  readonly value: string;
  readonly from: Layer;
  /** Where it stands; absent for built-in defaults and values given at submit. */
  readonly place?: Place;
  /** The run-time parameter that changes it. */
  readonly parameter?: string;
  /** What the platform says, where the value takes the place of another one. */
  readonly instead?: { readonly value: string; readonly from: Layer };
}

/** What would run. */
export interface Plan {
  readonly name: string;
  /** The Spark that settings, defaults and resources are those of, and who says so. */
  readonly spark: SparkRelease;
  /** spark-submit's arguments, then the primary resource and the program's arguments as the program receives them. */
  readonly argv: readonly string[];
  readonly podTemplate: string;
  readonly resources: ApplicationResources;
  readonly values: readonly PlannedValue[];
  /** Parameters that a run must still give a value. */
  readonly missing: readonly string[];
}

/** What would run of a service without Spark. */
export interface ContainerPlan extends Omit<Plan, 'podTemplate' | 'resources' | 'spark'> {
  readonly image: string;
  readonly podTemplate?: never;
  readonly resources?: never;
  readonly spark?: never;
}

/** Stands for what only a run knows. */
const unknown = (name: string): string => `<${name}>`;

type Designed = ReadonlyMap<string, Setting>;

/**
 * Says what a run of a compiled service would do.
 *
 * @param given Values of run-time parameters, by the parameter's name.
 * @param designed Who decided them, where that was not the run.
 * @throws {Refused} for values that no run could be submitted with
 */
export function plan(compiled: CompiledSpark, given?: ReadonlyMap<string, string>, designed?: Designed): Plan;
export function plan(
  compiled: CompiledService,
  given?: ReadonlyMap<string, string>,
  designed?: Designed,
): Plan | ContainerPlan;
export function plan(
  compiled: CompiledService,
  given: ReadonlyMap<string, string> = new Map(),
  designed: Designed = new Map(),
): Plan | ContainerPlan {
  const { manifest, runTime } = compiled;
  const missing = runTime.parameters.filter((p) => p.default === undefined && !given.has(p.name)).map((p) => p.name);
  const values = new Map([...missing.map((name) => [name, unknown(name)] as const), ...given]);
  if (!compiled.spark) return { name: manifest.metadata.name, ...planContainer(compiled, given, designed), missing };
  const { application } = compiled;
  const { running } = application.profile.deadlines;
  const handed = runValues(manifest, values);
  const call = sparkSubmitCall(handed, {
    workflowName: unknown('workflow.name'),
    workflowUid: unknown('workflow.uid'),
    submission: unknown('submission'),
    submittedAt: unknown('now'),
    namespace: application.namespace,
    service: application.name,
    master: application.master,
    serviceAccount: accountOf(application),
    driver: `spark-${unknown('workflow.uid')}-${unknown('attempt')}`,
    runningDeadline: running === undefined ? undefined : String(running),
  });
  return {
    name: manifest.metadata.name,
    spark: application.release,
    argv: [...call.options.map(([option, ...setting]) => [option, ...setting].join('=')), ...call.program],
    podTemplate: handed.get('pod-template') ?? '',
    resources: resources(call.conf, application.program.language, application.release.version),
    values: plannedValues(compiled, values, designed),
    missing,
  };
}

/** The command that begins a run with these values. */
export const submitCommand = (
  { metadata: { name, namespace } }: WorkflowTemplate,
  given: ReadonlyMap<string, string>,
): string =>
  [
    ...['argo', 'submit', '--namespace', namespace, '--from', `workflowtemplate/${name}`],
    ...[...given].flatMap(([parameter, value]) => ['-p', shellWord(`${parameter}=${value}`)]),
  ].join(' ');

function plannedValues(
  { application, runTime }: Pick<CompiledService, 'application' | 'runTime'>,
  given: ReadonlyMap<string, string>,
  designed: ReadonlyMap<string, Setting>,
): PlannedValue[] {
  const fallback = { source: application.service.source, pointer: application.service.pointer };
  const { settings } = application.profile;
  const planned = (key: string, setting: Setting, parameter?: string, conf = key): PlannedValue => {
    const platform = settings.get(conf);
    const replaced = platform && setting.layer !== platform.layer && setting.value !== platform.value;
    return {
      key,
      value: setting.value,
      from: setting.layer,
      ...(setting.origin && { place: placeOf(setting, fallback) }),
      ...(parameter !== undefined && { parameter }),
      ...(replaced && { instead: { value: platform.value, from: platform.layer } }),
    };
  };
  const own = new Map(application.runTimeValues.map((value) => [value.property.key, value]));
  const ofParameters = runTime.parameters.map(({ default: value = '', key, name }) => {
    const submitted = given.get(name);
    if (submitted !== undefined) {
      const setting = designed.get(name) ?? ({ value: submitted, layer: 'parameter' } as const);
      return planned(key, setting, name, own.get(key)?.conf);
    }
    const setting = own.get(key)?.setting ?? application.globals.get(key);
    return planned(key, setting ?? { value, layer: own.has(key) ? 'default' : 'built-in' }, name, own.get(key)?.conf);
  });
  return [
    ...('conf' in application ? [...application.conf] : []).map(([key, setting]) => planned(key, setting)),
    ...application.arguments.map(({ key, setting }) => planned(key, setting)),
    ...ofParameters,
  ];
}

/** What one step of a workflow would do; `podTemplate`, `resources` and `spark` are those of a Spark service. */
export interface StepPlan extends Omit<Plan, 'podTemplate' | 'resources' | 'spark'> {
  readonly step: string;
  readonly podTemplate?: string;
  readonly resources?: ApplicationResources;
  readonly spark?: SparkRelease;
  /** What runs, of a service without Spark. */
  readonly image?: string;
}

/**
 * Says what a run of a compiled workflow would do, step by step.
 *
 * @param given Values of the workflow's run-time parameters, by the parameter's name.
 */
export function planWorkflow(
  { linked, manifest, parameters, services, sources }: CompiledWorkflow,
  given: ReadonlyMap<string, string> = new Map(),
): StepPlan[] {
  const absent = new Set(parameters.filter((p) => p.default === undefined && !given.has(p.name)).map((p) => p.name));
  const values = new Map([...[...absent].map((name) => [name, unknown(name)] as const), ...given]);
  const { source } = linked.definition;
  const passedTo = stepArguments({ manifest, sources }, values, unknown('workflow.uid'));
  const known = new Set(parameters.map((parameter) => parameter.name));
  /** The parameter whose value a step gets; none where it gets what another step, or its own service, says. */
  const deciding = (of: Source): string | undefined => {
    if ('step' in of) return undefined;
    const fallsBack = (of.own ?? of.place) !== undefined && (given.get(of.parameter) ?? '') === '';
    if (!fallsBack) return of.parameter;
    return of.place === undefined ? undefined : 'location';
  };
  return linked.steps.flatMap(({ inputs, service, step, values: set }): StepPlan[] => {
    const callee = services.get(service);
    if (!callee) return [];
    const passed = passedTo(step.name);
    const keys = new Map(callee.runTime.parameters.map(({ key, name }) => [name, key]));
    const designed = new Map<string, Setting>();
    const changed = new Map<string, string>();
    const missing: string[] = [];
    for (const [name, from] of sources.get(step.name) ?? []) {
      const value = passed.get(name) ?? '';
      const key = keys.get(name) ?? name;
      const own = ofStep(step.name, name);
      const edge = inputs.get(key);
      const setting = set.get(key);
      const parameter = deciding(from) ?? '';
      const isPlace = 'place' in from && parameter === 'location';
      if (absent.has(own)) missing.push(own);
      if (given.has(parameter) || (isPlace && absent.has(parameter))) changed.set(name, value);
      else if (edge) designed.set(name, { value, layer: 'designer', origin: { source, pointer: edge.pointer } });
      else if (isPlace) designed.set(name, { value, layer: 'designer', origin: { source, pointer: '/location' } });
      else if (setting) designed.set(name, setting);
    }
    if (absent.has('location')) missing.push('location');
    for (const [name, { value }] of designed) changed.set(name, value);
    const planned = plan(callee, changed, designed);
    return [
      {
        ...planned,
        step: step.name,
        name: callee.manifest.metadata.name,
        missing,
        // A run gives values to the workflow, which hands them on under other names.
        values: planned.values.map(({ parameter, ...value }) => {
          const name = [ofStep(step.name, parameter ?? ''), parameter ?? ''].find((candidate) => known.has(candidate));
          return { ...value, ...(name !== undefined && { parameter: name }) };
        }),
      },
    ];
  });
}

function planContainer(
  { application, runTime }: CompiledContainer,
  given: ReadonlyMap<string, string>,
  designed: ReadonlyMap<string, Setting>,
): Pick<ContainerPlan, 'argv' | 'image' | 'values'> {
  const defaults = new Map(runTime.parameters.map((p) => [p.name, p.default ?? unknown(p.name)]));
  const own = runTime.deliveries.flatMap(({ optional, parameter, targets }) => {
    const value = given.get(parameter) ?? defaults.get(parameter) ?? '';
    return optional && value === '' ? [] : targets.filter((t) => t.startsWith('--')).map((t) => `${t}=${value}`);
  });
  const more = (given.get(positional) ?? defaults.get(positional) ?? '').split('\n').filter((line) => line !== '');
  return {
    image: application.image,
    argv: [...application.arguments.map(({ key, setting }) => `--${key}=${setting.value}`), ...own, ...more],
    values: plannedValues({ application, runTime }, given, designed),
  };
}
