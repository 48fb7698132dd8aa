import { clientCall, sparkSubmitCall, submission, submittedAt } from './argo/index.js';
import type { CompiledService } from './compile.js';
import type { Place } from './diagnostics/index.js';
import { placeOf, type Layer, type Setting } from './platform/index.js';
import { resources, type ApplicationResources } from './spark/index.js';

/** One final value and who decided it. */
export interface PlannedValue {
  readonly key: string;
  readonly value: string;
  readonly from: Layer;
  /** Where it stands; absent for built-in defaults and values given at submit. */
  readonly place?: Place;
  /** The run-time parameter that changes it. */
  readonly parameter?: string;
}

/** What would run. */
export interface Plan {
  readonly name: string;
  /** spark-submit's arguments, then the primary resource and the program's arguments as the program receives them. */
  readonly argv: readonly string[];
  readonly podTemplate: string;
  readonly resources: ApplicationResources;
  readonly values: readonly PlannedValue[];
  /** Parameters that a run must still give a value. */
  readonly missing: readonly string[];
}

/** Stands for what only a run knows. */
const unknown = (name: string): string => `<${name}>`;

/**
 * Says what a run of a compiled service would do.
 *
 * @param given Values of run-time parameters, by the parameter's name.
 */
export function plan(compiled: CompiledService, given: ReadonlyMap<string, string> = new Map()): Plan {
  const { application, manifest, runTime } = compiled;
  const missing = runTime.parameters.filter((p) => p.default === undefined && !given.has(p.name)).map((p) => p.name);
  const values = new Map([...missing.map((name) => [name, unknown(name)] as const), ...given]);
  const variables = {
    'workflow.name': unknown('workflow.name'),
    'workflow.uid': unknown('workflow.uid'),
    [submission]: unknown('submission'),
    [submittedAt]: unknown('now'),
  };
  const call = sparkSubmitCall(clientCall(manifest, values, variables));
  return {
    name: manifest.metadata.name,
    argv: [...call.options, ...call.program],
    podTemplate: call.podTemplate,
    resources: resources(call.conf, application.program.language),
    values: plannedValues(compiled, values),
    missing,
  };
}

function plannedValues({ application, runTime }: CompiledService, given: ReadonlyMap<string, string>): PlannedValue[] {
  const fallback = { source: application.service.source, pointer: application.service.pointer };
  const planned = (key: string, setting: Setting, parameter?: string): PlannedValue => ({
    key,
    value: setting.value,
    from: setting.layer,
    ...(setting.origin && { place: placeOf(setting, fallback) }),
    ...(parameter !== undefined && { parameter }),
  });
  const own = new Map(application.runTimeValues.map((value) => [value.property.key, value]));
  const ofParameters = runTime.parameters.map(({ default: value = '', key, name }) => {
    const submitted = given.get(name);
    if (submitted !== undefined) return planned(key, { value: submitted, layer: 'parameter' }, name);
    const setting = own.get(key)?.setting ?? application.globals.get(key);
    return planned(key, setting ?? { value, layer: own.has(key) ? 'default' : 'built-in' }, name);
  });
  return [
    ...[...application.conf].map(([key, setting]) => planned(key, setting)),
    ...application.arguments.map(({ key, setting }) => planned(key, setting)),
    ...ofParameters,
  ];
}
