import { credentialIn } from '../../credentials/index.js';
import { catalogue, Report, type Place } from '../../diagnostics/index.js';
import { Refused } from '../../submission.js';
import { plan, planWorkflow, type Plan, type PlannedValue, type StepPlan } from '../../plan.js';
import { compileAll } from '../compile-all.js';
import { exit, out, say, tell } from '../io.js';
import { load } from '../load.js';

export interface PlanOptions {
  readonly profile: readonly string[];
  readonly parameter: ReadonlyMap<string, string>;
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

function asText(planned: Plan | StepPlan): string {
  const { argv, missing, name, podTemplate, resources, values } = planned;
  const { image, step } = 'step' in planned ? planned : {};
  const described = values.map(
    ({ from, instead, key, parameter, place, value }) =>
      `${key} = ${value}\n    from ${layerNames[from]}${at(place)}` +
      (instead ? `, instead of ${instead.value} (${layerNames[instead.from]})` : '') +
      (parameter === undefined ? '' : `; -p ${parameter}=…`),
  );
  return [
    step === undefined ? `${name}\n` : `${step}: ${name}\n`,
    `\n${image ?? 'spark-submit'}\n${indent(argv)}`,
    podTemplate === undefined ? '' : `\npod template\n${indent(podTemplate.trimEnd().split('\n'))}`,
    resources === undefined ? '' : `\nresources\n${indent(resourcesOf(resources))}`,
    `\nvalues\n${indent(described)}`,
    missing.length > 0 ? `\na run must give\n${indent(missing.map((parameter) => `-p ${parameter}=…`))}` : '',
  ].join('');
}

const asJson = (p: Plan | StepPlan): object => ({
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
  for (const { manifest } of planned) {
    const names = new Set(manifest.spec.templates[0]?.inputs?.parameters.map(({ name }) => name));
    const stray = [...options.parameter.keys()].find((name) => !names.has(name));
    if (stray !== undefined) {
      say(`error: ${manifest.metadata.name} has no parameter ${stray}; it has ${[...names].join(', ')}`);
      return exit.wrongUsage;
    }
  }
  for (const [name, value] of options.parameter) {
    const found = credentialIn(name, value);
    if (found?.level !== 'sure' || compiled.every(({ profile }) => profile.allowed(name, value))) continue;
    const { message, remedy } = catalogue['credential-in-plain-text'];
    const args = { key: name, ...found };
    say(`error: -p ${message(args)}: it would stand in the Workflow; ${remedy(args)}`);
    return exit.wrongUsage;
  }
  let plans: (Plan | StepPlan)[];
  try {
    plans = planned.flatMap(({ service, workflow }): (Plan | StepPlan)[] => {
      if (workflow) return planWorkflow(workflow, options.parameter);
      return service ? [plan(service, options.parameter)] : [];
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(`error: a run would end at once: ${error.message}`);
    return exit.wrongInput;
  }
  if (options.format === 'text') out(plans.map(asText).join('\n'));
  else out(`${JSON.stringify(plans.length === 1 && plans[0] ? asJson(plans[0]) : plans.map(asJson), undefined, 2)}\n`);
  return exit.fine;
}
