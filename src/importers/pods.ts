import { canonicalJson } from '../definition/index.js';
import type { Place } from '../diagnostics/index.js';
import type { Draft, PodMember, Role } from './draft.js';
import { implied, record, textOf, type Field, type Manifest, type Members, type Take } from './manifest.js';
import { takeSetting } from './spark-submit.js';

/** Members of a pod that a profile has for driver and executors alike: there, and in Kubernetes. */
const ofProfile: readonly (readonly [member: string, part: 'target' | 'pod', name: string])[] = [
  ['affinity', 'target', 'affinity'],
  ['tolerations', 'target', 'tolerations'],
  ['priorityClassName', 'pod', 'priorityClassName'],
  ['podSecurityContext', 'pod', 'securityContext'],
  ['securityContext', 'pod', 'containerSecurityContext'],
];

export const roles: readonly Role[] = ['driver', 'executor'];

const oneForBoth =
  'a profile has one for driver and executors, and here they differ: what only one of them has would come to both';

/** Remembers what a role's pod holds, until both are known. */
export const podMember =
  (manifest: Manifest, role: Role, member: string): Take =>
  (field) => {
    const { node, path: text, place } = field;
    const value = manifest.plain(node);
    const { unknown } = manifest.word(JSON.stringify(value), place);
    if (unknown.length > 0) manifest.lose(field, `depends on ${unknown.join(', ')}`);
    else manifest.draft.pods[role].members.set(member, { value, place, text });
  };

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
      if (ref) {
        const key = `spark.kubernetes.${role}.secretKeyRef.${textOf(name)}`;
        manifest.set(key, `${textOf(ref.name)}:${textOf(ref.key)}`, place);
      } else if (valueFrom !== undefined)
        manifest.draft.lose(place, `${field.path}: ${textOf(name)}`, 'Spark’s settings know values and Secrets only');
      else manifest.set(`${variablesOf[role]}${textOf(name)}`, textOf(value), place);
    }
  };

export const variablesOf: Readonly<Record<Role, string>> = {
  driver: 'spark.kubernetes.driverEnv.',
  executor: 'spark.executorEnv.',
};

const container: Readonly<Record<Role, string>> = {
  driver: 'spark-kubernetes-driver',
  executor: 'spark-kubernetes-executor',
};

const overwritten = 'Spark writes its own';

const take =
  (manifest: Manifest, takers: Readonly<Record<string, Take>>): Take =>
  (field) => {
    manifest.each(field, takers);
  };

/** What becomes of the members of a pod of one role: `metadata`, and `spec` with its containers by `containers`. */
const podTakers = (manifest: Manifest, role: Role, containers: Take): Record<string, Take> => ({
  apiVersion: implied,
  kind: implied,
  metadata: take(manifest, {
    labels: manifest.settings(`spark.kubernetes.${role}.label.`),
    annotations: manifest.settings(`spark.kubernetes.${role}.annotation.`),
    name: manifest.lost(overwritten),
    namespace: manifest.lost(overwritten),
  }),
  spec: take(manifest, { ...podSpecTakers(manifest, role), containers }),
});

export const podSpecTakers = (manifest: Manifest, role: Role): Record<string, Take> => ({
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
    const spark = all.find(({ value }) => value.name === container[role]) ?? all[0];
    for (const one of all) {
      const path = `${field.path}: ${textOf(one.value.name)}`;
      if (one !== spark) manifest.draft.lose(one.place, path, 'the pod template holds Spark’s own container only');
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
  const cores = (part: string): Take =>
    take(manifest, {
      cpu: `spark.kubernetes.${role}.${part}.cores`,
      memory: manifest.lost(`Spark reckons it from spark.${role}.memory and its overhead`),
    });
  return {
    name: implied,
    image: `spark.kubernetes.${role}.container.image`,
    imagePullPolicy: 'spark.kubernetes.container.image.pullPolicy',
    env: podEnv(manifest, role),
    volumeMounts: podMounts(manifest, role),
    securityContext: podMember(manifest, role, 'securityContext'),
    resources: take(manifest, { requests: cores('request'), limits: cores('limit') }),
  };
}

/** Decides what becomes of the two pods: what they have alike is the profile's, the rest is settings of one role, or lost. */
export function settlePods(draft: Draft): void {
  for (const [member, part, name] of ofProfile) {
    const [one, other] = roles.map((role) => draft.pods[role].members.get(member));
    if (one && other && canonicalJson(one.value) === canonicalJson(other.value)) addTo(draft, part, name, one);
    else for (const found of [one, other]) if (found) draft.lose(found.place, found.text, oneForBoth);
  }
  const told = new Set<Place>();
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
  const names = new Set(byName.flatMap((mounts) => [...mounts.keys()]));
  for (const name of names) {
    const mounted = byName.map((mounts) => mounts.get(name) ?? []);
    const [one, other] = roles.map((role) => draft.pods[role].volumes.get(name));
    const [mounts = [], others = []] = mounted.map((mount) => mount.map(({ value }) => value));
    if (one && other && canonicalJson([one.value, mounts]) === canonicalJson([other.value, others])) {
      addTo(draft, 'pod', 'volumes', { ...one, value: [{ name, ...one.value }] });
      addTo(draft, 'pod', 'volumeMounts', { ...one, value: mounts });
    } else {
      for (const [i, role] of roles.entries()) mountAlone(draft, role, name, mounted[i] ?? []);
    }
  }
  for (const role of roles) {
    for (const [name, { place, text }] of draft.pods[role].volumes) {
      if (names.has(name) || told.has(place)) continue;
      told.add(place);
      draft.lose(place, text, 'nothing mounts it');
    }
  }
}

/** Adds a member to the profile's `target` or `pod`. */
function addTo(draft: Draft, part: 'target' | 'pod', name: string, { value, place }: PodMember): void {
  const before = draft.profile.get(part);
  const members = record(before?.value) ?? {};
  const [old, more] = [members[name], value];
  const both = Array.isArray(old) && Array.isArray(more) ? [...(old as unknown[]), ...(more as unknown[])] : more;
  draft.profile.set(part, { value: { ...members, [name]: both }, place: before?.place ?? place });
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

/** Mounts a volume into the pods of one role only, by Spark's settings. */
function mountAlone(draft: Draft, role: Role, name: string, mounts: readonly PodMember<Members>[]): void {
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
  if (type === 'secret' && sources.length === 1 && mounts.length === 1) {
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
  if (keys === undefined || sources.length > 1 || (type === 'emptyDir' && mounts.length > 1)) {
    const what = type === 'emptyDir' ? 'an emptyDir at several paths' : `such a volume (${type})`;
    lose(`Spark has no setting that mounts ${what} for one role, and a profile’s pod is one for driver and executors`);
    return;
  }
  for (const [i, mount] of mounts.entries()) {
    const prefix = `spark.kubernetes.${role}.volumes.${type}.${i === 0 ? name : `${name}-${i + 1}`}.`;
    const wanted = new Map<string, unknown>();
    for (const [members, known] of [
      [source, keys],
      [without(mount.value, 'name'), mountOptions],
    ] as const) {
      for (const [member, value] of Object.entries(members)) {
        const option = Object.hasOwn(known, member) ? known[member] : undefined;
        if (option === undefined) draft.lose(mount.place, `${mount.text}.${member}`, 'Spark has no setting for it');
        // Read-only is what either of the two says.
        else if (value !== false && value !== '') wanted.set(`${prefix}${option}`, value);
      }
    }
    for (const [key, value] of wanted) set(key, value);
  }
}
