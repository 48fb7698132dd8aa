import { label } from '../contract.js';
import type { Report } from '../diagnostics/index.js';
import { positional } from '../service/index.js';
import { renderPodTemplate, sparkSubmitArgs, type SparkApplication } from '../spark/index.js';
import { checkLengths } from './lengths.js';
import { manifest, type Provenance } from './manifest.js';
import { templateName } from './names.js';
import { outputsOf, ownSteps, runTasks } from './own-steps.js';
import { outputLocations, runTime, runTimeArgs, withDefault, type RunTime } from './parameters.js';
import { checkPlaceholders, expr, expression, fixed, inputOf, lines } from './placeholder.js';
import { seal, type SealedTemplate } from './seal.js';
import { runOf, runtimeName, toldOf } from './runtime.js';
import type { DagTemplate } from './types.js';

/** A generated WorkflowTemplate, and how a service's keys became its parameters. */
export interface Generated extends SealedTemplate {
  readonly runTime: RunTime;
}

/** All values of `main` in one parameter, in an order that Argo does not change. */
const allValues = expr`join(sort(map(toPairs(inputs.parameters), #[0] + '=' + sprig.b64enc(#[1]))), "\\n")`;

const isShared = ({ profile }: SparkApplication): boolean => profile.runtime === 'shared';

function main(application: SparkApplication, times: RunTime): DagTemplate {
  const { parameters } = times;
  const secrets: Record<string, string> = {};
  for (const [variableName, ref] of application.profile.secretEnv) {
    if (ref.parameter !== undefined) continue;
    for (const role of ref.executors ? ['driver', 'executor'] : ['driver']) {
      secrets[`spark.kubernetes.${role}.secretKeyRef.${variableName}`] = `${ref.secret}:${ref.key}`;
    }
  }
  const bakedText = {
    'pod-template': fixed(renderPodTemplate(application.podTemplate)),
    'spark-submit-args': lines(sparkSubmitArgs(application, secrets)),
    'run-time-args': lines(runTimeArgs(times)),
    ...(!parameters.some(({ name }) => name === positional) && { [positional]: fixed('') }),
  };
  const values = { name: 'values', value: expression(allValues) };
  const told = [...toldOf(application)].map(([name, value]) => ({ name, value }));
  return {
    name: 'main',
    inputs: {
      parameters: [
        ...parameters.map(withDefault),
        ...Object.entries(bakedText).map(([name, baked]) => ({ name, default: baked })),
      ],
    },
    ...outputsOf(
      // Of a step that is not run again, its consumers have nothing else.
      outputLocations(application).map((name) => ({ name, valueFrom: { expression: inputOf(name) } })),
    ),
    dag: {
      tasks: isShared(application)
        ? [
            {
              name: 'run',
              templateRef: { name: runtimeName, template: 'run' },
              arguments: { parameters: [...told, values] },
            },
          ]
        : runTasks(values, []),
    },
  };
}

/** The WorkflowTemplate that runs a Spark application and ends as its driver ends. */
export function workflowTemplate(
  application: SparkApplication,
  provenance: Provenance,
  report: Report,
): Generated | undefined {
  const errors = report.errors;
  const { name: service, namespace, profile } = application;
  const { description, name: title, version } = application.service;
  const times = runTime(application, report);
  const name = templateName(application, report);
  checkPlaceholders(application, report);
  if (!name || report.errors > errors) return undefined;
  const entrypoint = main(application, times);
  checkLengths(entrypoint.inputs?.parameters ?? [], application, report);
  if (report.errors > errors) return undefined;
  const head = {
    name,
    namespace,
    labels: { [label.service]: service },
    title,
    description,
    version: version === undefined ? undefined : (['alida.io/service-version', version] as const),
    provenance,
  };
  const exit = isShared(application)
    ? { hooks: { exit: { templateRef: { name: runtimeName, template: 'on-exit' } } } }
    : { onExit: 'on-exit' };
  const own = isShared(application) ? [] : ownSteps(runOf(application));
  return { ...seal(manifest(head, profile, times.parameters, exit, [entrypoint, ...own])), runTime: times };
}
