import type { Report } from '../diagnostics/index.js';
import { child, schemaDiagnostics, type SourceFile } from '../definition/index.js';
import { isOwned } from '../owned.js';
import type { PlatformProfile as Document } from './generated/platform.js';
import { checkReference } from './image.js';
import { isMapping, type Mapping } from './mapping.js';
import { podErrors } from './pod-schema.js';

// What a profile says of the pods of one role.

export const podRoles = ['driver', 'executor'] as const;
export type PodRole = (typeof podRoles)[number];

/** A piece of a pod that is sound and holds nothing that would be overwritten. */
export interface PodPiece {
  /** As Spark's settings, with the place of each in the piece. */
  readonly settings: readonly { readonly key: string; readonly value: string; readonly pointer: string }[];
  readonly spec: Mapping;
}

/** Spark's own container, as Spark calls it. */
export const sparkContainer = (role: PodRole): string => `spark-kubernetes-${role}`;

/** Members of a profile that hold a piece of a pod, and whose. */
const roleOf = { driver: 'driver', executor: 'executor', gpu: 'executor' } as const satisfies Record<string, PodRole>;
type Piece = keyof typeof roleOf;
export const pieces = Object.keys(roleOf) as Piece[];

/** The JSON Pointer of a piece in a profile. */
export const pieceOf = (member: Piece): string => `/${member}/podTemplate`;

const conf = (key: string): string => `conf: {${key}: …}`;

/** What Spark or the run writes over a piece, by a path in which Spark's container is `@`; and what says it instead. */
const overwritten = (role: PodRole, scheduler?: string): readonly (readonly [path: RegExp, instead?: string])[] => [
  [/^(?:apiVersion|kind)$/],
  [/^metadata\.(?!labels$|annotations$)[^.]+$/],
  [/^metadata\.labels\.spark-(?:role|version|(?:app|exec)-.+)$/],
  [/^spec\.(?:restartPolicy|ephemeralContainers)$/],
  ...(scheduler === undefined || scheduler === 'kueue' ? [] : [[/^spec\.schedulerName$/, 'scheduler'] as const]),
  [/^spec\.serviceAccount(?:Name)?$/, role === 'driver' ? 'serviceAccount' : 'executorServiceAccount'],
  role === 'driver' ? [/^spec\.activeDeadlineSeconds$/, 'deadlines.running'] : [/^spec\.hostname$/],
  [/^spec\.containers\.@\.image$/, conf(`spark.kubernetes.${role}.container.image`)],
  [/^spec\.containers\.@\.imagePullPolicy$/, 'imagePullPolicy'],
  [/^spec\.containers\.@\.(?:command|args)$/],
  [/^spec\.containers\.@\.env\.SPARK_\w+$/],
  [/^spec\.containers\.@\.resources\.requests\.cpu$/, conf(`spark.kubernetes.${role}.request.cores`)],
  [/^spec\.containers\.@\.resources\.limits\.cpu$/, conf(`spark.kubernetes.${role}.limit.cores`)],
  [/^spec\.containers\.@\.resources\.(?:requests|limits)\.memory$/, conf(`spark.${role}.memory`)],
];

/** A copy without the parts whose path `drop` takes; items of lists are named as they are. */
function without(value: unknown, drop: (path: string, pointer: string) => boolean, path = '', pointer = ''): unknown {
  const inner = (key: string | number, name: string, member: unknown): readonly unknown[] => {
    const [to, at] = [path === '' ? name : `${path}.${name}`, child(pointer, String(key))];
    return drop(to, at) ? [] : [without(member, drop, to, at)];
  };
  if (Array.isArray(value)) {
    return (value as unknown[]).flatMap((item, i) =>
      inner(i, isMapping(item) && typeof item.name === 'string' ? item.name : String(i), item),
    );
  }
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => inner(key, key, member).map((whole) => [key, whole])),
  );
}

/** What a piece of a sound document says; nothing where it says nothing. */
export function pieceIn(
  document: Partial<Document>,
  member: Piece,
  tell?: (pointer: string, field: string, instead?: string) => void,
): PodPiece | undefined {
  const given = document[member]?.podTemplate;
  const role = roleOf[member];
  if (!isMapping(given)) return undefined;
  const patterns = overwritten(role, document.scheduler?.kind);
  const own = sparkContainer(role);
  const kept = without(given, (path, pointer) => {
    const found = patterns.find(([one]) => one.test(path.replace(`spec.containers.${own}.`, 'spec.containers.@.')));
    // What a file of a pod says of itself is no mistake.
    if (found && !/^(?:apiVersion|kind)$/.test(path)) tell?.(pointer, path, found[1]);
    return found !== undefined;
  }) as { metadata?: Record<'labels' | 'annotations', Mapping | undefined> | null; spec?: Mapping | null };
  const settings = (['labels', 'annotations'] as const).flatMap((kind) =>
    Object.entries(kept.metadata?.[kind] ?? {}).flatMap(([name, value]) =>
      typeof value === 'string'
        ? {
            key: `spark.kubernetes.${role}.${kind.slice(0, -1)}.${name}`,
            value,
            pointer: child(`${pieceOf(member)}/metadata/${kind}`, name),
          }
        : [],
    ),
  );
  return { settings, spec: kept.spec ?? {} };
}

/** Members of a profile's `pod` that Kubernetes has under their own names. */
const ofBoth = {
  securityContext: 'PodSecurityContext',
  containerSecurityContext: 'SecurityContext',
  volumes: 'Volume[name]',
  volumeMounts: 'VolumeMount[mountPath]',
  nodeSelector: 'labelValue{}',
} as const;

/** Whether a mistake of a profile lies deep in what Kubernetes has under its own names. */
export const isForm = (pointer: string): boolean =>
  Object.keys(ofBoth).some((member) => pointer.startsWith(`/pod/${member}/`));

/** Whether a mistake of a profile lies beside a pod template. */
export const isPieces = (pointer: string): boolean => pieces.some((member) => pointer === `/${member}`);

/** A profile that says nothing of pods. */
export const withoutPods = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([member]) => !podMembers.includes(member))) as Document;

/** The members of a profile that say what pods hold. */
export const podMembers: readonly string[] = ['pod', ...pieces];

/** Tells what Kubernetes does not take of what a profile says of pods, to the leaves; gives whether the rest can be judged. */
export function checkForms(document: Document, source: SourceFile, report: Report): boolean {
  const checks = [
    ...Object.entries(ofBoth).map(
      ([member, kind]) => [`/pod/${member}`, document.pod?.[member as keyof typeof ofBoth], kind] as const,
    ),
    ...pieces.map((member) => [pieceOf(member), document[member]?.podTemplate, 'PodTemplate'] as const),
  ];
  const all = checks.flatMap(([pointer, value, kind]) => {
    // That a whole member is of another type the schema tells.
    const errors = podErrors(value ?? null, kind).filter((one) => one.instancePath !== '' || one.keyword !== 'type');
    schemaDiagnostics(errors, source, pointer, report);
    return errors;
  });
  return !all.some(
    ({ instancePath, keyword }) =>
      ['additionalProperties', 'required', 'type'].includes(keyword) || instancePath.endsWith('/name'),
  );
}

interface Named {
  readonly name: string;
}
interface Container extends Named {
  readonly env?: readonly Named[] | null;
  readonly volumeMounts?: readonly Named[] | null;
  readonly image?: string | null;
}
interface Spec {
  readonly containers?: readonly Container[] | null;
  readonly initContainers?: readonly Container[] | null;
  readonly volumes?: readonly Named[] | null;
}

/** What a profile's own settings of a role name besides. */
interface Known {
  /** Volumes that Spark makes. */
  readonly volumes: ReadonlySet<string>;
  /** Variables of Spark's container, and what sets them. */
  readonly variables: ReadonlyMap<string, string>;
  readonly conf: (key: string) => boolean;
}

/** Tells what of a profile's pods would have no effect, or keep a pod from being made; the forms are sound. */
export function checkPods(
  document: Document,
  known: (role: PodRole) => Known,
  source: SourceFile,
  report: Report,
): void {
  const mountsOf = (volumes: ReadonlySet<string>, pointer: string, mounts: readonly Named[] = []): void => {
    for (const [i, { name }] of mounts.entries()) {
      if (!volumes.has(name) && !/^spark-|^(?:hadoop|krb5|pod-template)/.test(name))
        report.add('volume-missing', source.place(`${pointer}/${i}/name`), { name });
    }
  };
  const names = (volumes: readonly Named[] | null | undefined): string[] => (volumes ?? []).map(({ name }) => name);
  const specOf = (member: Piece): Spec =>
    (document[member]?.podTemplate as { spec?: Spec | null } | undefined)?.spec ?? {};
  const ofEach = pieces.map((member) => {
    const role = roleOf[member];
    const { conf: isSet, variables, volumes } = known(role);
    const start = pieceOf(member);
    const piece = pieceIn(document, member, (pointer, field, instead) => {
      report.add('overwritten-pod-field', source.place(start + pointer, 'key'), { field, ...(instead && { instead }) });
    });
    for (const { key, pointer, value } of piece?.settings ?? []) {
      // Among Spark's settings an empty text is none.
      if (value === '')
        report.add('malformed-value', source.place(pointer), { value: '""', expected: 'a text that is not empty' });
      if (isOwned(key)) report.add('owned-key', source.place(pointer, 'key'), { key });
      else if (isSet(key))
        report.add('overwritten-pod-field', source.place(pointer, 'key'), { field: key, instead: conf(key) });
    }
    const given = specOf(member);
    const own = sparkContainer(role);
    const laidOver = [document.pod?.volumes, specOf(role).volumes, given.volumes];
    const all = new Set([...volumes, ...laidOver.flatMap(names)]);
    for (const kind of ['containers', 'initContainers'] as const) {
      for (const [i, one] of (given[kind] ?? []).entries()) {
        const pointer = `${start}/spec/${kind}/${i}`;
        mountsOf(all, `${pointer}/volumeMounts`, one.volumeMounts ?? []);
        if (one.image != null && one.name !== own)
          checkReference(one.name, one.image, () => source.place(`${pointer}/image`), report);
        if (kind === 'initContainers') continue;
        if (one.name !== own) {
          report.add('second-container', source.place(`${pointer}/name`), { name: one.name, own });
          continue;
        }
        for (const [j, { name }] of (one.env ?? []).entries()) {
          const by = variables.get(name);
          if (by !== undefined)
            report.add('variable-set-twice', source.place(`${pointer}/env/${j}/name`), { name, by });
        }
      }
    }
    return all;
  });
  const [driver = new Set<string>(), executor = new Set<string>()] = ofEach;
  mountsOf(new Set([...driver].filter((name) => executor.has(name))), '/pod/volumeMounts', document.pod?.volumeMounts);
}
