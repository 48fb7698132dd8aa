import type { OwnReason } from '../contract.js';
import { condition, type Pod } from './pod.js';

/** What keeps a pod from running, in Kubernetes' own words. */
interface Cause {
  readonly reason: OwnReason;
  readonly text: string;
  /**
   * `queued`: a queue holds it, as long as it likes. `hopeless`: it can never run. `stuck`: a person must mend what it
   * needs. `backoff`: a pause between two tries, whose reason was told before. Else time may help.
   */
  readonly kind?: 'queued' | 'hopeless' | 'stuck' | 'backoff' | undefined;
}

// Registries' and runtimes' words for an image that is not there or not for us; a timeout or 5xx passes.
const denied =
  /not found|unauthorized|denied|forbidden|no basic auth|authentication required|authorization failed|insufficient.scope|manifest unknown|no match for platform/i;

/** They find nodes for what they let out of their queues, and say the same of both: that there is no room. */
const queueing = new Set(['yunikorn', 'volcano']);

export const pendingCause = (pod: Pod): Cause | undefined => {
  const unscheduled = condition(pod, 'PodScheduled', 'False');
  const { nodeName, schedulerName = '' } = pod.spec ?? {};
  const isQueued = queueing.has(schedulerName) && !nodeName;
  if (isQueued || unscheduled) {
    const text = unscheduled?.message ?? unscheduled?.reason ?? '';
    if (isQueued) return { reason: 'Unschedulable', text: text || `${schedulerName} holds it`, kind: 'queued' };
    if (unscheduled?.reason === 'SchedulingGated') return { reason: 'Unschedulable', text, kind: 'queued' };
    return { reason: 'Unschedulable', text: `no node takes it: ${text}` };
  }
  for (const { name, image, state } of [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ]) {
    const { reason = '', message = '' } = state?.waiting ?? {};
    if (/^(ErrImage|Image)|^(InvalidImageName|RegistryUnavailable|SignatureValidationFailed)$/.test(reason)) {
      const text = `image ${image ?? ''} of container ${name} cannot be pulled: ${reason}: ${message}`;
      return { reason: 'ImagePullError', text, kind: ofImage(reason, message, image) };
    }
    if (/^(Create|Run|PostStart|PreStart|PreCreateHook).*Error$/.test(reason)) {
      const text = `container ${name} cannot be created: ${reason}: ${message}`;
      return {
        reason: 'ContainerConfigError',
        text,
        kind: reason === 'CreateContainerConfigError' ? 'stuck' : undefined,
      };
    }
  }
  return undefined;
};

const ofImage = (reason: string, message: string, image = ''): Cause['kind'] => {
  if (reason === 'InvalidImageName') return 'hopeless';
  // An image's own name may hold such words.
  const words = message.replaceAll(image, '');
  if (reason === 'ErrImageNeverPull' || denied.test(words)) return 'stuck';
  return reason === 'ImagePullBackOff' && !/\berror\b|rpc/i.test(words) ? 'backoff' : undefined;
};
