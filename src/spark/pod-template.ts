import type { Report } from '../diagnostics/index.js';
import { checkTarget, type Origin, type PlatformProfile, type Setting } from '../platform/index.js';
import { restricted } from '../kubernetes.js';
import { Block, render, templates } from '../render/index.js';

/** Spark's pod template for driver and executors: what Spark itself does not set. Kubernetes' own field names. */
export interface PodTemplate {
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

/** The pod template from Alida's TARGET (JSON text) and the profile's `pod`. Returns nothing if TARGET is wrong. */
export function podTemplate(
  target: Setting | undefined,
  profile: PlatformProfile,
  service: Origin,
  report: Report,
): PodTemplate | undefined {
  const scheduling = target ? checkTarget(target, service, report) : {};
  if (!scheduling) return undefined;
  const { pod } = profile;
  const security = securityContexts(profile);
  // With it, the end of a failed container's log is in its status: why it failed.
  const terminationMessagePolicy = 'FallbackToLogsOnError';
  const container = Object.entries({
    terminationMessagePolicy,
    securityContext: security.container,
    volumeMounts: pod.volumeMounts,
  });
  const spec = {
    // What Spark would set too: with it, spec is never empty and the client can add to it.
    restartPolicy: 'Never',
    affinity: scheduling.affinity,
    tolerations: scheduling.tolerations,
    nodeSelector: pod.nodeSelector,
    priorityClassName: pod.priorityClassName,
    securityContext: security.pod,
    // Without a name: Spark then gives its own, spark-kubernetes-driver and -executor.
    containers: [Object.fromEntries(container.filter(([, value]) => !isEmpty(value)))],
    volumes: pod.volumes,
  };
  const given = Object.entries(spec).filter(([, value]) => !isEmpty(value));
  return { apiVersion: 'v1', kind: 'Pod', spec: Object.fromEntries(given) };
}

/** The pod template as the YAML text that spark-submit reads. */
export const renderPodTemplate = (template: PodTemplate): string =>
  render(templates.podTemplate, { spec: new Block(template.spec) });
