import { portOf } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import { line, type Line } from '../render/index.js';
import { positional, type RunTimeValue, type Service } from '../service/index.js';
import { fixed } from './placeholder.js';
import type { Parameter } from './types.js';

/** A run-time parameter of a generated WorkflowTemplate. */
export interface RunTimeParameter {
  readonly name: string;
  /** What it stands for: the key of a property, a global variable or a Secret's environment variable. */
  readonly key: string;
  readonly description?: string;
  readonly allowed?: readonly string[];
  /** Absent: a run must give a value. */
  readonly default?: string;
  /** Whether a person is asked for it when submitting. */
  readonly asked: boolean;
}

/** As an input of a template. */
export const withDefault = ({ default: value, name }: Pick<RunTimeParameter, 'default' | 'name'>): Parameter => ({
  name,
  ...(value !== undefined && { default: fixed(value) }),
});

/** How a parameter's value reaches spark-submit. */
interface Delivery {
  readonly parameter: string;
  /** What follows the value: `:` and a text; or `+` and the unit of a bare number. */
  readonly added?: string;
  /** Spark settings' keys, or the program's `--key`. */
  readonly targets: readonly string[];
  /** Left out while the value is empty. */
  readonly optional: boolean;
}

export interface RunTime {
  readonly parameters: readonly RunTimeParameter[];
  readonly deliveries: readonly Delivery[];
}

/** Parameters that every generated WorkflowTemplate has. */
const bakedParameters = ['pod-template', 'spark-submit-args', 'run-time-args', positional] as const;

/** A key as a parameter name that Argo takes. */
export const parameterName = (key: string): string => key.replace(/[^-a-zA-Z0-9_]/g, '-');

/** The parameter of one of Alida's global variables. */
export const globalName = (variable: string): string => variable.toLowerCase().replaceAll('_', '-');

const bounds = (min: number | undefined, max: number | undefined): string | undefined => {
  if (min !== undefined) return max === undefined ? `(at least ${min})` : `(${min} to ${max})`;
  return max === undefined ? undefined : `(at most ${max})`;
};

function ofProperty({ property, setting }: RunTimeValue): RunTimeParameter {
  const description = [property.description, bounds(property.min, property.max)].filter(Boolean).join(' ');
  const value = setting?.value ?? (property.mandatory ? undefined : '');
  // Argo takes an enum only with a value of its own.
  const allowed = value !== undefined && property.allowed?.includes(value) ? property.allowed : undefined;
  return {
    name: parameterName(property.key),
    key: property.key,
    ...(description && { description }),
    ...(allowed && { allowed }),
    ...(value !== undefined && { default: value }),
    asked: true,
  };
}

/** What decides a service's run-time parameters. */
type Parameters = Pick<Service, 'globals' | 'name' | 'profile' | 'runTimeValues' | 'service'>;

/** Every run-time parameter of an application, the program's own first, and where each value goes. */
export function runTimeOf(application: Parameters, report: Report): RunTime {
  const { globals, name: service, profile, runTimeValues } = application;
  const { source } = application.service;
  const parameters = new Map<string, RunTimeParameter>();
  const deliveries: Delivery[] = [];
  const reserved = new Set<string>(bakedParameters);

  for (const variable of profile.globals) {
    const name = globalName(variable);
    const value = globals.get(variable)?.value ?? (variable === 'SERVICE_ID' ? service : '');
    parameters.set(name, { name, key: variable, default: value, asked: variable === 'EXECUTION_ID' });
    const targets = [`spark.kubernetes.driverEnv.${variable}`];
    deliveries.push({ parameter: name, targets, optional: true });
  }
  for (const [variable, { executors, key, parameter, secret }] of profile.secretEnv) {
    if (parameter === undefined) continue;
    const other = parameters.get(parameter);
    // Two variables may come from one Secret.
    const isShared = other?.default === secret && !profile.globals.includes(other.key);
    const taken = reserved.has(parameter) ? parameter : isShared ? undefined : other?.key;
    if (taken !== undefined && profile.source) {
      const place = profile.source.place(`/secretEnv/${variable}/parameter`);
      report.add('parameter-collision', place, {
        key: `the parameter of secretEnv.${variable}`,
        other: taken,
        name: parameter,
      });
    }
    const description = `Name of the Secret with ${variable} under the key ${key}`;
    parameters.set(parameter, { name: parameter, key: variable, description, default: secret, asked: false });
    deliveries.push({
      parameter,
      added: `:${key}`,
      targets: (executors ? ['driver', 'executor'] : ['driver']).map(
        (role) => `spark.kubernetes.${role}.secretKeyRef.${variable}`,
      ),
      optional: true,
    });
  }

  const own: Delivery[] = [];
  const first: RunTimeParameter[] = [];
  for (const value of runTimeValues) {
    const parameter = ofProperty(value);
    const { key, name } = parameter;
    const other = parameters.get(name)?.key ?? (reserved.has(name) && key !== positional ? name : undefined);
    if (other !== undefined) {
      report.add('parameter-collision', source.place(`${value.property.pointer}/key`), { key, other, name });
    }
    parameters.set(name, parameter);
    first.push(parameter);
    if (key === positional) continue;
    own.push({
      parameter: name,
      ...(value.unit && { added: `+${value.unit}` }),
      targets: [value.conf ?? `--${key}`],
      optional: !value.property.mandatory,
    });
  }
  return { parameters: [...new Set([...first, ...parameters.values()])], deliveries: [...own, ...deliveries] };
}

/** Parameters that say where an output port's content goes. */
export const outputLocations = ({ runTimeValues }: Pick<Parameters, 'runTimeValues'>): string[] =>
  runTimeValues.flatMap(({ property }) =>
    portOf(property)?.direction === 'output' ? [parameterName(property.key)] : [],
  );

/** What each run-time parameter is for, one a line, as src/submission.ts reads it. */
export const runTimeArgs = ({ deliveries }: RunTime): Line[] =>
  deliveries.flatMap(({ added = '', optional, parameter, targets }) =>
    targets.map((target) => {
      // The mark of what is left out while empty; a key that ends like a mark gets one of its own.
      const mark = optional ? '?' : /[?!]$/.test(target) ? '!' : '';
      return line(`${target}${mark}=@${parameter}${added}`);
    }),
  );
