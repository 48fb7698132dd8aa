import { container as containers, file, folder, followCodes, label, outputs } from '../contract.js';
import { restricted } from '../kubernetes.js';
import type { OwnStep, PlatformProfile } from '../platform/index.js';
import { templates } from '../render/index.js';
import {
  expr,
  expression,
  fixed,
  input,
  inputOf,
  json,
  listOf,
  text,
  variable,
  type Expression,
  type Text,
} from './placeholder.js';
import { labels, resourcesOf } from './pod.js';
import type { ContainerTemplate, Parameter, StepsTemplate, Task, Template } from './types.js';

/** What a run's own steps are told: as it is, or by input parameters where one runtime serves all services. */
export interface Run {
  readonly profile: PlatformProfile;
  /** The service's label. */
  readonly service: Text;
  readonly master: Text;
  /** The driver's service account. */
  readonly serviceAccount: Text;
  readonly clientImage: Text;
  /** Seconds, by name. */
  readonly deadlines: ReadonlyMap<string, Text>;
  /** The parameters by which it is told. */
  readonly inputs: readonly Parameter[];
}

/** The controller's clock, as in the startedAt that the resolver compares with: seconds since 1970. */
const submittedAt = expr`sprig.unixEpoch(sprig.now())`;

/** What the pods of all our own steps have in common; each template stands on its own under `templateRef`. */
function ownPod(
  { profile, service }: Pick<Run, 'profile'> & Partial<Run>,
  role: string,
  step: OwnStep,
  patch: object = {},
) {
  const imagePullSecrets = profile.imagePullSecrets.map((secret) => ({ name: secret }));
  return {
    metadata: { labels: labels(service, role) },
    serviceAccountName: fixed(profile.serviceAccount),
    securityContext: restricted.pod(step.runAsUser),
    // Argo has no field for either on a template.
    podSpecPatch: json({ ...patch, imagePullSecrets }),
  };
}

const required = (name: string): Parameter => ({ name });

/** A pod that was lost, or whose main container was killed, has no code of ours. */
const retried = ({ driverFailure, limit }: PlatformProfile['retry']): Expression => {
  const codes = [followCodes.Infrastructure, ...(driverFailure ? [followCodes.Failed] : []), -1, 137, 143];
  const counted = expr`lastRetry.status == 'Error' || lastRetry.exitCode in ${listOf(codes.map((code) => expr`'${code}'`))}`;
  return expr`lastRetry.exitCode == '${followCodes.Queued}' || asInt(retries) < ${limit} && (${counted})`;
};

/** What ties a driver to its submission: both tasks know the name of their common node. */
const submission = { name: 'submission', value: expression(expr`sprig.sha1sum(node.name)`) };

/** What only the client is told. */
const ofClient = new Set(['client-image', 'master', 'service-account']);

/** Submits and follows a driver; then reads its verdict. */
export const runTasks = (values: Parameter, told: readonly Parameter[]): Task[] => [
  { name: 'submit', template: 'spark-client', arguments: { parameters: [...told, submission, values] } },
  {
    name: 'resolve',
    // The leaf: its phase is the verdict, whatever became of the client.
    depends: 'submit.Succeeded || submit.Failed || submit.Errored',
    template: 'status-resolver',
    arguments: {
      parameters: [
        ...told.filter(({ name }) => !ofClient.has(name)),
        submission,
        { name: 'since', value: variable('tasks.submit.startedAt') },
        { name: 'submit-status', value: variable('tasks.submit.status') },
      ],
    },
  },
];

const podName = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } };

const ofSubmission = [text`--workflow-uid=${variable('workflow.uid')}`, text`--submission=${input('submission')}`];

const deadlineArgs = ({ deadlines }: Run): Text[] =>
  [...deadlines].map(([name, seconds]) => text`--${fixed(name)}-deadline=${seconds}`);

// Linux takes 128 KiB for one argument, kubelets about a megabyte for all of them.
const piece = 96 * 1024;
const pieces = [0, 1, 2, 3].map((index) => expr`${inputOf('values')}[${index * piece}:${(index + 1) * piece}]`);

/** One pod per attempt: two containers that submit and end, then one that follows the driver. */
function sparkClient(run: Run): ContainerTemplate {
  const { clientImage, deadlines, inputs, profile, service } = run;
  const { gracePeriod, logs, retry, sparkClient: step, statusResolver: resolver } = profile;
  const common = { volumeMounts: [{ name: 'run', mountPath: folder }] };
  const ofResolver = {
    securityContext: { ...restricted.container, runAsUser: resolver.runAsUser },
    resources: resourcesOf(resolver),
  };
  const resolverImage = fixed(resolver.image);
  const running = deadlines.get('running');
  const leaveMark = `require('fs').writeFileSync('${folder}/${file.evicted}', '')`;
  return {
    name: 'spark-client',
    inputs: { parameters: [...['submission', 'values'].map(required), ...inputs] },
    ...ownPod(run, 'spark-client', step, { terminationGracePeriodSeconds: gracePeriod }),
    metadata: {
      labels: {
        ...labels(service, 'spark-client'),
        [label.workflowUid]: variable('workflow.uid'),
        [label.submission]: input('submission'),
      },
    },
    // A limit would count the attempts that waited for room in a quota.
    retryStrategy: { expression: retried(retry), backoff: retry.backoff },
    ...(logs.archive !== undefined && { archiveLocation: { archiveLogs: logs.archive } }),
    volumes: [{ name: 'run', emptyDir: {} }],
    initContainers: [
      {
        name: containers.prepare,
        image: resolverImage,
        command: ['alida-status-resolver', 'prepare'],
        args: [
          ...ofSubmission,
          text`--workflow-name=${variable('workflow.name')}`,
          text`--submitted-at=${expression(submittedAt)}`,
          text`--service=${service}`,
          text`--master=${run.master}`,
          text`--service-account=${run.serviceAccount}`,
          ...(running === undefined ? [] : [text`--running-deadline=${running}`]),
          fixed('--'),
          expression(expr`string(len(${inputOf('values')}))`),
          ...pieces.map(expression),
        ],
        env: [podName],
        ...common,
        ...ofResolver,
      },
      {
        name: containers.sparkClient,
        image: clientImage,
        command: ['bash', '-c'],
        args: [templates.sparkClient, containers.sparkClient].map(fixed),
        ...common,
        securityContext: restricted.container,
        resources: resourcesOf(step),
      },
    ],
    container: {
      image: resolverImage,
      command: ['alida-status-resolver', 'follow'],
      args: [...ofSubmission, ...deadlineArgs(run)],
      env: [podName],
      ...common,
      // Kubernetes runs it when it ends the pod; Argo's stop does not.
      lifecycle: { preStop: { exec: { command: ['node', '-e', leaveMark] } } },
      ...ofResolver,
    },
  };
}

function statusResolver(run: Run): ContainerTemplate {
  const { inputs, profile } = run;
  const { statusResolver: step } = profile;
  return {
    name: 'status-resolver',
    inputs: {
      parameters: [
        ...['submission', 'since', 'submit-status'].map(required),
        ...inputs.filter(({ name }) => !ofClient.has(name)),
      ],
    },
    outputs: {
      parameters: [...outputs.names, ...(profile.history?.url === undefined ? [] : [outputs.history])].map((name) => ({
        name,
        valueFrom: { path: `${outputs.folder}/${name}`, default: fixed('') },
      })),
    },
    ...ownPod(run, 'status-resolver', step),
    // Its pod was lost: it would say the same again. A verdict is never asked for twice.
    retryStrategy: { limit: 2, expression: expr`lastRetry.status == 'Error' || lastRetry.exitCode == '-1'` },
    container: {
      image: fixed(step.image),
      command: ['alida-status-resolver'],
      args: [
        ...ofSubmission,
        text`--since=${input('since')}`,
        text`--submit-status=${input('submit-status')}`,
        ...deadlineArgs(run),
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
    steps: [[{ name: 'cleanup', template: 'cleanup', when: text`${variable('workflow.status')} != Succeeded` }]],
  };
}

function cleanup(run: Run): ContainerTemplate {
  const { statusResolver: step } = run.profile;
  return {
    name: 'cleanup',
    // Whoever calls the exit handler tells it nothing.
    ...ownPod({ profile: run.profile, ...(run.inputs.length === 0 && { service: run.service }) }, 'cleanup', step),
    container: {
      image: fixed(step.image),
      command: ['alida-status-resolver', 'cleanup'],
      args: [text`--workflow-uid=${variable('workflow.uid')}`],
      securityContext: restricted.container,
      resources: resourcesOf(step),
    },
  };
}

/** The templates of a run that are the same for all services, but for what they are told. */
export const ownSteps = (run: Run): readonly Template[] => [
  onExit(),
  sparkClient(run),
  statusResolver(run),
  cleanup(run),
];
