import type { PlatformProfile } from '../platform/index.js';
import { checkedLabel, dnsLabel, type DnsLabel } from '../kubernetes.js';
import type { SparkApplication } from '../spark/index.js';
import { version } from '../version.js';
import { metadata, type Provenance } from './manifest.js';
import { ownSteps, runTasks, type Run } from './own-steps.js';
import { fixed, input, text, type Text } from './placeholder.js';
import { seal, type SealedTemplate } from './seal.js';
import type { DagTemplate, Template } from './types.js';

/** The WorkflowTemplate that the services of a namespace share: of each version its own. */
export const runtimeName = checkedLabel(dnsLabel(`alida-argo-runtime-${version}`));

const deadlinesOf = ({ deadlines: { executors, image, pending, running } }: PlatformProfile): Map<string, Text> =>
  new Map(
    Object.entries({ pending, image, executors, running }).flatMap(([name, seconds]) =>
      seconds === undefined ? [] : [[name, text`${seconds}`]],
    ),
  );

/** The driver's service account. */
export const accountOf = ({ conf }: Pick<SparkApplication, 'conf'>): string =>
  conf.get('spark.kubernetes.authenticate.driver.serviceAccountName')?.value ?? '';

/** What a service that stands alone tells its own steps. */
export const runOf = ({ clientImage, conf, master, name, profile }: SparkApplication): Run => ({
  profile,
  service: fixed(name),
  master: fixed(master),
  serviceAccount: fixed(accountOf({ conf })),
  clientImage: fixed(clientImage),
  deadlines: deadlinesOf(profile),
  inputs: [],
});

/** What a service tells the shared runtime, by the names of its parameters. */
export const toldOf = ({ clientImage, conf, master, name, profile }: SparkApplication): Map<string, Text> =>
  new Map([
    ['service', fixed(name)],
    ['master', fixed(master)],
    ['service-account', fixed(accountOf({ conf }))],
    ['client-image', fixed(clientImage)],
    ...[...deadlinesOf(profile)].map(([deadline, seconds]) => [`${deadline}-deadline`, seconds] as const),
  ]);

/** The templates of the shared runtime. */
export function runtimeTemplates(profile: PlatformProfile): readonly Template[] {
  const deadlines = ['pending', 'image', 'executors', 'running'];
  const inputs = [
    ...['service', 'master', 'service-account', 'client-image'].map((name) => ({ name })),
    // Empty: none.
    ...deadlines.map((name) => ({ name: `${name}-deadline`, default: fixed('') })),
  ];
  const told = inputs.map(({ name }) => ({ name, value: input(name) }));
  const run: DagTemplate = {
    name: 'run',
    inputs: { parameters: [...inputs, { name: 'values' }] },
    dag: { tasks: runTasks({ name: 'values', value: input('values') }, told) },
  };
  const steps = ownSteps({
    profile,
    service: input('service'),
    master: input('master'),
    serviceAccount: input('service-account'),
    clientImage: input('client-image'),
    deadlines: new Map(deadlines.map((name) => [name, input(`${name}-deadline`)])),
    inputs,
  });
  return [run, ...steps];
}

export const runtimeTemplate = (
  namespace: DnsLabel,
  templates: readonly Template[],
  provenance: Provenance,
): SealedTemplate =>
  seal({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowTemplate',
    metadata: metadata({
      name: runtimeName,
      namespace,
      labels: {},
      title: 'Spark runtime',
      description: 'Submits, follows and resolves the Spark drivers of this namespace.',
      provenance,
    }),
    spec: { templates },
  });
