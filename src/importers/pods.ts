import { canonicalJson } from '../definition/index.js';
import { overlaid, podErrors, sparkContainer } from '../platform/index.js';
import type { Place } from '../diagnostics/index.js';
import type { Draft, PodMember, Role } from './draft.js';
import { implied, nameOnly, record, textOf, type Field, type Manifest, type Members, type Take } from './manifest.js';
import { fixed, takeSetting } from './spark-submit.js';

/** Members of a pod that a profile has for driver and executors alike: there, and in a piece of one role's pod. */
const ofProfile: readonly (readonly [
  member: string,
  part: 'target' | 'pod',
  name: string,
  of: 'spec' | 'container',
  inPod: string,
])[] = [
  ['affinity', 'target', 'affinity', 'spec', 'affinity'],
  ['tolerations', 'target', 'tolerations', 'spec', 'tolerations'],
  ['priorityClassName', 'pod', 'priorityClassName', 'spec', 'priorityClassName'],
  ['podSecurityContext', 'pod', 'securityContext', 'spec', 'securityContext'],
  ['securityContext', 'pod', 'containerSecurityContext', 'container', 'securityContext'],
];

export const roles: readonly Role[] = ['driver', 'executor'];

/** Takes what is known before the run. */
const known =
  (manifest: Manifest, take: (member: PodMember) => void) =>
  (field: Field): void => {
    const { node, path: text, place } = field;
    const { overridable, text: json, unknown } = manifest.word(JSON.stringify(manifest.plain(node)), place);
    if (unknown.length > 0) manifest.lose(field, `depends on ${unknown.join(', ')}`);
    else take({ value: JSON.parse(json), place, text });
    if (overridable && unknown.length === 0) manifest.draft.change(place, text, 'run-time', fixed);
  };

/** Remembers what a role's pod holds, until both are known. */
export const podMember = (manifest: Manifest, role: Role, member: string): ((field: Field) => void) =>
  known(manifest, (found) => {
    const [, , , part = 'spec', name = member] = ofProfile.find(([of]) => of === member) ?? [];
    const taken = takenBy(part, name, found, manifest.draft);
    if (taken) manifest.draft.pods[role].members.set(member, taken);
  });

/** What Kubernetes takes of a member, of a list each item that it takes; the rest is named. */
function takenBy(
  part: keyof typeof kinds,
  name: string,
  { value, place, text }: PodMember,
  draft: Draft,
): PodMember | undefined {
  const isTaken = (one: unknown): boolean => {
    const found = podErrors({ name: 'spark', [name]: one }, kinds[part]).find(
      ({ instancePath, params }) => part === 'container' || instancePath !== '' || !('additionalProperty' in params),
    );
    if (!found) return true;
    const { additionalProperty } = found.params as { additionalProperty?: string };
    const path = [...found.instancePath.split('/').slice(2), additionalProperty ?? []].flat();
    draft.lose(place, [text, ...path].join('.'), 'Kubernetes takes no such value');
    return false;
  };
  const kept = Array.isArray(value) ? value.filter((one) => isTaken([one])) : isTaken(value) ? value : undefined;
  return kept === undefined || (Array.isArray(kept) && kept.length === 0) ? undefined : { value: kept, place, text };
}

/** Adds to what one role's pod alone holds. */
function addToPiece(draft: Draft, role: Role, part: keyof typeof kinds, name: string, member: PodMember): void {
  addTo(draft.pods[role].piece[part], name, member);
}

const kinds = { spec: 'PodSpec', container: 'Container' } as const;

/** What was added, put together: the items of lists and the members of mappings come together. */
const wholePiece = (part: keyof typeof kinds, piece: ReadonlyMap<string, readonly PodMember[]>): Members =>
  Object.fromEntries(
    [...piece].map(([name, added]) => {
      const values = added.map(({ value }) => value);
      const whole = values.every(Array.isArray) ? [values.flat(1)] : values;
      return [name, overlaid(kinds[part], {}, ...whole.map((value) => ({ [name]: value })))[name]];
    }),
  );

/** Takes members that a piece of one role's pod holds as Kubernetes has them. */
export const pieceMembers = (
  manifest: Manifest,
  role: Role,
  part: 'spec' | 'container',
  names: readonly string[],
): Record<string, Take> =>
  Object.fromEntries(
    names.map((name): [string, Take] => [
      name,
      known(manifest, (found) => {
        const taken = takenBy(part, name, found, manifest.draft);
        if (taken) addToPiece(manifest.draft, role, part, name, taken);
      }),
    ]),
  );

/** The node's own network, with which the operator's pods ask the cluster for names still. */
export const hostNetwork =
  (manifest: Manifest, role: Role): Take =>
  (field) => {
    const { node, path: text, place } = field;
    if (manifest.plain(node) !== true) return;
    addToPiece(manifest.draft, role, 'spec', 'hostNetwork', { value: true, place, text });
    addToPiece(manifest.draft, role, 'spec', 'dnsPolicy', { value: 'ClusterFirstWithHostNet', place, text });
  };

/** Containers beside Spark's, as Kubernetes has sidecars. */
export const sidecars =
  (manifest: Manifest, role: Role): Take =>
  (field) => {
    for (const { place, value } of manifest.items(field)) takeSidecar(manifest, role, value, field.path, place);
  };

function takeSidecar({ draft }: Manifest, role: Role, container: Members, path: string, place: Place): void {
  const text = `${path}: ${textOf(container.name)}`;
  if (podErrors(container, 'Container').length > 0) {
    draft.lose(place, text, 'Kubernetes takes no such container');
    return;
  }
  draft.pods[role].sidecars.push({ value: { ...container, restartPolicy: 'Always' }, place, text });
  const why = 'an init container with restartPolicy: Always is written, which ends with the pod';
  draft.change(place, text, 'second-container', why);
}

export const podMembers = (manifest: Manifest, role: Role, names: readonly string[]): Record<string, Take> =>
  Object.fromEntries(names.map((name) => [name, podMember(manifest, role, name)]));

/** Remembers the volumes that a role's pod has. */
export const podVolumes =
  (manifest: Manifest, ...of: Role[]): Take =>
  (field) => {
    for (const { place, value } of manifest.items(field)) {
      const { name, ...source } = value;
      const text = `${field.path}: ${textOf(name)}`;
      for (const role of of) manifest.draft.pods[role].volumes.set(textOf(name), { value: source, place, text });
    }
  };

export const podMounts =
  (manifest: Manifest, role: Role) =>
  (field: Field): void => {
    for (const { place, value } of manifest.items(field)) {
      const text = `${field.path}: ${textOf(value.name)}`;
      manifest.draft.pods[role].mounts.push({ value, place, text });
    }
  };

/** Environment variables as Kubernetes lists them. */
export const podEnv =
  (manifest: Manifest, role: Role) =>
  (field: Field): void => {
    for (const { place, value: variable } of manifest.items(field)) {
      const { name, value, valueFrom } = variable;
      const ref = record(record(valueFrom)?.secretKeyRef);
      // Spark's setting knows no optional one.
      if (ref && ref.optional !== true) {
        const key = `spark.kubernetes.${role}.secretKeyRef.${textOf(name)}`;
        manifest.set(key, `${textOf(ref.name)}:${textOf(ref.key)}`, place);
      } else if (valueFrom !== undefined) {
        const text = `${field.path}: ${textOf(name)}`;
        if (podErrors(variable, 'EnvVar').length > 0)
          manifest.draft.lose(place, text, 'Kubernetes takes no such variable');
        else addToPiece(manifest.draft, role, 'container', 'env', { value: [variable], place, text });
      } else manifest.set(`${variablesOf[role]}${textOf(name)}`, textOf(value), place);
    }
  };

export const variablesOf: Readonly<Record<Role, string>> = {
  driver: 'spark.kubernetes.driverEnv.',
  executor: 'spark.executorEnv.',
};

const overwritten = 'Spark writes its own';

const take =
  (manifest: Manifest, takers: Readonly<Record<string, Take>>): Take =>
  (field) => {
    manifest.each(field, takers);
  };

/** What becomes of a pod's metadata. */
export const podMetadata = (manifest: Manifest, role: Role): Record<string, Take> => ({
  ...Object.fromEntries(nameOnly.map((name) => [name, implied])),
  labels: manifest.settings(`spark.kubernetes.${role}.label.`),
  annotations: manifest.settings(`spark.kubernetes.${role}.annotation.`),
});

/** What becomes of the members of a pod of one role: `metadata`, and `spec` with its containers by `containers`. */
const podTakers = (manifest: Manifest, role: Role, containers: Take): Record<string, Take> => ({
  apiVersion: implied,
  kind: implied,
  metadata: take(manifest, {
    ...podMetadata(manifest, role),
    name: manifest.lost(overwritten),
    namespace: manifest.lost(overwritten),
  }),
  spec: take(manifest, { ...podSpecTakers(manifest, role), containers }),
});

/** Members of a pod that no setting of Spark's says, and that neither Spark nor the run writes. */
const specMembers = [
  ...['initContainers', 'topologySpreadConstraints', 'runtimeClassName', 'terminationGracePeriodSeconds'],
  ...['dnsPolicy', 'dnsConfig', 'hostAliases', 'hostNetwork', 'hostPID', 'hostIPC', 'hostUsers', 'subdomain'],
  ...['shareProcessNamespace', 'enableServiceLinks', 'nodeName', 'priority', 'preemptionPolicy', 'readinessGates'],
  ...['resourceClaims', 'automountServiceAccountToken', 'setHostnameAsFQDN', 'schedulingGates'],
];
const containerMembers = [
  ...[
    'envFrom',
    'lifecycle',
    'ports',
    'livenessProbe',
    'readinessProbe',
    'startupProbe',
    'workingDir',
    'volumeDevices',
  ],
  ...['terminationMessagePath', 'terminationMessagePolicy', 'stdin', 'stdinOnce', 'tty', 'resizePolicy'],
];

export const podSpecTakers = (manifest: Manifest, role: Role): Record<string, Take> => ({
  ...pieceMembers(manifest, role, 'spec', specMembers),
  ...podMembers(manifest, role, ['affinity', 'tolerations', 'priorityClassName']),
  securityContext: podMember(manifest, role, 'podSecurityContext'),
  nodeSelector: manifest.settings(`spark.kubernetes.${role}.node.selector.`),
  schedulerName: `spark.kubernetes.${role}.scheduler.name`,
  serviceAccountName: `spark.kubernetes.authenticate.${role}.serviceAccountName`,
  serviceAccount: `spark.kubernetes.authenticate.${role}.serviceAccountName`,
  imagePullSecrets: pullSecrets(manifest),
  restartPolicy: manifest.lost(overwritten),
  volumes: podVolumes(manifest, role),
});

export const pullSecrets =
  (manifest: Manifest): Take =>
  (field) => {
    const names = manifest.items(field).map(({ value }) => textOf(value.name));
    manifest.set('spark.kubernetes.container.image.pullSecrets', names.join(','), field.place);
  };

/** A pod as Spark's pod template has it. */
export function takePodTemplate(manifest: Manifest, role: Role, template: Field): void {
  const containers: Take = (field) => {
    const all = manifest.items(field);
    const spark = all.find(({ value }) => value.name === sparkContainer(role)) ?? all[0];
    for (const one of all) {
      const path = `${field.path}: ${textOf(one.value.name)}`;
      if (one !== spark) takeSidecar(manifest, role, one.value, field.path, one.place);
      else {
        const own = { command: manifest.lost(overwritten), args: manifest.lost(overwritten) };
        manifest.each({ ...one, path }, { ...containerTakers(manifest, role), ...own });
      }
    }
  };
  manifest.each(template, podTakers(manifest, role, containers));
}

/** What becomes of the members of Spark's own container. */
export function containerTakers(manifest: Manifest, role: Role): Record<string, Take> {
  const cores =
    (part: string, member: string): Take =>
    (field) => {
      const others = manifest.fields(field.node, '').map(({ path }) => path);
      const amounts: [name: string, value: unknown][] = [];
      manifest.each(field, {
        ...Object.fromEntries(
          others.map((name) => [
            name,
            known(manifest, ({ value }) => {
              amounts.push([name, value]);
            }),
          ]),
        ),
        cpu: `spark.kubernetes.${role}.${part}.cores`,
        memory: manifest.lost(`Spark reckons it from spark.${role}.memory and its overhead`),
      });
      const value = { [member]: Object.fromEntries(amounts) };
      const at = { place: field.place, text: field.path };
      if (amounts.length > 0) addToPiece(manifest.draft, role, 'container', 'resources', { value, ...at });
    };
  return {
    ...pieceMembers(manifest, role, 'container', containerMembers),
    name: implied,
    image: `spark.kubernetes.${role}.container.image`,
    imagePullPolicy: 'spark.kubernetes.container.image.pullPolicy',
    env: podEnv(manifest, role),
    volumeMounts: podMounts(manifest, role),
    securityContext: podMember(manifest, role, 'securityContext'),
    resources: take(manifest, { requests: cores('request', 'requests'), limits: cores('limit', 'limits') }),
  };
}

/** Decides what becomes of the two pods: what they have alike is one for both, the rest is settings or a piece of one role. */
export function settlePods(draft: Draft): void {
  for (const [member, part, name, of, inPod] of ofProfile) {
    const [one, other] = roles.map((role) => draft.pods[role].members.get(member));
    if (one && other && canonicalJson(one.value) === canonicalJson(other.value)) addTo(draft.shared[part], name, one);
    else {
      if (one) addToPiece(draft, 'driver', of, inPod, one);
      if (other) addToPiece(draft, 'executor', of, inPod, other);
    }
  }
  const byName = roles.map((role) => {
    const mounts = new Map<string, PodMember<Members>[]>();
    for (const mount of draft.pods[role].mounts) {
      const name = textOf(mount.value.name);
      const same = mounts.get(name);
      if (same) same.push(mount);
      else mounts.set(name, [mount]);
    }
    return mounts;
  });
  // What runs before Spark has ended when they start.
  for (const role of roles)
    for (const { value, ...at } of draft.pods[role].sidecars)
      addToPiece(draft, role, 'spec', 'initContainers', { value: [value], ...at });
  const beside = roles.map((role) => mountedBeside(draft, role));
  const names = new Set(byName.flatMap((mounts) => [...mounts.keys()]));
  for (const name of names) {
    const mounted = byName.map((mounts) => mounts.get(name) ?? []);
    const [one, other] = roles.map((role) => draft.pods[role].volumes.get(name));
    const [mounts = [], others = []] = mounted.map((mount) => mount.map(({ value }) => value));
    if (one && other && canonicalJson([one.value, mounts]) === canonicalJson([other.value, others])) {
      addTo(draft.shared.pod, 'volumes', { ...one, value: [{ name, ...one.value }] });
      addTo(draft.shared.pod, 'volumeMounts', { ...one, value: mounts });
    } else {
      for (const [i, role] of roles.entries())
        mountAlone(draft, role, name, mounted[i] ?? [], beside[i]?.has(name) === true);
    }
  }
  const told = new Set<Place>();
  for (const [i, role] of roles.entries()) {
    for (const [name, volume] of draft.pods[role].volumes) {
      if (names.has(name)) continue;
      const { place, text } = volume;
      if (beside[i]?.has(name)) addVolume(draft, role, name, volume);
      else if (!told.has(place) && !beside.some((one) => one.has(name))) {
        told.add(place);
        draft.lose(place, text, 'nothing mounts it');
      }
    }
  }
}

/** The volumes that containers beside Spark's mount: they find them in the pod template only. */
const mountedBeside = (draft: Draft, role: Role): ReadonlySet<string> =>
  new Set(
    (draft.pods[role].piece.spec.get('initContainers') ?? [])
      .flatMap(({ value }) => value as { volumeMounts?: readonly { name: string }[] }[])
      .flatMap(({ volumeMounts }) => (volumeMounts ?? []).map(({ name }) => name)),
  );

/** Makes what a profile says of pods, and tells of each part where it stands there, what it was made of, and how it goes. */
export function writePods(
  draft: Draft,
  tell: (pointer: string, made: readonly PodMember[], remove: () => void) => void,
): Record<string, object> {
  const written = new Map<string, object>();
  const each = (parts: ReadonlyMap<string, Map<string, PodMember[]>>, whole: string): boolean => {
    const all = [...parts.values()].flatMap((members) => [...members.values()]).flat();
    if (all.length === 0) return false;
    for (const [pointer, members] of parts)
      for (const [name, made] of members) tell(`${pointer}/${name}`, made, () => void members.delete(name));
    tell(whole, all, () => {
      for (const members of parts.values()) members.clear();
    });
    return true;
  };
  for (const [part, members] of Object.entries(draft.shared)) {
    if (!each(new Map([[part, members]]), part)) continue;
    const value = [...members].map(([name, made]): [string, unknown] => {
      const values = made.map((one) => one.value);
      return [name, values.every(Array.isArray) ? values.flat(1) : values.at(-1)];
    });
    written.set(part, Object.fromEntries(value));
  }
  for (const role of roles) {
    const { container, spec } = draft.pods[role].piece;
    const start = `${role}/podTemplate/spec`;
    const parts = new Map([
      [start, spec],
      [`${start}/containers/0`, container],
    ]);
    if (!each(parts, role)) continue;
    const containers = container.size > 0 && {
      containers: [{ name: sparkContainer(role), ...wholePiece('container', container) }],
    };
    written.set(role, { podTemplate: { spec: { ...wholePiece('spec', spec), ...containers } } });
  }
  return Object.fromEntries(written);
}

function addTo(members: Map<string, PodMember[]>, name: string, member: PodMember): void {
  const before = members.get(name);
  if (before) before.push(member);
  else members.set(name, [member]);
}

/** What a volume's source and mount may hold, and what Spark's setting for it is called. */
const options: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  persistentVolumeClaim: { claimName: 'options.claimName', readOnly: 'mount.readOnly' },
  hostPath: { path: 'options.path', type: 'options.type' },
  emptyDir: { medium: 'options.medium', sizeLimit: 'options.sizeLimit' },
  nfs: { server: 'options.server', path: 'options.path', readOnly: 'mount.readOnly' },
};
const mountOptions: Readonly<Record<string, string>> = {
  mountPath: 'mount.path',
  readOnly: 'mount.readOnly',
  subPath: 'mount.subPath',
  subPathExpr: 'mount.subPathExpr',
};

const without = (members: Members, ...names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));

/** Mounts a volume into the pods of one role only, by Spark's settings where none but Spark's container mounts it. */
function mountAlone(
  draft: Draft,
  role: Role,
  name: string,
  mounts: readonly PodMember<Members>[],
  isShared: boolean,
): void {
  const [first] = mounts;
  if (first === undefined) return;
  const volume = draft.pods[role].volumes.get(name);
  const lose = (why: string): void => {
    for (const { place, text } of mounts) draft.lose(place, text, why);
  };
  if (volume === undefined) {
    lose('there is no volume of this name');
    return;
  }
  const sources = Object.entries(volume.value);
  const [[type, given] = ['', undefined]] = sources;
  const source = record(given) ?? {};
  const set = (key: string, value: unknown): void => {
    takeSetting(draft, key, { text: textOf(value), place: first.place, unknown: [], overridable: false });
  };
  if (type === 'secret' && sources.length === 1 && mounts.length === 1 && !isShared) {
    const key = `spark.kubernetes.${role}.secrets.${textOf(source.secretName)}`;
    if (
      Object.keys({ ...source, ...without(first.value, 'mountPath', 'name', 'readOnly') }).length === 1 &&
      !draft.settings.has(key)
    ) {
      set(key, first.value.mountPath);
      return;
    }
  }
  const keys = Object.hasOwn(options, type) ? options[type] : undefined;
  const wanted = new Map<string, unknown>();
  let sayable = !isShared && keys !== undefined && sources.length === 1 && (type !== 'emptyDir' || mounts.length === 1);
  for (const [i, mount] of mounts.entries()) {
    const prefix = `spark.kubernetes.${role}.volumes.${type}.${i === 0 ? name : `${name}-${i + 1}`}.`;
    for (const [members, said] of [
      [source, keys ?? {}],
      [without(mount.value, 'name'), mountOptions],
    ] as const) {
      for (const [member, value] of Object.entries(members)) {
        const option = Object.hasOwn(said, member) ? said[member] : undefined;
        if (option === undefined) sayable = false;
        // Read-only is what either of the two says.
        else if (value !== false && value !== '') wanted.set(`${prefix}${option}`, value);
      }
    }
  }
  if (sayable) {
    for (const [key, value] of wanted) set(key, value);
    return;
  }
  if (!addVolume(draft, role, name, volume)) {
    for (const { place, text } of mounts)
      if (place !== volume.place) draft.lose(place, text, 'its volume is not carried over');
    return;
  }
  for (const mount of mounts) {
    if (podErrors(mount.value, 'VolumeMount').length > 0)
      draft.lose(mount.place, mount.text, 'Kubernetes takes no such mount');
    else addToPiece(draft, role, 'container', 'volumeMounts', { ...mount, value: [mount.value] });
  }
}

/** Adds a volume to one role's pod as Kubernetes has it. Whether it takes it. */
function addVolume(draft: Draft, role: Role, name: string, volume: PodMember<Members>): boolean {
  const whole = { name, ...volume.value };
  const isTaken = podErrors(whole, 'Volume').length === 0;
  if (isTaken) addToPiece(draft, role, 'spec', 'volumes', { ...volume, value: [whole] });
  else draft.lose(volume.place, volume.text, 'Kubernetes takes no such volume');
  return isTaken;
}
