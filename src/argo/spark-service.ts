import { semaphore } from '../contract.js';
import type { Report } from '../diagnostics/index.js';
import { positional } from '../service/index.js';
import { renderPodTemplates, sparkSubmitArgs, type SparkApplication } from '../spark/index.js';
import type { Provenance } from './manifest.js';
import { metricsOf } from './metrics.js';
import { ownSteps, runTasks } from './own-steps.js';
import { outputLocations, runTimeArgs, withDefault, type RunTime } from './parameters.js';
import { expr, expression, fixed, inputOf, lines } from './placeholder.js';
import { outputsOf } from './pod.js';
import { runOf, runtimeName, toldOf } from './runtime.js';
import { serviceTemplate, type Generated } from './service.js';
import type { DagTemplate } from './types.js';

/** All values of `main` in one parameter, in an order that Argo does not change. */
const allValues = expr`join(sort(map(toPairs(inputs.parameters), #[0] + '=' + sprig.b64enc(#[1]))), "\\n")`;

const isShared = ({ profile }: SparkApplication): boolean => profile.runtime === 'shared';

/** Who waits for whom: on `main`, so that it holds under `templateRef` too, and while driver and executors live. */
function synchronization({ name, profile }: SparkApplication): DagTemplate['synchronization'] {
  const { drivers, oneRunPerService = false } = profile.concurrency;
  if (drivers === undefined && !oneRunPerService) return undefined;
  return {
    ...(drivers !== undefined && { semaphores: [{ configMapKeyRef: semaphore }] }),
    ...(oneRunPerService && { mutexes: [{ name }] }),
  };
}

function main(application: SparkApplication, runTime: RunTime): DagTemplate {
  const { parameters } = runTime;
  const secrets: Record<string, string> = {};
  for (const [variableName, ref] of application.profile.secretEnv) {
    if (ref.parameter !== undefined) continue;
    for (const role of ref.executors ? ['driver', 'executor'] : ['driver']) {
      secrets[`spark.kubernetes.${role}.secretKeyRef.${variableName}`] = `${ref.secret}:${ref.key}`;
    }
  }
  const bakedText = {
    'pod-template': fixed(renderPodTemplates(application.podTemplates)),
    'spark-submit-args': lines(sparkSubmitArgs(application, secrets)),
    'run-time-args': lines(runTimeArgs(runTime)),
    ...(!parameters.some(({ name }) => name === positional) && { [positional]: fixed('') }),
  };
  const values = { name: 'values', value: expression(allValues) };
  const told = [...toldOf(application)].map(([name, value]) => ({ name, value }));
  const waits = synchronization(application);
  return {
    name: 'main',
    ...(waits && { synchronization: waits }),
    ...metricsOf(application.name, application.profile),
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
export const sparkServiceTemplate = (
  application: SparkApplication,
  provenance: Provenance,
  report: Report,
): Generated | undefined =>
  serviceTemplate(application, provenance, report, (runTime) => {
    const entrypoint = main(application, runTime);
    if (!isShared(application)) {
      return { spec: { onExit: 'on-exit' }, templates: [entrypoint, ...ownSteps(runOf(application))] };
    }
    const exit = { templateRef: { name: runtimeName, template: 'on-exit' } };
    return { spec: { hooks: { exit } }, templates: [entrypoint] };
  });
