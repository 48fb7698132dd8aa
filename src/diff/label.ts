/** What a reviewer calls a value, and whether it only follows from others. */
interface Label {
  readonly what: string;
  /** Follows from other values (a parameter passed on from step to step): told only where nothing else changed. */
  readonly derived?: boolean;
  /** The name that says whether the value could be a credential. */
  readonly key: string;
}

const settings: readonly (readonly [key: RegExp, what: string])[] = [
  [/^spark\.kubernetes\.container\.image$/, 'driver and executor image'],
  [/^spark\.kubernetes\.(driver|executor)\.container\.image$/, '$1 image'],
  [/^spark\.kubernetes\.container\.image\.pullPolicy$/, 'image pull policy'],
  [/^spark\.kubernetes\.container\.image\.pullSecrets$/, 'image pull secrets'],
  [/^spark\.executor\.instances$/, 'executors'],
  [/^spark\.dynamicAllocation\.(min|max|initial)Executors$/, '$1 executors'],
  [/^spark\.(driver|executor)\.memoryOverhead$/, '$1 memory overhead'],
  [/^spark\.(driver|executor)\.memoryOverheadFactor$/, '$1 memory overhead factor'],
  [/^spark\.(driver|executor)\.(memory|cores)$/, '$1 $2'],
  [/^spark\.kubernetes\.(driver|executor)\.(limit|request)\.cores$/, '$1 CPU $2'],
  [/^spark\.kubernetes\.driverEnv\.(.+)$/, 'driver environment $1'],
  [/^spark\.executorEnv\.(.+)$/, 'executor environment $1'],
  [/^spark\.kubernetes\.(driver|executor)\.secretKeyRef\.(.+)$/, '$1 secret reference $2'],
  [/^spark\.kubernetes\.(driver|executor)\.(label|annotation)\.(.+)$/, '$1 $2 $3'],
  [/^spark\.kubernetes\.authenticate\.driver\.serviceAccountName$/, 'driver service account'],
  [/^spark\.kubernetes\.namespace$/, 'namespace of driver and executors'],
  [/^spark\.hadoop\.fs\.s3a\.(.+)$/, 'S3A $1'],
];

const annotations: Readonly<Record<string, string>> = {
  'alida.io/generator': 'generator',
  'alida.io/inputs-sha256': 'provenance hash',
  'alida.io/service-version': 'service version',
  'workflows.argoproj.io/description': 'description',
  'workflows.argoproj.io/title': 'title',
  'workflows.argoproj.io/version': 'Argo versions',
};

const steps: Readonly<Record<string, string>> = {
  'spark-client': 'client',
  'status-resolver': 'resolver',
  cleanup: 'clean-up',
};

const containers: Readonly<Record<string, string>> = {
  prepare: 'preparation',
  'spark-client': 'client',
  main: 'follower',
};

const fields: Readonly<Record<string, string>> = {
  'container.image': 'image',
  'container.args.script': 'script',
  'container.resources.limits.memory': 'memory limit',
  'container.resources.limits.cpu': 'CPU limit',
  'container.resources.requests.memory': 'memory request',
  'container.resources.requests.cpu': 'CPU request',
  'retryStrategy.limit': 'retries',
};

function ofSetting(key: string): string {
  const [shape, what] = settings.find(([one]) => one.test(key)) ?? [];
  return shape && what !== undefined ? key.replace(shape, what) : key;
}

function ofParameter(name: string, [field = '', ...rest]: readonly string[]): Label {
  if (name === 'run-time') return { what: 'run-time parameter', key: '' };
  if (name === 'spark-submit-args' && field === 'submit') {
    const [group, key = ''] = rest;
    if (group === 'conf') return { what: ofSetting(key), key };
    if (group === 'file') return { what: 'program', key: 'program' };
    return { what: group === 'program' ? `program argument ${key}` : `spark-submit ${key}`, key };
  }
  if (name === 'run-time-args' && field === 'handed')
    return { what: `way of ${rest[0] ?? ''}`, key: '', derived: true };
  if (name === 'pod-template' && /^(?:pod|driver|executor)$/.test(field)) {
    const [, part = '', ...inside] = rest;
    const whose = field === 'pod' ? '' : `${field} `;
    if (part === 'tolerations') return { what: `${whose}toleration`, key: '' };
    const what = [field, part === '' ? 'template' : part, ...inside].join(' ');
    return { what: part === 'affinity' ? `${whose}${part}` : what, key: inside.at(-1) ?? '' };
  }
  if (field === 'value' || field === 'default') return { what: `parameter ${name}`, key: name };
  return { what: `${field} of parameter ${name}`, key: name };
}

/** What a value stands under: of `db-password.value`, the password. */
const keyOf = (path: readonly string[]): string => path.findLast((part) => !/^(?:value|default)$/.test(part)) ?? '';

function ofStep(step: string, path: readonly string[]): Label {
  const [section = '', inner = '', name = '', ...rest] = path;
  const inputs = section === 'inputs' && inner === 'parameters';
  if (inputs && step === 'main') return ofParameter(name, rest);
  // An attempt's pod runs three containers, one after the other.
  const own = section === 'initContainers' ? inner : section === 'container' && step === 'spark-client' ? 'main' : '';
  const field = (section === 'initContainers' ? ['container', name, ...rest] : path).join('.');
  const what = `${containers[own] ?? steps[step] ?? step} ${fields[field] ?? field}`;
  return { what, key: keyOf(path), derived: inputs || field === 'container.args' || section === 'dag' };
}

/** The name of the value at a path of a manifest. */
export function label(path: readonly string[]): Label {
  const [top, section = '', name = '', ...rest] = path;
  const key = keyOf(path);
  if (top === 'resources') return { what: 'resource', key: '' };
  if (top === 'metadata' && section === 'annotations') {
    const what = annotations[name] ?? `annotation ${name}`;
    return { what, key, derived: name === 'alida.io/inputs-sha256' };
  }
  if (top === 'metadata') return { what: section === 'labels' ? `label ${name}` : section, key };
  if (top === 'spec' && section === 'templates') return ofStep(name, rest);
  if (top === 'spec' && section === 'arguments' && name === 'parameters') {
    const [parameter = '', ...fieldOf] = rest;
    return ofParameter(parameter, fieldOf);
  }
  if (section === 'workflowSpec' && name === 'arguments') return ofParameter(rest[1] ?? '', rest.slice(2));
  return { what: path.slice(top === 'spec' ? 1 : 0).join('.'), key };
}
