import { code } from '../code.js';
import type { Remedy } from '../fix.js';

export const platformCodes = {
  'target-not-json': code<object>({
    severity: 'error',
    title: 'TARGET is no JSON object',
    message: () => 'TARGET is not a JSON object',
    cause:
      'TARGET says where driver and executors may run: {"affinity": …, "tolerations": …}, as an object or its JSON text.',
    remedy: 'write a JSON object, or {} for anywhere',
    example: { wrong: '"defaultValue": "opt-worker"', right: '"defaultValue": "{\\"tolerations\\": []}"' },
  }),
  'unknown-policy': code<{ name: string; near?: string }>({
    severity: 'error',
    title: 'A rule that nothing matches',
    message: ({ name }) => `${JSON.stringify(name)} is neither a family of settings nor a key that anything reads`,
    cause: 'A rule that never matches protects nothing: a slip in it would go unnoticed.',
    remedy: [
      { key: '<near>' },
      'write a family, such as volumes, or a key that Spark has; a plug-in’s key counts where the profile’s conf sets it',
    ],
    example: { wrong: 'locked: [spark.kubernetes.namspace]', right: 'locked: [spark.kubernetes.namespace]' },
  }),
  'variable-set-twice': code<{ name: string; by: string }>({
    severity: 'error',
    title: 'A variable of a Secret that is set already',
    message: ({ by, name }) => `${name} is set by ${by} already`,
    cause: 'A container’s environment holds each name once; which of two counts, nobody could tell.',
    remedy: 'rename <name>',
    example: {
      wrong: 'secretEnv:\n  EXECUTION_ID: {secret: ids, key: id}',
      right: 'secretEnv:\n  RUN_ID: {secret: ids, key: id}',
    },
  }),
  'overwritten-pod-field': code<{ field: string; instead?: string }>({
    severity: 'warning',
    title: 'A member of a pod template that is written over',
    message: ({ field }) => `${field} has no effect: Spark, or the run, sets its own`,
    cause:
      'A run finds its pods by their names and labels, and Spark decides how its container is started and how large it is; what a pod template says of these is replaced.',
    remedy: [
      { delete: '<field>', say: 'remove it; what counts is <instead>', if: 'instead' },
      { delete: '<field>', safe: true },
    ],
    example: {
      wrong: 'driver: {podTemplate: {spec: {serviceAccountName: spark}}}',
      right: 'serviceAccount: spark',
    },
  }),
  'second-container': code<{ name: string; own: string }>({
    severity: 'warning',
    title: 'A container beside Spark’s',
    message: ({ name, own }) => `${name} is a container beside Spark’s own, which is ${own}`,
    cause:
      'A pod lives as long as any of its containers: one that does not end by itself holds the pod, and what it was given, when Spark has ended.',
    remedy:
      'make it an init container with restartPolicy: Always, which ends with the pod; or call it <own> where Spark’s is meant',
    example: {
      wrong: 'containers: [{name: proxy, image: registry.example/proxy:1}]',
      right: 'initContainers: [{name: proxy, image: registry.example/proxy:1, restartPolicy: Always}]',
    },
  }),
  'volume-missing': code<{ name: string }>({
    severity: 'error',
    title: 'A mount of a volume that there is not',
    message: ({ name }) => `there is no volume ${JSON.stringify(name)}`,
    cause: 'Kubernetes refuses a pod that mounts what its volumes do not name.',
    remedy: 'add a volume of this name, or mount one that there is',
    example: {
      wrong: 'pod: {volumeMounts: [{name: scratch, mountPath: /scratch}]}',
      right: 'pod: {volumes: [{name: scratch, emptyDir: {}}], volumeMounts: [{name: scratch, mountPath: /scratch}]}',
    },
  }),
  'gpu-granted': code<{ amount: string; resource: string }>({
    severity: 'info',
    title: 'A service gets GPUs',
    message: ({ amount, resource }) => `${amount} of ${resource} is asked for, by each executor where it runs Spark`,
    cause:
      'The property `gpu` says that the service is accelerated, and `gpu` of the profile what that means on its cluster.',
    remedy: 'nothing to do',
  }),
  'gpu-left-out': code<{ profile: string }>({
    severity: 'info',
    title: 'A service runs without the GPU that it could use',
    message: ({ profile }) => `the profile ${profile} has no GPUs: the service runs without`,
    cause:
      'The property `gpu` says that the service is accelerated, not that it needs one; no `gpu` of the profile says what to ask for.',
    remedy: 'nothing to do',
  }),
  'gpu-missing': code<{ profile: string }>({
    severity: 'error',
    title: 'A service needs a GPU, and the cluster has none',
    message: ({ profile }) => `the service needs a GPU, and the profile ${profile} has none`,
    cause:
      'The property `gpu` says that the service does not run without one; no `gpu` of the profile says what to ask for.',
    remedy:
      'describe the cluster’s GPUs in the profile (gpu: {resource, discoveryScript}), or let `mandatory` be false',
    example: {
      wrong: '"key": "gpu", "defaultValue": "{\\"accelerated\\": true, \\"mandatory\\": true}"',
      right:
        'gpu: {resource: nvidia.com/gpu, discoveryScript: /opt/spark/examples/src/main/scripts/getGpusResources.sh}',
    },
  }),
  'queue-without-scheduler': code<{ queue: string; profile: string }>({
    severity: 'warning',
    title: 'A queue of a cluster that has none',
    message: ({ profile, queue }) => `nothing waits in ${queue}: the profile ${profile} has no scheduler`,
    cause: 'Who holds the queues of a cluster is the profile’s to say; without `scheduler` there, pods start at once.',
    remedy: 'remove it, or name the scheduler in the profile (scheduler: {kind, queue})',
    example: { wrong: '"key": "scheduler.queue"', right: 'scheduler: {kind: kueue, queue: spark}' },
  }),
  'scheduler-contradicted': code<{ key: string; kind: string }>({
    severity: 'error',
    title: 'A setting that leaves the queue',
    message: ({ key, kind }) => `${key} is set by the profile’s scheduler, which is ${kind}`,
    cause:
      'Pods that name another scheduler, or another queue than the rest of their run, start before their turn, or never.',
    remedy: { delete: '<key>', say: 'remove it; another queue is named by the property scheduler.queue' },
    example: { wrong: '"key": "spark.kubernetes.scheduler.name"', right: '"key": "scheduler.queue"' },
  }),
  'gang-impossible': code<{ why: string; remedy: Remedy }>({
    severity: 'error',
    title: 'Driver and executors that cannot be started together',
    message: ({ why }) => `no room can be kept for executors: ${why}`,
    cause:
      'With `gang` a driver waits until there is room for its executors, too; without that room it would wait for ever.',
    remedy: '<remedy>',
    example: {
      wrong: 'scheduler: {kind: kueue, queue: spark, gang: true}',
      right: 'scheduler: {kind: kueue, queue: spark}',
    },
  }),
  'gang-of-the-default': code<{ key: string }>({
    severity: 'info',
    title: 'A run may need other room than was kept for it',
    message: ({ key }) => `a run may change ${key}: the room that is kept for its pods is that of the value here`,
    cause:
      'How much room a run needs is written down when its WorkflowTemplate is made; a run that asks for more waits for the rest when it runs.',
    remedy: 'nothing to do; as a static property it is the same for all runs',
  }),
  'open-registry': code<{ pattern: string }>({
    severity: 'error',
    title: 'A pattern of images that holds other registries, too',
    message: ({ pattern }) => `${pattern} also fits registries whose names only begin so`,
    cause: 'A registry’s name ends at the first slash: registry.example* is registry.example.elsewhere/x, too.',
    remedy: { value: '<registry>/*' },
    words: ({ pattern }) => ({ registry: pattern.slice(0, pattern.indexOf('*')) }),
    example: { wrong: 'policy:\n  image: [registry.example*]', right: 'policy:\n  image: [registry.example/*]' },
  }),
  'history-folder': code<{ dir: string }>({
    severity: 'info',
    title: 'A folder that must be there before a run',
    message: ({ dir }) => `Spark does not make the folder ${dir}: it must be there before a run`,
    cause:
      'Where the folder of its event log is missing, SparkContext ends, and with it each program at its first line.',
    remedy: 'make it once; a bucket of its own (s3a://BUCKET/) is always a folder, and is not told of',
    example: { wrong: 'history: {dir: s3a://alida/spark-events}', right: 'history: {dir: s3a://spark-events/}' },
  }),
  'history-in-the-driver': code<{ dir: string }>({
    severity: 'warning',
    title: 'A history that is lost with its driver',
    message: ({ dir }) =>
      `${dir} lies in the driver's container: no history server reads it there, and it goes with the pod`,
    cause:
      'A path without a scheme is one of the driver’s own file system, and no volume of the profile is mounted there.',
    remedy: 'name a bucket, or a folder of a volume that the profile mounts in pod.volumeMounts',
    example: { wrong: 'history: {dir: /tmp/spark-events}', right: 'history: {dir: s3a://spark-events/}' },
  }),
  'extends-circle': code<{ file: string }>({
    severity: 'error',
    title: 'A profile extends itself',
    message: ({ file }) => `${file} is extended by itself, over the profiles that it extends`,
    cause: 'What holds where the others say nothing could not be told.',
    remedy: 'take one of the `extends` out',
    example: {
      wrong: 'base.yaml: extends: dev.yaml; dev.yaml: extends: base.yaml',
      right: 'dev.yaml: extends: base.yaml',
    },
  }),
} as const;
