import type { Report } from '../diagnostics/index.js';
import { restricted } from '../kubernetes.js';
import { overlaid, queued, type Target } from '../platform/index.js';
import { positional } from '../service/index.js';
import type { ContainerService } from '../container/index.js';
import type { Provenance } from './manifest.js';
import { metricsOf } from './metrics.js';
import { globalName, outputLocations, withDefault, type RunTime } from './parameters.js';
import {
  expr,
  expression,
  fixed,
  input,
  inputOf,
  json,
  listOf,
  literal,
  variable,
  type Expression,
  type Text,
} from './placeholder.js';
import type { ContainerTemplate, EnvVar } from './types.js';
import { labels, outputsOf, resourcesOf } from './pod.js';
import { serviceTemplate, type Generated } from './service.js';

/** The kubelet makes one dollar sign of two, and of `$(X)` what X holds: doubled they arrive as they are. */
const undollared = (value: Expression): Expression => expr`replace(${value}, '$', '$$')`;

/**
 * The program's arguments as JSON. There is no script of ours in the image that could leave out what is optional and
 * empty, or split `application-args` into lines, and the `args` of a template are as many as they are: so Argo itself
 * computes the list, and it reaches the pod by the template's patch.
 */
function programArguments({ arguments: fixed }: ContainerService, { deliveries }: RunTime): Text {
  const given = deliveries.flatMap(({ optional, parameter, targets }) =>
    targets
      .filter((target) => target.startsWith('--'))
      .map((target) => {
        const argument = expr`${literal(`${target}=`)} + ${inputOf(parameter)}`;
        return optional ? expr`${inputOf(parameter)} == '' ? '' : ${argument}` : argument;
      }),
  );
  const list = [...fixed.map(({ key, setting }) => literal(`--${key}=${setting.value}`)), ...given];
  const all = expr`concat(${listOf(list)}, split(${inputOf(positional)}, "\\n"))`;
  return expression(expr`toJson(map(filter(${all}, # != ''), ${undollared(expr`#`)}))`);
}

function environment({ profile }: ContainerService): EnvVar[] {
  return [
    ...profile.globals.map((name) => ({
      name,
      value: expression(undollared(inputOf(globalName(name)))),
    })),
    { name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
    ...[...profile.secretEnv].map(([name, { key, parameter, secret }]) => ({
      name,
      valueFrom: {
        secretKeyRef: { name: parameter === undefined ? fixed(secret) : input(parameter), key: fixed(key) },
      },
    })),
  ];
}

type PodSpec = Target & { readonly imagePullSecrets?: object; readonly initContainers?: readonly object[] };

const restrictedContainer = (one: object): object =>
  overlaid('Container', { securityContext: restricted.container }, { ...one });

function main(service: ContainerService, runTime: RunTime): ContainerTemplate {
  const { gpu, image, name, placement, profile, queue } = service;
  const args = programArguments(service, runTime);
  const pullSecrets = profile.imagePullSecrets.map((secret) => ({ name: secret }));
  // In Argo's patch a list would take the place of another; what the rule says of Spark's own container is not for this one.
  const ours = { ...placement, imagePullSecrets: pullSecrets };
  const {
    affinity,
    imagePullSecrets,
    initContainers = [],
    tolerations,
    ...spec
  }: PodSpec = overlaid('PodSpec', ours, gpu?.spec, { containers: null });
  const waiting = queue && queued(queue.scheduler.kind, queue.queue.value, variable('workflow.uid'));
  const texts = (all: Readonly<Record<string, string | Text>> = {}): Record<string, Text> =>
    Object.fromEntries(
      Object.entries(all).map(([key, value]) => [key, typeof value === 'string' ? fixed(value) : value]),
    );
  const annotations = texts(waiting?.annotations);
  const pullPolicy = profile.settings.get('spark.kubernetes.container.image.pullPolicy')?.value;
  return {
    name: 'main',
    ...metricsOf(name, profile),
    inputs: {
      parameters: [
        ...runTime.parameters.map(withDefault),
        ...(runTime.parameters.some(({ name: own }) => own === positional)
          ? []
          : [{ name: positional, default: fixed('') }]),
      ],
    },
    ...outputsOf(
      // A program leaves no such file: the default is where its content is. The kubelet makes one dollar sign of two.
      outputLocations(service).map((output) => ({
        name: output,
        valueFrom: { path: `/tmp/alida/${output}`, default: expression(undollared(inputOf(output))) },
      })),
    ),
    metadata: {
      labels: { ...labels(fixed(name), 'service'), ...texts(waiting?.labels) },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    serviceAccountName: fixed(profile.serviceAccount),
    ...(affinity && { affinity }),
    ...(tolerations && { tolerations }),
    securityContext: restricted.pod(profile.container.runAsUser),
    podSpecPatch: json({
      ...spec,
      ...(waiting?.schedulerName !== undefined && { schedulerName: waiting.schedulerName }),
      ...(initContainers.length > 0 && { initContainers: initContainers.map(restrictedContainer) }),
      containers: [
        { name: 'main', args, ...(gpu && { resources: { limits: { [gpu.resource]: String(gpu.amount) } } }) },
      ],
      imagePullSecrets,
    }),
    container: {
      image: fixed(image),
      ...(pullPolicy !== undefined && { imagePullPolicy: fixed(pullPolicy) }),
      env: environment(service),
      securityContext: restricted.container,
      resources: resourcesOf(profile.container),
    },
  };
}

/** The WorkflowTemplate that runs a service without Spark: one container. */
export const containerServiceTemplate = (
  service: ContainerService,
  provenance: Provenance,
  report: Report,
): Generated | undefined =>
  serviceTemplate(service, provenance, report, (runTime) => {
    // Argo asks the registry for the image's command, with these Secrets.
    const imagePullSecrets = service.profile.imagePullSecrets.map((secret) => ({ name: fixed(secret) }));
    return { spec: { imagePullSecrets }, templates: [main(service, runTime)] };
  });
