import { isMap, isSeq } from 'yaml';
import type { Role } from './draft.js';
import {
  clusterMode,
  type Field,
  implied,
  mainClass,
  Manifest,
  numberOf,
  record,
  scalar,
  type Source,
  sparkVersion,
  textOf,
} from './manifest.js';
import {
  hostNetwork,
  pieceMembers,
  podEnv,
  podMembers,
  podMounts,
  podVolumes,
  roles,
  sidecars,
  takePodTemplate,
  variablesOf,
} from './pods.js';
import { takeSchedule } from './schedule.js';
import { takeArguments, takeResource } from './spark-submit.js';

const discoveryScript = '/opt/spark/examples/src/main/scripts/getGpusResources.sh';

const batchSchedulers = ['yunikorn', 'volcano'];

const tracking = 'spark.dynamicAllocation.shuffleTracking.enabled';

/** Reads a SparkApplication or a ScheduledSparkApplication of the Spark operator (sparkoperator.k8s.io). */
class Reader extends Manifest {
  scheduled(spec: Field): void {
    this.each(spec, {
      template: (template) => {
        this.application(template);
      },
      ...takeSchedule(this, this.draft),
    });
  }

  application(spec: Field): void {
    this.#readEnvironment(spec.node);
    const waits = this.waits(spec);
    const serviceAndIngress = 'the operator’s own service and ingress for the user interface';
    this.each(spec, {
      type: implied,
      pythonVersion: (field) => {
        if (scalar(field.node) !== '3') this.lose(field, 'Spark runs Python 3 only since 3.2');
      },
      mode: clusterMode(this),
      sparkVersion: sparkVersion(this),
      image: 'spark.kubernetes.container.image',
      imagePullPolicy: 'spark.kubernetes.container.image.pullPolicy',
      imagePullSecrets: 'spark.kubernetes.container.image.pullSecrets',
      mainClass: mainClass(this),
      mainApplicationFile: ({ node, place }) => {
        takeResource(this.draft, this.expanded(node, place));
      },
      arguments: (field) => {
        takeArguments(this.draft, this.words(field));
      },
      sparkConf: this.settings(''),
      hadoopConf: this.settings('spark.hadoop.'),
      memoryOverheadFactor: 'spark.kubernetes.memoryOverheadFactor',
      nodeSelector: this.settings('spark.kubernetes.node.selector.'),
      timeToLiveSeconds: ({ node, place }) => {
        this.draft.profile.set('ttl', { value: { afterCompletion: Number(scalar(node)) }, place });
      },
      restartPolicy: (field) => {
        this.restart(field);
      },
      volumes: podVolumes(this, ...roles),
      deps: (field) => {
        this.each(field, {
          jars: 'spark.jars',
          files: 'spark.files',
          archives: 'spark.archives',
          pyFiles: 'spark.submit.pyFiles',
          packages: 'spark.jars.packages',
          excludePackages: 'spark.jars.excludes',
          repositories: 'spark.jars.repositories',
        });
      },
      dynamicAllocation: (field) => {
        this.each(field, {
          enabled: 'spark.dynamicAllocation.enabled',
          initialExecutors: 'spark.dynamicAllocation.initialExecutors',
          minExecutors: 'spark.dynamicAllocation.minExecutors',
          maxExecutors: 'spark.dynamicAllocation.maxExecutors',
          shuffleTrackingEnabled: tracking,
          shuffleTrackingTimeout: 'spark.dynamicAllocation.shuffleTracking.timeout',
        });
        // The operator says so whatever Spark's default is, which changed with 3.4.
        const on = this.draft.settings.get('spark.dynamicAllocation.enabled')?.value === 'true';
        if (on && !this.draft.settings.has(tracking)) this.set(tracking, 'true', field.place);
      },
      driver: (field) => {
        this.role(field, 'driver');
      },
      executor: (field) => {
        this.role(field, 'executor');
      },
      proxyUser: this.lost('drivers run under the service account of the profile'),
      batchScheduler: (field) => {
        if (!batchSchedulers.includes(scalar(field.node) ?? ''))
          this.lose(field, 'scheduler in the profile knows kueue, yunikorn and volcano');
      },
      batchSchedulerOptions: (field) => {
        this.each(field, {
          queue: (queue) => {
            if (!waits) this.lose(queue, 'a queue of no batchScheduler');
          },
          priorityClassName: this.lost('of the pod group alone; write pod.priorityClassName in the profile'),
          resources: this.lost('what a gang asks for follows from its pods; write scheduler.gang in the profile'),
        });
      },
      monitoring: this.lost('the operator’s own exporter; write the spark.metrics.conf.* settings'),
      sparkUIOptions: this.lost(serviceAndIngress),
      driverIngressOptions: this.lost(serviceAndIngress),
      failureRetries: this.lost('write retry.limit in the profile'),
      retryInterval: this.lost('write retry.backoff.duration in the profile'),
      sparkConfigMap: this.lost('a ConfigMap, which import does not read: add its settings to the definition'),
      hadoopConfigMap: this.lost('a ConfigMap, which import does not read: add its settings as spark.hadoop.*'),
      suspend: this.lost('suspend the Workflow or the CronWorkflow instead'),
    });
  }

  #readEnvironment(spec: unknown): void {
    const driver = isMap(spec) ? spec.get('driver') : undefined;
    if (!isMap(driver)) return;
    for (const { path, node } of this.fields(driver.get('envVars'), '')) {
      this.environment.set(path, scalar(node) ?? '');
    }
    const list = driver.get('env');
    for (const item of isSeq(list) ? list.items : []) {
      const [name, value] = isMap(item) ? [item.get('name', true), item.get('value', true)].map(scalar) : [];
      if (name !== undefined && value !== undefined) this.environment.set(name, value);
    }
  }

  restart(field: Field): void {
    const policy = { type: scalar(field.node), ...(this.plain(field.node) as object) } as Record<string, unknown>;
    const read = /^(type|on(Submission)?FailureRet(ries|ryInterval))$/;
    for (const member of this.fields(field.node, field.path)) {
      const name = member.path.slice(field.path.length + 1);
      if (!read.test(name)) this.lose(member, 'a retry policy has no such member');
    }
    if (policy.type === 'Never') return;
    if (policy.type === 'Always') {
      this.lose(field, 'a service runs once for each Workflow; use a CronWorkflow');
      return;
    }
    const [failures, submissions] = [policy.onFailureRetries, policy.onSubmissionFailureRetries];
    if (failures !== undefined && submissions !== undefined && failures !== submissions) {
      this.draft.lose(field.place, 'onSubmissionFailureRetries', 'one limit counts for both: that of onFailureRetries');
    }
    const [again, first] = [policy.onSubmissionFailureRetryInterval, policy.onFailureRetryInterval];
    if (again !== undefined && first !== undefined && again !== first) {
      const why = 'one pause counts for both: that of onFailureRetryInterval';
      this.draft.lose(field.place, 'onSubmissionFailureRetryInterval', why);
    }
    const pause = numberOf(first ?? again ?? 0);
    const value = {
      limit: numberOf(failures ?? submissions ?? 0),
      ...(pause > 0 && { backoff: { duration: `${pause}s`, factor: 1 } }),
      ...(failures !== undefined && { driverFailure: true }),
    };
    this.draft.profile.set('retry', { value, place: field.place });
  }

  /** Whether it waits in a queue; where the operator is told none, that is the scheduler's own. */
  waits(spec: Field): boolean {
    const [named, options] = ['batchScheduler', 'batchSchedulerOptions'].map((name) =>
      this.field(spec.node, spec.path, name),
    );
    const kind = scalar(named?.node) ?? '';
    if (!named || !batchSchedulers.includes(kind)) return false;
    const queue = scalar(options && this.field(options.node, options.path, 'queue')?.node) ?? 'default';
    this.draft.profile.set('scheduler', { value: { kind, queue }, place: named.place });
    return true;
  }

  role(role: Field, name: Role): void {
    const key = `spark.kubernetes.${name}.`;
    this.each(role, {
      cores: (field) => {
        // Whole cores are task slots too; a part of one can only be asked for.
        const whole = /^\d+$/.test(scalar(field.node) ?? '');
        this.setting(whole ? `spark.${name}.cores` : `${key}request.cores`, field);
      },
      coreRequest: `${key}request.cores`,
      coreLimit: `${key}limit.cores`,
      memory: `spark.${name}.memory`,
      memoryOverhead: `spark.${name}.memoryOverhead`,
      memoryOverheadFactor: `spark.${name}.memoryOverheadFactor`,
      javaOptions: `spark.${name}.extraJavaOptions`,
      image: `${key}container.image`,
      instances: 'spark.executor.instances',
      deleteOnTermination: `${key}deleteOnTermination`,
      schedulerName: `${key}scheduler.name`,
      template: (field) => {
        takePodTemplate(this, name, field);
      },
      podName: this.lost('each attempt needs a new name, which the generated client gives'),
      serviceAccount:
        name === 'driver'
          ? 'spark.kubernetes.authenticate.driver.serviceAccountName'
          : 'spark.kubernetes.authenticate.executor.serviceAccountName',
      labels: this.settings(`${key}label.`),
      annotations: this.settings(`${key}annotation.`),
      serviceLabels: this.settings(`${key}service.label.`),
      serviceAnnotations: this.settings(`${key}service.annotation.`),
      nodeSelector: this.settings(`${key}node.selector.`),
      envVars: this.settings(variablesOf[name]),
      env: podEnv(this, name),
      envSecretKeyRefs: (field) => {
        for (const { path, node, place } of this.fields(field.node, '')) {
          const ref = record(this.plain(node));
          if (ref === undefined) this.draft.lose(place, `${field.path}.${path}`, 'not the name and key of a Secret');
          else this.set(`${key}secretKeyRef.${path}`, `${textOf(ref.name)}:${textOf(ref.key)}`, place);
        }
      },
      secrets: (field) => {
        for (const { place, value: secret } of this.items(field)) {
          this.set(`${key}secrets.${textOf(secret.name)}`, textOf(secret.path), place);
          if (secret.secretType !== undefined && secret.secretType !== 'Generic') {
            this.draft.lose(
              place,
              `secretType: ${textOf(secret.secretType)}`,
              'set the environment variable that names the mounted file',
            );
          }
        }
      },
      configMaps: (field) => {
        const pod = this.draft.pods[name];
        for (const { place, value } of this.items(field)) {
          const [volume, text] = [textOf(value.name), `${field.path}: ${textOf(value.name)}`];
          pod.volumes.set(volume, { value: { configMap: { name: volume } }, place, text });
          pod.mounts.push({ value: { name: volume, mountPath: value.path }, place, text });
        }
      },
      gpu: (field) => {
        this.gpu(field, `spark.${name}.resource.gpu.`);
      },
      ...podMembers(this, name, [
        'affinity',
        'tolerations',
        'priorityClassName',
        'podSecurityContext',
        'securityContext',
      ]),
      volumeMounts: podMounts(this, name),
      ...pieceMembers(this, name, 'spec', [
        'dnsConfig',
        'hostAliases',
        'initContainers',
        'shareProcessNamespace',
        'terminationGracePeriodSeconds',
      ]),
      hostNetwork: hostNetwork(this, name),
      ...pieceMembers(this, name, 'container', ['envFrom', 'lifecycle', 'ports']),
      sidecars: sidecars(this, name),
      kubernetesMaster: `${key}master`,
    });
  }

  /** To Spark a resource is what a script finds in the container; its own script finds NVIDIA's GPUs. */
  gpu(field: Field, key: string): void {
    const { name, quantity } = record(this.plain(field.node)) ?? {};
    if (name !== 'nvidia.com/gpu') {
      this.lose(
        field,
        `Spark needs a script in the image that finds ${textOf(name)}: set ${key}{amount,vendor,discoveryScript}`,
      );
      return;
    }
    this.set(`${key}amount`, textOf(quantity), field.place);
    this.set(`${key}vendor`, 'nvidia.com', field.place);
    if (this.draft.settings.has(`${key}discoveryScript`)) return;
    this.set(`${key}discoveryScript`, discoveryScript, field.place);
    const why = `Spark ends without a script that finds GPUs: ${discoveryScript} is written, which Spark’s own image has`;
    this.draft.change(field.place, field.path, 'gpu-discovery', why);
  }
}

export const takeSparkApplication: Source = (...resource) => {
  const reader = new Reader(...resource);
  let labels: Field | undefined;
  reader.resource(
    (spec) => {
      if (reader.field(spec.node, '', 'template') === undefined) reader.application(spec);
      else reader.scheduled(spec);
    },
    (field) => {
      labels = field;
    },
  );
  // The operator gives them to both pods; a role's own win.
  for (const { node, path, place } of reader.fields(labels?.node, '')) {
    for (const key of roles.map((role) => `spark.kubernetes.${role}.label.${path}`)) {
      if (!reader.draft.settings.has(key)) reader.set(key, scalar(node) ?? '', place);
    }
  }
};
