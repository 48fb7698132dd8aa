import { label } from '../contract.js';
import type { PlatformProfile } from '../platform/index.js';
import type { RunTimeParameter } from './parameters.js';
import type { Template, WorkflowTemplate } from './types.js';

/** The oldest Argo that the output is proven against. */
const argoVersion = '>= 3.6.0';

/** What ties a generated WorkflowTemplate to its inputs. */
export interface Provenance {
  readonly generator: string;
  /** SHA-256 (hexadecimal) of the meaning of the inputs: definitions and profile. */
  readonly inputs: string;
}

/** What every generated WorkflowTemplate says of itself. */
export interface Head {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly title: string;
  readonly description?: string | undefined;
  /** Annotation that holds the version, and the version. */
  readonly version?: readonly [annotation: string, version: string] | undefined;
  readonly provenance: Provenance;
}

const executionId = "workflow.parameters['execution-id']";

// A text that is no label would end the workflow.
const executionLabel = {
  [label.executionId]: {
    expression: `${executionId} matches '^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$' ? ${executionId} : ''`,
  },
};

function ttl({ ttl: seconds }: PlatformProfile): WorkflowTemplate['spec']['ttlStrategy'] {
  const strategy = {
    ...(seconds.afterCompletion !== undefined && { secondsAfterCompletion: seconds.afterCompletion }),
    ...(seconds.afterSuccess !== undefined && { secondsAfterSuccess: seconds.afterSuccess }),
    ...(seconds.afterFailure !== undefined && { secondsAfterFailure: seconds.afterFailure }),
  };
  return Object.keys(strategy).length === 0 ? undefined : strategy;
}

export const metadata = ({
  description,
  labels,
  name,
  namespace,
  provenance,
  title,
  version,
}: Head): WorkflowTemplate['metadata'] => ({
  name,
  namespace,
  labels: { 'app.kubernetes.io/managed-by': 'alida-argo', ...labels },
  annotations: {
    'workflows.argoproj.io/title': title,
    ...(description && { 'workflows.argoproj.io/description': description }),
    'workflows.argoproj.io/version': argoVersion,
    'alida.io/generator': provenance.generator,
    'alida.io/inputs-sha256': provenance.inputs,
    ...(version && { [version[0]]: version[1] }),
  },
});

/** A WorkflowTemplate whose entrypoint is `main`. */
export function manifest(
  head: Head,
  profile: PlatformProfile,
  parameters: readonly RunTimeParameter[],
  spec: Partial<Pick<WorkflowTemplate['spec'], 'onExit' | 'hooks' | 'imagePullSecrets'>>,
  templates: readonly Template[],
): WorkflowTemplate {
  const ttlStrategy = ttl(profile);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowTemplate',
    metadata: metadata(head),
    spec: {
      entrypoint: 'main',
      ...spec,
      serviceAccountName: profile.serviceAccount,
      arguments: {
        parameters: parameters
          .filter((p) => p.asked)
          .map(({ allowed, default: value, description: text, name: parameter }) => ({
            name: parameter,
            ...(text && { description: text }),
            ...(allowed && { enum: allowed }),
            ...(value !== undefined && { value }),
          })),
      },
      workflowMetadata: {
        labels: head.labels,
        ...(profile.globals.includes('EXECUTION_ID') && { labelsFrom: executionLabel }),
      },
      ...(ttlStrategy && { ttlStrategy }),
      ...(profile.podGC && { podGC: { strategy: profile.podGC } }),
      templates,
    },
  };
}
