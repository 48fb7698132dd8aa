import type { ServiceDefinition } from '../definition/index.js';
import type { Report } from '../diagnostics/index.js';
import { checkedLabel } from '../kubernetes.js';
import { checkTarget, type GpuRule, type PlatformProfile, type Setting, type Target } from '../platform/index.js';
import {
  checkImage,
  checkMember,
  gpuRule,
  originOf,
  queueOf,
  serviceName,
  sortProperties,
  tellMisspelt,
  type Queue,
  type Service,
} from '../service/index.js';
import { usualVersion } from '../spark-keys/index.js';

/** A service that is a container and nothing else. */
export interface ContainerService extends Service {
  readonly image: string;
  /** Alida's TARGET: as written, and as Kubernetes takes it. */
  readonly target: Setting | undefined;
  readonly placement: Target;
  /** What it gets of the profile's GPUs. */
  readonly gpu: GpuRule | undefined;
  readonly queue: Queue | undefined;
}

/** Decides everything about a service without Spark that does not wait for a run. */
export function containerService(
  service: ServiceDefinition,
  profile: PlatformProfile,
  report: Report,
): ContainerService | undefined {
  const errors = report.errors;
  const { pointer, source, url } = service;
  const sorted = sortProperties(service, profile, profile.settings, usualVersion, report);
  const { arguments: fixed, globals, runTimeValues, settings } = sorted;
  const target = settings.get('TARGET');
  tellMisspelt(service, profile, report);
  const name = serviceName(service, report);
  if (service.url !== undefined) checkMember('url', service.url, service, profile, report);
  if (!url && !service.unread?.members.has('url')) report.add('image-missing', source.place(pointer), {});
  checkImage(service, report);
  const gpu = gpuRule(settings, profile, originOf(service), report);
  const queue = queueOf(settings, profile, originOf(service), report);
  const placement = target ? checkTarget(target, originOf(service), report) : {};
  if (service.unread || !name || !url || !placement || report.errors > errors) return undefined;
  const namespace = checkedLabel(settings.get('spark.kubernetes.namespace')?.value ?? '');
  return {
    ...{ service, profile, name, namespace, image: url, arguments: fixed, runTimeValues, globals },
    ...{ target, placement, gpu, queue },
  };
}
