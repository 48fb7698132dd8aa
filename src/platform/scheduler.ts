import type { PlatformProfile as Document } from './generated/platform.js';

/** Who decides when pods start; in which queue they wait for it is a setting. */
export type Scheduler = Required<Omit<NonNullable<Document['scheduler']>, 'queue'>>;

/** What a queue may be called: some schedulers read it from a label. */
export const queueName = /^[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/** What a pod says to wait in a queue; `schedulerName` where who holds it back also finds its node. */
interface Queued<T> {
  readonly schedulerName?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, T>>;
}

/** @param application What the pods of one run have in common. */
export function queued<T>(kind: Scheduler['kind'], queue: string, application: T): Queued<T | string> {
  switch (kind) {
    case 'kueue':
      return { labels: { 'kueue.x-k8s.io/queue-name': queue }, annotations: {} };
    case 'yunikorn':
      return {
        schedulerName: kind,
        labels: { queue: /^root(?:\.|$)/.test(queue) ? queue : `root.${queue}` },
        annotations: { 'yunikorn.apache.org/app-id': application },
      };
    case 'volcano':
      return { schedulerName: kind, labels: {}, annotations: { 'scheduling.volcano.sh/queue-name': queue } };
  }
}
