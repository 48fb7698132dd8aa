import { outputs } from '../contract.js';
import type { Report } from '../diagnostics/index.js';
import type { OwnStep, PlatformProfile } from '../platform/index.js';
import { render, templates } from '../render/index.js';
import { positional, renderPodTemplate, sparkSubmitArgs, type SparkApplication } from '../spark/index.js';
import { checkLengths } from './lengths.js';
import { manifest, type Provenance } from './manifest.js';
import { templateName } from './names.js';
import { bakedParameters, runTime, type Delivery, type RunTime } from './parameters.js';
import { checkPlaceholders, encodedInput, expression, input, variable } from './placeholder.js';
import type { ContainerTemplate, DagTemplate, Parameter, StepsTemplate, WorkflowTemplate } from './types.js';

/** A generated WorkflowTemplate, and how a service's keys became its parameters. */
export interface Generated {
  readonly manifest: WorkflowTemplate;
  readonly runTime: RunTime;
}

/** What ties a driver to its submission: both tasks of `main` know the name of their common node. */
export const submission = 'sprig.sha1sum(node.name)';

/** The controller's clock, as in the startedAt that the resolver compares with: seconds since 1970. */
export const submittedAt = 'sprig.unixEpoch(sprig.now())';

export const labels = (service: string, role?: string): Record<string, string> => ({
  'alida.io/service': service,
  ...(role && { 'alida.io/role': role }),
});

export const restricted = {
  pod: (user: number) => ({ runAsNonRoot: true, runAsUser: user, seccompProfile: { type: 'RuntimeDefault' } }),
  container: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};

export const resourcesOf = ({ cpu, memory }: OwnStep): object => ({ requests: { cpu, memory }, limits: { memory } });

/** What the pods of all our own steps have in common; each template stands on its own under `templateRef`. */
function ownPod(application: SparkApplication, role: string, step: OwnStep, patch: object = {}) {
  const { name, profile } = application;
  const imagePullSecrets = profile.imagePullSecrets.map((secret) => ({ name: secret }));
  return {
    metadata: { labels: labels(name, role) },
    serviceAccountName: profile.serviceAccount,
    securityContext: restricted.pod(step.runAsUser),
    // Argo has no field for either on a template.
    podSpecPatch: JSON.stringify({ ...patch, imagePullSecrets }),
  };
}

const required = (name: string): Parameter => ({ name });

function main(application: SparkApplication, { deliveries, parameters }: RunTime): DagTemplate {
  const sparkLabels = Object.fromEntries(
    ['driver', 'executor'].map((role) => [`spark.kubernetes.${role}.label.alida.io/service`, application.name]),
  );
  const environment = { 'spark.kubernetes.driverEnv.NAMESPACE': application.namespace };
  const secrets: Record<string, string> = {};
  for (const [variableName, ref] of application.profile.secretEnv) {
    if (ref.parameter !== undefined) continue;
    for (const role of ref.executors ? ['driver', 'executor'] : ['driver']) {
      secrets[`spark.kubernetes.${role}.secretKeyRef.${variableName}`] = `${ref.secret}:${ref.key}`;
    }
  }
  const bakedText = {
    'pod-template': renderPodTemplate(application.podTemplate),
    'spark-submit-args': sparkSubmitArgs(application, { ...sparkLabels, ...environment, ...secrets }),
    ...(!parameters.some(({ name }) => name === positional) && { [positional]: '' }),
  };
  const encoded = (name: string): Parameter => ({ name, value: encodedInput(name) });
  const common = { name: 'submission', value: expression(submission) };
  return {
    name: 'main',
    inputs: {
      parameters: [
        ...parameters.map((p) => ({ name: p.name, ...(p.default !== undefined && { default: p.default }) })),
        ...Object.entries(bakedText).map(([name, text]) => ({ name, default: text })),
      ],
    },
    dag: {
      tasks: [
        {
          name: 'submit',
          template: 'spark-client',
          arguments: {
            parameters: [
              common,
              ...deliveries.map(({ name, parameter, suffix }) => ({ name, value: encodedInput(parameter, suffix) })),
              ...bakedParameters.map(encoded),
            ],
          },
        },
        {
          name: 'resolve',
          // The leaf: its phase is the verdict, whatever became of the client.
          depends: 'submit.Succeeded || submit.Failed || submit.Errored',
          template: 'status-resolver',
          arguments: {
            parameters: [
              common,
              { name: 'since', value: variable('tasks.submit.startedAt') },
              { name: 'submit-status', value: variable('tasks.submit.status') },
            ],
          },
        },
      ],
    },
  };
}

const retried = ({ driverFailure }: PlatformProfile['retry']): string =>
  ['75', ...(driverFailure ? ['1'] : [])].map((code) => `lastRetry.exitCode == '${code}'`).join(' || ');

const fieldRef = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

function sparkClient(application: SparkApplication, deliveries: readonly Delivery[]): ContainerTemplate {
  const { clientImage, profile } = application;
  const { gracePeriod, retry, sparkClient: step } = profile;
  return {
    name: 'spark-client',
    inputs: {
      parameters: [
        required('submission'),
        ...deliveries.map(({ name }) => required(name)),
        ...bakedParameters.map(required),
      ],
    },
    ...ownPod(application, 'spark-client', step, { terminationGracePeriodSeconds: gracePeriod }),
    // The resolver finds the client's last words by these.
    metadata: {
      labels: {
        ...labels(application.name, 'spark-client'),
        'alida.io/workflow-uid': variable('workflow.uid'),
        'alida.io/submission': input('submission'),
      },
    },
    retryStrategy: { limit: retry.limit, expression: retried(retry), backoff: retry.backoff },
    container: {
      image: clientImage,
      command: ['bash', '-c'],
      args: [
        render(templates.sparkClient, {}),
        'spark-client',
        ...deliveries.flatMap(({ name, optional, targets }) =>
          targets.map((target) => `${optional ? '?' : ''}${target}=${input(name)}`),
        ),
      ],
      env: [
        { name: 'POD_TEMPLATE', value: input('pod-template') },
        { name: 'SPARK_SUBMIT_ARGS', value: input('spark-submit-args') },
        { name: 'APPLICATION_ARGS', value: input('application-args') },
        { name: 'WORKFLOW_NAME', value: variable('workflow.name') },
        { name: 'WORKFLOW_UID', value: variable('workflow.uid') },
        { name: 'SUBMISSION', value: input('submission') },
        { name: 'SUBMITTED_AT', value: expression(submittedAt) },
        { name: 'PENDING_DEADLINE', value: String(profile.deadlines.pending) },
        ...(profile.deadlines.running === undefined
          ? []
          : [{ name: 'RUNNING_DEADLINE', value: String(profile.deadlines.running) }]),
        fieldRef('POD_NAMESPACE', 'metadata.namespace'),
        fieldRef('POD_NAME', 'metadata.name'),
      ],
      securityContext: restricted.container,
      resources: resourcesOf(step),
    },
  };
}

function statusResolver(application: SparkApplication): ContainerTemplate {
  const { deadlines, statusResolver: step } = application.profile;
  return {
    name: 'status-resolver',
    inputs: { parameters: ['submission', 'since', 'submit-status'].map(required) },
    outputs: {
      parameters: outputs.names.map((name) => ({
        name,
        valueFrom: { path: `${outputs.folder}/${name}`, default: '' },
      })),
    },
    ...ownPod(application, 'status-resolver', step),
    // Its pod was lost: it would say the same again. A verdict is never asked for twice.
    retryStrategy: { limit: 2, expression: "lastRetry.status == 'Error' || lastRetry.exitCode == '-1'" },
    container: {
      image: step.image,
      command: ['alida-status-resolver'],
      args: [
        `--workflow-uid=${variable('workflow.uid')}`,
        `--submission=${input('submission')}`,
        `--since=${input('since')}`,
        `--submit-status=${input('submit-status')}`,
        `--pending-deadline=${deadlines.pending}`,
        ...(deadlines.running === undefined ? [] : [`--running-deadline=${deadlines.running}`]),
      ],
      securityContext: restricted.container,
      resources: resourcesOf(step),
    },
  };
}

/** Runs when the workflow did not succeed, also after a stop: deletes the drivers that run on. */
function onExit(): StepsTemplate {
  return {
    name: 'on-exit',
    steps: [[{ name: 'cleanup', template: 'cleanup', when: `${variable('workflow.status')} != Succeeded` }]],
  };
}

function cleanup(application: SparkApplication): ContainerTemplate {
  const { statusResolver: step } = application.profile;
  return {
    name: 'cleanup',
    ...ownPod(application, 'cleanup', step),
    container: {
      image: step.image,
      command: ['alida-status-resolver', 'cleanup'],
      args: [`--workflow-uid=${variable('workflow.uid')}`],
      securityContext: restricted.container,
      resources: resourcesOf(step),
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
  const entrypoint = main(application, times);
  checkPlaceholders(application, report);
  checkLengths(entrypoint.inputs?.parameters ?? [], application, report);
  if (!name || report.errors > errors) return undefined;
  const head = {
    name,
    namespace,
    labels: labels(service),
    title,
    description,
    version: version === undefined ? undefined : (['alida.io/service-version', version] as const),
    provenance,
  };
  return {
    manifest: manifest(head, profile, times.parameters, { onExit: 'on-exit' }, [
      entrypoint,
      onExit(),
      sparkClient(application, times.deliveries),
      statusResolver(application),
      cleanup(application),
    ]),
    runTime: times,
  };
}
