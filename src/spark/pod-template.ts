import type { Report } from '../diagnostics/index.js';
import {
  checkTarget,
  overlaid,
  sparkContainer,
  type GpuRule,
  type Origin,
  type PlatformProfile,
  type PodRole,
  type Setting,
} from '../platform/index.js';
import { restricted } from '../kubernetes.js';
import { Block, render, templates } from '../render/index.js';

/** Spark's pod template for driver and executors: what Spark itself does not set. Kubernetes' own field names. */
interface PodTemplate {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly spec: Readonly<Record<string, unknown>>;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** The user of Spark's own images, by its number: what an image calls its user, no kubelet can tell from root. */
const sparkUser = 185;

interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
}

/** The profile's security contexts, on top of what PodSecurity `restricted` asks for. */
export function securityContexts({ pod, podSecurity }: Pick<PlatformProfile, 'pod' | 'podSecurity'>) {
  const strict = podSecurity === 'restricted';
  const merged = (ours: object, theirs: object | undefined): SecurityContext =>
    Object.fromEntries(Object.entries({ ...(strict && ours), ...theirs }).filter(([, value]) => value !== null));
  return {
    pod: merged(restricted.pod(sparkUser), pod.securityContext),
    container: merged(restricted.container, pod.containerSecurityContext),
  };
}

/** What each of the two pods is made from. */
export type PodTemplates = Readonly<Record<PodRole, PodTemplate>>;

type Spec = Readonly<Record<string, unknown>>;

const withoutEmpty = (spec: Spec): Spec =>
  Object.fromEntries(Object.entries(spec).filter(([, value]) => !isEmpty(value)));

/**
 * The pod templates from Alida's TARGET (JSON text) and the profile. Returns nothing if TARGET is wrong.
 *
 * @param gpu What executors get with GPUs.
 */
export function podTemplates(
  target: Setting | undefined,
  profile: PlatformProfile,
  service: Origin,
  report: Report,
  gpu?: GpuRule,
): PodTemplates | undefined {
  const scheduling = target ? checkTarget(target, service, report) : {};
  if (!scheduling) return undefined;
  const { pod, podSecurity, podSpecs } = profile;
  const security = securityContexts(profile);
  const container = withoutEmpty({
    // With it, the end of a failed container's log is in its status: why it failed.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: security.container,
    volumeMounts: pod.volumeMounts,
  });
  const ofBoth = {
    // What Spark would set too: with it, spec is never empty and the client can add to it.
    restartPolicy: 'Never',
    affinity: scheduling.affinity,
    tolerations: scheduling.tolerations,
    nodeSelector: pod.nodeSelector,
    priorityClassName: pod.priorityClassName,
    securityContext: security.pod,
  };
  const strict = (others: unknown): unknown =>
    podSecurity === 'restricted' && Array.isArray(others)
      ? (others as Spec[]).map((one) => overlaid('Container', { securityContext: restricted.container }, one))
      : others;
  const of = (role: PodRole): PodTemplate => {
    const name = sparkContainer(role);
    const ours = withoutEmpty({ ...ofBoth, containers: [{ name, ...container }], volumes: pod.volumes });
    const { containers, initContainers, volumes, ...spec } = overlaid(
      'PodSpec',
      ours,
      podSpecs[role],
      role === 'executor' ? gpu?.spec : undefined,
    );
    const [own = {}, ...others] = (containers ?? []) as Spec[];
    const first = Object.fromEntries(Object.entries(own).filter(([member]) => member !== 'name'));
    const whole = {
      ...spec,
      initContainers: strict(initContainers),
      // Spark's, the first, without a name: Spark then gives its own, spark-kubernetes-driver and -executor.
      containers: [first, ...(strict(others) as Spec[])],
      volumes,
    };
    return { apiVersion: 'v1', kind: 'Pod', spec: withoutEmpty(whole) };
  };
  return { driver: of('driver'), executor: of('executor') };
}

/** The pod templates as the YAML text that a run is given: one for both roles, or the driver's and then the executors'. */
export function renderPodTemplates({ driver, executor }: PodTemplates): string {
  const text = ({ spec }: PodTemplate): string => render(templates.podTemplate, { spec: new Block(spec) });
  const [first, second] = [text(driver), text(executor)];
  return first === second ? first : `${first}---\n${second}`;
}
