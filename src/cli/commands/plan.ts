import { Report, type Place } from '../../diagnostics/index.js';
import { Refused } from '../../submission.js';
import {
  plan,
  planWorkflow,
  type ContainerPlan,
  type Plan,
  type PlannedValue,
  type StepPlan,
} from '../../pipeline/plan.js';
import { compileAll } from '../compile-all.js';
import { exit, out, say, tell } from '../io.js';
import { load } from '../load.js';
import { refuseParameters } from '../parameters.js';

export interface PlanOptions {
  readonly profile: readonly string[];
  readonly parameter: ReadonlyMap<string, string>;
  readonly all?: boolean;
  readonly format: 'text' | 'json';
}

const at = (place: Place | undefined): string =>
  place ? ` (${place.file}:${place.start.line}:${place.start.column})` : '';

const layerNames: Readonly<Record<PlannedValue['from'], string>> = {
  'built-in': 'built in',
  profile: 'profile',
  default: 'definition, defaultValue',
  value: 'definition, value',
  designer: 'designer',
  parameter: '-p',
};

const indent = (lines: readonly string[]): string =>
  lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}\n`).join('');

const resourcesOf = (r: Plan['resources']): string[] => {
  const pod = ({ cpuLimitMilli, cpuRequestMilli, memoryMi }: Plan['resources']['driver']): string =>
    `memory ${memoryMi}Mi, cpu ${cpuRequestMilli}m${cpuLimitMilli === undefined ? '' : ` (limit ${cpuLimitMilli}m)`}`;
  const { max, min } = r.executors;
  return [
    `driver    ${pod(r.driver)}`,
    `executor  ${pod(r.executor)}, ${min === max ? min : `${min} to ${max}`} of them`,
    `total     memory ${r.total.memoryMi}Mi, cpu ${r.total.cpuRequestMilli}m`,
  ];
};

type AnyPlan = (Plan | ContainerPlan | StepPlan) & {
  /** Where there are several. */
  readonly profile?: string;
};

const versionFrom: Readonly<Record<Plan['spark']['from'], string>> = {
  profile: 'from the profile',
  framework: 'from the definition’s framework',
  image: 'from the client image',
  'built-in': 'built in: nothing says which',
};

const headOf = (planned: AnyPlan): string => {
  const { name, profile, spark } = planned;
  const version = spark ? `Spark ${spark.version} (${versionFrom[spark.from]})\n` : '';
  const cluster = profile === undefined ? '' : `, profile ${profile}`;
  return `${'step' in planned ? `${planned.step}: ` : ''}${name}${cluster}\n${version}`;
};

const section = (title: string, lines: readonly string[]): string =>
  lines.length > 0 ? `\n${title}\n${indent(lines)}` : '';

const missingOf = ({ missing }: AnyPlan): string[] => missing.map((parameter) => `-p ${parameter}=…`);

const instead = ({ instead: other }: PlannedValue, shown = (value: string) => value): string =>
  other ? `, instead of ${shown(other.value)} (${layerNames[other.from]})` : '';

function whole(planned: AnyPlan): string {
  const { argv, podTemplate, resources, values } = planned;
  const described = values.map(
    (one) =>
      `${one.key} = ${one.value}\n    from ${layerNames[one.from]}${at(one.place)}${instead(one)}` +
      (one.parameter === undefined ? '' : `; -p ${one.parameter}=…`),
  );
  return [
    headOf(planned),
    section(('image' in planned ? planned.image : undefined) ?? 'spark-submit', argv),
    section('pod template', podTemplate?.trimEnd().split('\n') ?? []),
    section('resources', resources ? resourcesOf(resources) : []),
    `\nvalues\n${indent(described)}`,
    section('a run must give', missingOf(planned)),
  ].join('');
}

/** Lines of the short form: a screen. */
const screen = 40;
const longest = 60;

const brief = (value: string): string => {
  const lines = value.trimEnd().split('\n');
  if (lines.length > 1) return `(${lines.length} lines)`;
  return value.length > longest ? `${value.slice(0, longest)}…` : value;
};

/** What the author, a designer or this call decided; the platform's values only where nobody did. */
const isOwn = ({ from }: PlannedValue): boolean => from !== 'built-in' && from !== 'profile';

/** On one screen: what the author decided, what a run must give, what it takes. */
function short(planned: AnyPlan): string {
  const { resources, values } = planned;
  const own = values.filter((value) => isOwn(value) && !planned.missing.includes(value.parameter ?? ''));
  const [missing, taken] = [missingOf(planned), resources ? resourcesOf(resources) : []];
  const around = 11 + taken.length;
  const room = Math.max(1, screen - around - Math.min(missing.length, (screen - around) >> 1));
  const cut = (lines: readonly string[], most: number): string[] =>
    lines.length <= most ? [...lines] : [...lines.slice(0, most - 1), `… and ${lines.length - most + 1} more`];
  const described = cut(
    own.map((one) => {
      const changed = one.parameter === undefined ? '' : `, -p ${one.parameter}=…`;
      return `${one.key} = ${brief(one.value)}  from ${layerNames[one.from]}${at(one.place)}${instead(one, brief)}${changed}`;
    }),
    room,
  );
  const others = values.length - own.length - missing.length;
  return [
    headOf(planned),
    section('values of the author', described),
    section('a run must give', cut(missing, screen - around - described.length)),
    section('resources', taken),
    `\n--all: ${others} values of the platform, the ${'image' in planned ? 'arguments' : 'arguments of spark-submit, the pod template'}\n`,
  ].join('');
}

const asJson = (p: AnyPlan): object => ({
  ...p,
  values: p.values.map(({ place, ...value }) => ({
    ...value,
    ...(place && { file: place.file, line: place.start.line, column: place.start.column, pointer: place.pointer }),
  })),
});

/** `plan`: what a run would do, and where each value came from. */
export function showPlan(paths: readonly string[], options: PlanOptions): number {
  const report = new Report();
  const loaded = load(paths, options.profile, report);
  const compiled = [...compileAll(loaded, report)];
  tell(report.diagnostics);
  if (report.errors > 0) return exit.wrongInput;
  // A workflow's services are planned as its steps use them.
  const planned = compiled.filter(({ service, workflow }) => (loaded.workflows.length > 0 ? workflow : service));
  const refused = refuseParameters(planned, compiled, options.parameter);
  if (refused !== undefined) return refused;
  let plans: AnyPlan[];
  try {
    plans = planned.flatMap(({ profile: { name: profile }, service, workflow }): AnyPlan[] => {
      const steps = workflow ? planWorkflow(workflow, options.parameter) : [];
      const own = service && !workflow ? [plan(service, options.parameter)] : steps;
      return loaded.profiles.length > 1 ? own.map((one) => ({ ...one, profile })) : own;
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(`error: a run would end at once: ${error.message}`);
    return exit.wrongInput;
  }
  if (options.format === 'text') out(plans.map(options.all ? whole : short).join('\n'));
  else out(`${JSON.stringify(plans.length === 1 && plans[0] ? asJson(plans[0]) : plans.map(asJson), undefined, 2)}\n`);
  return exit.fine;
}
