import { isDnsLabel, isEnvName, isLabelValue, isQualifiedName, labelKey, labelValue } from '../kubernetes.js';
import type { Mapping } from './mapping.js';

// What Kubernetes refuses in a pod whose members all are of their types: k8s.io/kubernetes, pkg/apis/core/validation.

/** What is wrong with a value, as a schema's validator would say it. */
export interface Fault {
  readonly keyword: string;
  readonly params: object;
  /** What a form is called. */
  readonly $comment?: string;
  /** What is shown in the place of the value. */
  readonly data?: unknown;
}

const called = (holds: (text: string) => boolean, $comment: string): ((value: unknown) => Fault | undefined) => {
  const fault = { keyword: 'pattern', params: { pattern: '' }, $comment };
  // Of what Argo would replace that is told.
  return (value) => (typeof value !== 'string' || value.includes('{{') || holds(value) ? undefined : fault);
};
const between =
  (least: number, most: number): ((value: unknown) => Fault | undefined) =>
  (value) =>
    typeof value !== 'number' || (value >= least && value <= most)
      ? undefined
      : value < least
        ? { keyword: 'minimum', params: { limit: least } }
        : { keyword: 'maximum', params: { limit: most } };
const not = ($comment: string, remedy: string): Fault => ({
  keyword: 'pattern',
  params: { pattern: '', remedy },
  $comment,
});
const tooFew: Fault = { keyword: 'minItems', params: { limit: 1 } };
const missing = (missingProperty: string): Fault => ({ keyword: 'required', params: { missingProperty } });

/** Types that are finer than those of Kubernetes' schema. */
export const forms: Readonly<
  Record<string, { readonly of: string; readonly fault: (value: unknown) => Fault | undefined }>
> = {
  labelKey: { of: 'string', fault: called(isQualifiedName, `a ${labelKey}`) },
  labelValue: { of: 'string', fault: called(isLabelValue, `a ${labelValue}`) },
  dnsLabel: { of: 'string', fault: called(isDnsLabel, 'a name of at most 63 of a-z, 0-9 and -') },
  variable: { of: 'string', fault: called(isEnvName, 'an environment variable: letters, digits, -, _ and .') },
  port: { of: 'integer', fault: between(1, 65535) },
  weight: { of: 'integer', fault: between(1, 100) },
  skew: { of: 'integer', fault: between(1, Infinity) },
};

/** The members that have one of them. */
export const formOf: Readonly<Record<string, string>> = {
  'PodSpec.nodeSelector': 'labelValue{}',
  'ObjectMeta.labels': 'labelValue{}',
  'LabelSelector.matchLabels': 'labelValue{}',
  'LabelSelectorRequirement.key': 'labelKey',
  'LabelSelectorRequirement.operator': '(DoesNotExist|Exists|In|NotIn)',
  'LabelSelectorRequirement.values': 'labelValue[]',
  'NodeSelectorRequirement.key': 'labelKey',
  'NodeSelectorRequirement.values': 'labelValue[]',
  'PodAffinityTerm.topologyKey': 'labelKey',
  'TopologySpreadConstraint.topologyKey': 'labelKey',
  'TopologySpreadConstraint.maxSkew': 'skew',
  'PreferredSchedulingTerm.weight': 'weight',
  'WeightedPodAffinityTerm.weight': 'weight',
  'ContainerPort.containerPort': 'port',
  'ContainerPort.hostPort': 'port',
  'Container.name': 'dnsLabel',
  'EnvVar.name': 'variable',
  'Volume.name': 'dnsLabel',
};

type Rule = (value: Mapping) => Iterable<readonly [member: string, fault: Fault | undefined]>;

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

const toleration: Rule = function* ({ effect, key, operator, tolerationSeconds, value }) {
  if (!isEmpty(key)) yield ['key', forms.labelKey?.fault(key)];
  else if (isEmpty(operator) || operator === 'Equal') yield ['', missing('key')];
  if (operator !== 'Exists') yield ['value', forms.labelValue?.fault(value)];
  else if (!isEmpty(value))
    yield ['operator', not('the operator of a toleration with a value', 'write `Equal`, or take `value` out')];
  if (isEmpty(tolerationSeconds) || effect === 'NoExecute') return;
  if (isEmpty(effect)) yield ['', missing('effect')];
  else yield ['effect', { keyword: 'enum', params: { allowedValues: ['NoExecute'] } }];
};

const whole = called((text) => /^[-+]?\d+$/.test(text), 'a whole number in quotes, which Gt and Lt compare');

const requirement: Rule = function* ({ operator, values }) {
  const [first, ...others] = Array.isArray(values) ? (values as unknown[]) : [];
  const [isOne, isAny] = [operator === 'Gt' || operator === 'Lt', operator === 'In' || operator === 'NotIn'];
  if ((operator === 'Exists' || operator === 'DoesNotExist') && first !== undefined)
    yield ['operator', not('the operator of an expression with values', 'write `In` or `NotIn`, or take `values` out')];
  if (!isOne && !isAny) return;
  if (isEmpty(values)) yield ['', missing('values')];
  else if (first === undefined) yield ['values', tooFew];
  else if (isOne && others.length > 0) yield ['values', { keyword: 'maxItems', params: { limit: 1 } }];
  // The scheduler takes another text for no node's.
  else if (isOne) yield ['values/0', whole(first)];
};

/** What holds between the members of a mapping. */
export const rules: Readonly<Record<string, Rule>> = {
  Toleration: toleration,
  LabelSelectorRequirement: requirement,
  NodeSelectorRequirement: requirement,
  *NodeSelector({ nodeSelectorTerms: terms }) {
    if (Array.isArray(terms) && terms.length === 0) yield ['nodeSelectorTerms', tooFew];
  },
  *Volume(volume) {
    const sources = Object.keys(volume).filter((member) => member !== 'name' && !isEmpty(volume[member]));
    const [first = '', ...others] = sources;
    for (const one of others)
      yield [one, { ...not('the only source of its volume', `take it or \`${first}\` out`), data: one }];
  },
};
