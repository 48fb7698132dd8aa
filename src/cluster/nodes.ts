import { quantity } from '../status-resolver/quota.js';
import type { Resource } from './cluster.js';

// Which nodes a pod may run on, by the scheduler's rules for nodeSelector, nodeAffinity and taints.

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface NodeResource extends Resource {
  readonly spec?: { readonly taints?: readonly Taint[]; readonly unschedulable?: boolean };
  readonly status?: { readonly allocatable?: Readonly<Record<string, string>> };
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

interface Term {
  readonly matchExpressions?: readonly Expression[];
  readonly matchFields?: readonly Expression[];
}

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** What of a pod decides where it may run. */
export interface Scheduling {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms?: readonly Term[] };
    };
  };
  readonly tolerations?: readonly Toleration[];
}

function holds({ key, operator, values = [] }: Expression, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** The terms of which one must hold; those of nodeSelector in each. */
function termsOf({ affinity, nodeSelector = {} }: Scheduling): Term[] {
  const selected = Object.entries(nodeSelector).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [{}];
  return terms.map((term) => ({ ...term, matchExpressions: [...selected, ...(term.matchExpressions ?? [])] }));
}

/** The labels that a node lacks, by the term that wants the least of it; none where one holds. */
export function lacking(scheduling: Scheduling, { metadata }: NodeResource): Expression[] {
  const missing = termsOf(scheduling).map(({ matchExpressions = [], matchFields = [] }) => [
    ...matchExpressions.filter((expression) => !holds(expression, metadata.labels ?? {})),
    ...matchFields.filter((expression) => !holds(expression, { 'metadata.name': metadata.name })),
  ]);
  return missing.sort((a, b) => a.length - b.length)[0] ?? [];
}

/** The taints of a node that a pod does not bear. */
export function untolerated({ tolerations = [] }: Scheduling, { spec }: NodeResource): Taint[] {
  const bears = ({ effect, key, operator = 'Equal', value = '' }: Toleration, taint: Taint): boolean =>
    (!effect || effect === taint.effect) &&
    (key ? key === taint.key : operator === 'Exists') &&
    (operator === 'Exists' || value === (taint.value ?? ''));
  return (spec?.taints ?? []).filter(
    (taint) => taint.effect !== 'PreferNoSchedule' && !tolerations.some((one) => bears(one, taint)),
  );
}

/** Whether Kubernetes itself lets no pod on it: cordoned, or not ready. */
export const isClosed = ({ spec }: NodeResource): boolean =>
  spec?.unschedulable === true ||
  (spec?.taints ?? []).some(
    ({ effect, key }) => key.startsWith('node.kubernetes.io/') && effect !== 'PreferNoSchedule',
  );

/** Whether a pod fits on an empty node. */
export const fits = (
  { cpuRequestMilli, memoryMi }: { readonly cpuRequestMilli: number; readonly memoryMi: number },
  { status }: NodeResource,
): boolean => {
  const { cpu, memory } = status?.allocatable ?? {};
  return !(quantity(cpu) * 1000 < cpuRequestMilli || quantity(memory) < memoryMi * 1024 ** 2);
};
