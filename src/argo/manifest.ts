import { label } from '../contract.js';
import type { DnsLabel } from '../kubernetes.js';
import type { PlatformProfile } from '../platform/index.js';
import type { RunTimeParameter } from './parameters.js';
import { expr, fixed, type Text } from './placeholder.js';
import type { Draft, Template } from './types.js';

/** The oldest Argo that the output is proven against. */
const argoVersion = '>= 3.6.0';

/** What ties a generated WorkflowTemplate to its inputs. */
export interface Provenance {
  readonly generator: string;
  /** SHA-256 (hexadecimal) of the meaning of the inputs: definitions and profile. */
  readonly inputs: string;
}

/** What every generated WorkflowTemplate says of itself. */
interface Head {
  readonly name: DnsLabel;
  readonly namespace: DnsLabel;
  readonly labels: Readonly<Record<string, string>>;
  readonly title: string;
  readonly description?: string | undefined;
  /** Annotation that holds the version, and the version. */
  readonly version?: readonly [annotation: string, version: string] | undefined;
  readonly provenance: Provenance;
}

const executionId = expr`workflow.parameters['execution-id']`;

// A text that is no label would end the workflow.
const executionLabel = {
  [label.executionId]: {
    expression: expr`${executionId} matches '^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$' ? ${executionId} : ''`,
  },
};

function ttl({ ttl: seconds }: PlatformProfile): Draft['spec']['ttlStrategy'] {
  const strategy = {
    ...(seconds.afterCompletion !== undefined && { secondsAfterCompletion: seconds.afterCompletion }),
    ...(seconds.afterSuccess !== undefined && { secondsAfterSuccess: seconds.afterSuccess }),
    ...(seconds.afterFailure !== undefined && { secondsAfterFailure: seconds.afterFailure }),
  };
  return Object.keys(strategy).length === 0 ? undefined : strategy;
}

const texts = (all: Readonly<Record<string, string>>): Record<string, Text> =>
  Object.fromEntries(Object.entries(all).map(([key, value]) => [key, fixed(value)]));

export const metadata = ({
  description,
  labels,
  name,
  namespace,
  provenance,
  title,
  version,
}: Head): Draft['metadata'] => ({
  name,
  namespace,
  labels: texts({ 'app.kubernetes.io/managed-by': 'alida-argo', ...labels }),
  annotations: texts({
    'workflows.argoproj.io/title': title,
    ...(description && { 'workflows.argoproj.io/description': description }),
    'workflows.argoproj.io/version': argoVersion,
    'alida.io/generator': provenance.generator,
    'alida.io/inputs-sha256': provenance.inputs,
    ...(version && { [version[0]]: version[1] }),
  }),
});

/** A WorkflowTemplate whose entrypoint is `main`. */
export function manifest(
  head: Head,
  profile: PlatformProfile,
  parameters: readonly RunTimeParameter[],
  spec: Partial<Pick<Draft['spec'], 'onExit' | 'hooks' | 'imagePullSecrets'>>,
  templates: readonly Template[],
): Draft {
  const ttlStrategy = ttl(profile);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowTemplate',
    metadata: metadata(head),
    spec: {
      entrypoint: 'main',
      ...spec,
      serviceAccountName: fixed(profile.serviceAccount),
      arguments: {
        parameters: parameters
          .filter((p) => p.asked)
          .map(({ allowed, default: value, description: text, name: parameter }) => ({
            name: parameter,
            ...(text && { description: fixed(text) }),
            ...(allowed && { enum: allowed.map(fixed) }),
            ...(value !== undefined && { value: fixed(value) }),
          })),
      },
      workflowMetadata: {
        labels: texts(head.labels),
        ...(profile.globals.includes('EXECUTION_ID') && { labelsFrom: executionLabel }),
      },
      ...(ttlStrategy && { ttlStrategy }),
      ...(profile.podGC && { podGC: { strategy: profile.podGC } }),
      templates,
    },
  };
}
