import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  YAMLParseError,
  type Document,
  type Node,
} from 'yaml';
import type { Place, Report } from '../diagnostics/index.js';
import { Draft } from './draft.js';
import { takeArguments, takeMainClass, takeResource, takeSetting } from './spark-submit.js';
import type { Text } from './text.js';
import type { Word } from './word.js';

/** Whether a text is YAML (or JSON) with a resource of the Spark operator in it. */
export const isSparkApplication = (text: string): boolean =>
  /^[ \t]*["']?kind["']?:[ \t]*["']?(Scheduled)?SparkApplication\b/m.test(text);

/** A member of the document that is still to be taken over. */
interface Field {
  readonly path: string;
  readonly node: Node;
  readonly place: Place;
}

type Take = (draft: Draft, field: Field) => void;

/** A plain value as text; '' for anything else. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

const scalar = (node: unknown): string | undefined =>
  isScalar(node) && node.value !== null ? textOf(node.value) : undefined;

/** A mapping's members; nothing for any other value. */
const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

const plain = (node: Node, document: Document): unknown => node.toJS(document);

const discoveryScript = '/opt/spark/examples/src/main/scripts/getGpusResources.sh';

const tracking = 'spark.dynamicAllocation.shuffleTracking.enabled';

/**
 * What stands in a manifest for a value that somebody puts in later: `$(BUCKET)` of the kubelet, `${BUCKET}` of envsubst,
 * `<bucket>` of a manual, `{{ .Values.bucket }}` of a chart. (A name with a dot or a colon in it is Spark's or Hadoop's own.)
 */
const openPart = /\$\(\w+\)|\$\{\w+\}|<[A-Za-z][\w .-]*>|\{\{.{0,200}?\}\}/g;

/** Reads a SparkApplication or a ScheduledSparkApplication. */
class Reader {
  readonly draft: Draft;
  /** What the driver's kubelet puts in for `$(NAME)`. */
  readonly #environment = new Map<string, string>();

  constructor(
    readonly text: Text,
    readonly document: Document,
    whole: Place,
  ) {
    this.draft = new Draft(whole, false);
  }

  place(node: Node): Place {
    const [start = 0, end = start] = node.range ?? [];
    return this.text.place(start, end);
  }

  fields(node: unknown, path: string): Field[] {
    if (!isMap(node)) return [];
    return node.items.flatMap(({ key, value }) => {
      const name = scalar(key);
      if (name === undefined || value === null || (isScalar(value) && value.value === null)) return [];
      const place = this.place(key as Node);
      return [{ path: path === '' ? name : `${path}.${name}`, node: value as Node, place }];
    });
  }

  /** A value of the manifest, with what is still open in it. */
  word(text: string, place: Place): Word {
    return { text, place, unknown: text.match(openPart) ?? [], overridable: false };
  }

  set(key: string, value: string, place: Place): void {
    takeSetting(this.draft, key, this.word(value, place));
  }

  lose({ path, place }: Field, why: string): void {
    this.draft.lose(place, path, why);
  }

  /** Takes each member over by its name; what no one takes is lost. */
  each(node: unknown, path: string, takers: Readonly<Record<string, Take | string>>): void {
    for (const field of this.fields(node, path)) {
      const name = field.path.slice(path === '' ? 0 : path.length + 1);
      const take = Object.hasOwn(takers, name) ? takers[name] : undefined;
      if (take === undefined) this.lose(field, 'a service definition and a profile have no such member');
      else if (typeof take === 'string') this.setting(take)(this.draft, field);
      else take(this.draft, field);
    }
  }

  /** A member that is a Spark setting by another name. */
  setting(key: string): Take {
    return (_, field) => {
      const value = isSeq(field.node)
        ? field.node.items.map((item) => scalar(item) ?? '').join(',')
        : scalar(field.node);
      if (value === undefined) this.lose(field, `not a plain value: ${key} takes one`);
      else this.set(key, value, field.place);
    };
  }

  /** A map whose members are settings that begin with `prefix`. */
  settings(prefix: string): Take {
    return (_, field) => {
      for (const { path, node, place } of this.fields(field.node, '')) {
        const value = scalar(node);
        if (value === undefined) this.draft.lose(place, `${field.path}.${path}`, 'not a plain value');
        else this.set(`${prefix}${path}`, value, place);
      }
    };
  }

  /** The mappings of a list; what else is there is lost. */
  items(field: Field): { readonly place: Place; readonly value: Readonly<Record<string, unknown>> }[] {
    if (!isSeq(field.node)) this.lose(field, 'not a list');
    return (isSeq(field.node) ? field.node.items : []).flatMap((item) => {
      const [place, value] = [this.place(item as Node), record(plain(item as Node, this.document))];
      if (value === undefined) this.draft.lose(place, field.path, 'not a mapping');
      return value === undefined ? [] : [{ place, value }];
    });
  }

  lost(why: string): Take {
    return (_, field) => {
      this.lose(field, why);
    };
  }

  nothing(): Take {
    return () => undefined;
  }

  application(spec: unknown, path: string): void {
    this.#readEnvironment(spec);
    this.each(spec, path, {
      type: this.nothing(),
      pythonVersion: this.nothing(),
      mode: (_, field) => {
        if (scalar(field.node) !== 'cluster') this.lose(field, 'the generated client always submits in cluster mode');
      },
      sparkVersion: (_, field) => {
        const version = scalar(field.node) ?? '';
        if (!/^4\.0(\.|$)/.test(version))
          this.lose(field, `the generator knows Spark 4.0; the image decides what runs, here ${version}`);
      },
      image: 'spark.kubernetes.container.image',
      imagePullPolicy: 'spark.kubernetes.container.image.pullPolicy',
      imagePullSecrets: 'spark.kubernetes.container.image.pullSecrets',
      mainClass: (draft, { node, place }) => {
        takeMainClass(draft, this.word(scalar(node) ?? '', place), 'mainClass');
      },
      mainApplicationFile: (draft, { node, place }) => {
        takeResource(draft, this.word(this.#expanded(scalar(node) ?? ''), place));
      },
      arguments: (draft, field) => {
        takeArguments(draft, this.words(field.node));
      },
      sparkConf: this.settings(''),
      hadoopConf: this.settings('spark.hadoop.'),
      memoryOverheadFactor: 'spark.kubernetes.memoryOverheadFactor',
      nodeSelector: this.settings('spark.kubernetes.node.selector.'),
      timeToLiveSeconds: (draft, { node, place }) => {
        draft.profile.set('ttl', { value: { afterCompletion: Number(scalar(node)) }, place });
      },
      restartPolicy: (_, field) => {
        this.restart(field);
      },
      volumes: (draft, { node, place }) => {
        this.pod(draft, 'volumes', plain(node, this.document), place);
      },
      deps: (_, field) => {
        this.each(field.node, field.path, {
          jars: 'spark.jars',
          files: 'spark.files',
          archives: 'spark.archives',
          pyFiles: 'spark.submit.pyFiles',
          packages: 'spark.jars.packages',
          excludePackages: 'spark.jars.excludes',
          repositories: 'spark.jars.repositories',
        });
      },
      dynamicAllocation: (draft, field) => {
        this.each(field.node, field.path, {
          enabled: 'spark.dynamicAllocation.enabled',
          initialExecutors: 'spark.dynamicAllocation.initialExecutors',
          minExecutors: 'spark.dynamicAllocation.minExecutors',
          maxExecutors: 'spark.dynamicAllocation.maxExecutors',
          shuffleTrackingEnabled: tracking,
          shuffleTrackingTimeout: 'spark.dynamicAllocation.shuffleTracking.timeout',
        });
        // The operator says so whatever Spark's default is, which changed with 3.4.
        const on = draft.settings.get('spark.dynamicAllocation.enabled')?.value === 'true';
        if (on && !draft.settings.has(tracking)) this.set(tracking, 'true', field.place);
      },
      driver: (_, field) => {
        this.role(field, 'driver');
      },
      executor: (_, field) => {
        this.role(field, 'executor');
      },
      proxyUser: this.lost('drivers run under the service account of the profile'),
      batchScheduler: this.lost('batch schedulers are set up by spark.kubernetes.scheduler.name and the pod template'),
      batchSchedulerOptions: this.lost(
        'batch schedulers are set up by spark.kubernetes.scheduler.name and the pod template',
      ),
      monitoring: this.lost('the operator’s own exporter; write the spark.metrics.conf.* settings'),
      sparkUIOptions: this.lost('the operator’s own service for the user interface'),
      driverIngressOptions: this.lost('the operator’s own ingress for the user interface'),
      failureRetries: this.lost('write retry.limit in the profile'),
      retryInterval: this.lost('write retry.backoff.duration in the profile'),
      sparkConfigMap: this.lost('a ConfigMap, which import does not read: add its settings to the definition'),
      hadoopConfigMap: this.lost('a ConfigMap, which import does not read: add its settings as spark.hadoop.*'),
      suspend: this.lost('suspend the Workflow or the CronWorkflow instead'),
    });
  }

  words(node: Node): Word[] {
    if (!isSeq(node)) return [];
    return node.items.map((item) => this.word(this.#expanded(scalar(item) ?? ''), this.place(item as Node)));
  }

  #readEnvironment(spec: unknown): void {
    const driver = isMap(spec) ? spec.get('driver') : undefined;
    if (!isMap(driver)) return;
    for (const { path, node } of this.fields(driver.get('envVars'), '')) {
      this.#environment.set(path, scalar(node) ?? '');
    }
    const list = driver.get('env');
    for (const item of isSeq(list) ? list.items : []) {
      const [name, value] = isMap(item) ? [item.get('name', true), item.get('value', true)].map(scalar) : [];
      if (name !== undefined && value !== undefined) this.#environment.set(name, value);
    }
  }

  /** The driver's kubelet puts the driver's environment in; two dollar signs are one. */
  #expanded(text: string): string {
    return text.replace(/\$\$|\$\((\w+)\)/g, (all, name?: string) =>
      name === undefined ? '$' : (this.#environment.get(name) ?? all),
    );
  }

  restart(field: Field): void {
    const policy = { type: scalar(field.node), ...(plain(field.node, this.document) as object) } as Record<
      string,
      unknown
    >;
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
    const pause = Number(policy.onFailureRetryInterval ?? policy.onSubmissionFailureRetryInterval ?? 0);
    const value = {
      limit: Number(failures ?? submissions ?? 0),
      ...(pause > 0 && { backoff: { duration: `${pause}s`, factor: 1 } }),
      ...(failures !== undefined && { driverFailure: true }),
    };
    this.draft.profile.set('retry', { value, place: field.place });
  }

  /** Adds to the profile's `pod`, one for driver and executors. */
  pod(draft: Draft, member: string, value: unknown, place: Place): void {
    const before = draft.profile.get('pod');
    const pod = { ...(before?.value as Record<string, unknown> | undefined) };
    const old = pod[member];
    if (Array.isArray(old) && Array.isArray(value)) {
      const seen = new Set(old.map((item) => JSON.stringify(item)));
      pod[member] = [...(old as unknown[]), ...(value as unknown[]).filter((item) => !seen.has(JSON.stringify(item)))];
    } else if (old !== undefined && JSON.stringify(old) !== JSON.stringify(value)) {
      draft.lose(place, member, 'the pod template is one for driver and executors: the first one counts');
      return;
    } else pod[member] = value;
    draft.profile.set('pod', { value: pod, place: before?.place ?? place });
  }

  role(role: Field, name: 'driver' | 'executor'): void {
    const key = `spark.kubernetes.${name}.`;
    const environment = name === 'driver' ? 'spark.kubernetes.driverEnv.' : 'spark.executorEnv.';
    const pod =
      (member: string): Take =>
      (draft, { node, place }) => {
        this.pod(draft, member, plain(node, this.document), place);
      };
    this.each(role.node, role.path, {
      cores: (draft, field) => {
        // Whole cores are task slots too; a part of one can only be asked for.
        const whole = /^\d+$/.test(scalar(field.node) ?? '');
        this.setting(whole ? `spark.${name}.cores` : `${key}request.cores`)(draft, field);
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
      template: this.lost('a pod template: write `target` and `pod` in the profile'),
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
      envVars: this.settings(environment),
      env: (_, field) => {
        this.env(field, environment, `${key}secretKeyRef.`);
      },
      envSecretKeyRefs: (_, field) => {
        for (const { path, node, place } of this.fields(field.node, '')) {
          const ref = record(plain(node, this.document));
          if (ref === undefined) this.draft.lose(place, `${field.path}.${path}`, 'not the name and key of a Secret');
          else this.set(`${key}secretKeyRef.${path}`, `${textOf(ref.name)}:${textOf(ref.key)}`, place);
        }
      },
      secrets: (_, field) => {
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
      configMaps: (draft, field) => {
        const configMaps = this.items(field).map(({ value: { name, path } }) => ({ name: textOf(name), path }));
        if (configMaps.length === 0) return;
        const volumes = configMaps.map(({ name }) => ({ name, configMap: { name } }));
        const mounts = configMaps.map(({ name, path }) => ({ name, mountPath: path }));
        this.pod(draft, 'volumes', volumes, field.place);
        this.pod(draft, 'volumeMounts', mounts, field.place);
      },
      gpu: (_, field) => {
        this.gpu(field, `spark.${name}.resource.gpu.`);
      },
      affinity: (_, field) => {
        this.target(field, 'affinity');
      },
      tolerations: (_, field) => {
        this.target(field, 'tolerations');
      },
      volumeMounts: pod('volumeMounts'),
      priorityClassName: pod('priorityClassName'),
      podSecurityContext: pod('securityContext'),
      securityContext: pod('containerSecurityContext'),
    });
  }

  /** To Spark a resource is what a script finds in the container; its own script finds NVIDIA's GPUs. */
  gpu(field: Field, key: string): void {
    const { name, quantity } = record(plain(field.node, this.document)) ?? {};
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

  /** TARGET is one for driver and executors. */
  target(field: Field, member: 'affinity' | 'tolerations'): void {
    const value = plain(field.node, this.document);
    const before = this.draft.profile.get('target');
    const target = { ...(before?.value as Record<string, unknown> | undefined) };
    if (target[member] !== undefined && JSON.stringify(target[member]) !== JSON.stringify(value)) {
      this.lose(field, 'TARGET is one for driver and executors: the first one counts');
      return;
    }
    target[member] = value;
    this.draft.profile.set('target', { value: target, place: before?.place ?? field.place });
  }

  env(field: Field, plainPrefix: string, secretPrefix: string): void {
    for (const { place, value: variable } of this.items(field)) {
      const { name, value } = variable;
      const valueFrom = record(variable.valueFrom);
      const ref = record(valueFrom?.secretKeyRef);
      if (ref) this.set(`${secretPrefix}${textOf(name)}`, `${textOf(ref.name)}:${textOf(ref.key)}`, place);
      else if (variable.valueFrom !== undefined)
        this.draft.lose(place, `${field.path}: ${textOf(name)}`, 'Spark’s settings know values and Secrets only');
      else this.set(`${plainPrefix}${textOf(name)}`, textOf(value), place);
    }
  }
}

/** What aliases may stand for. */
const maxAliasCount = 100;

/** Reads the first resource of the Spark operator in a YAML text; other documents are named as lost. */
export function takeSparkApplication(text: Text, report: Report): Draft | undefined {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text.content, {
    lineCounter: lines,
    version: '1.1',
    merge: true,
    uniqueKeys: false, // the library compares each with each
    logLevel: 'error', // what a key of another kind becomes is ours to tell
  });
  if (!Array.isArray(documents)) return undefined;
  for (const document of documents) {
    const { errors } = document;
    visit(document, {
      Map: (_, { items }) => {
        const seen = new Set<unknown>();
        for (const { key } of items) {
          if (!isScalar(key)) continue;
          const [start = 0, end = start] = key.range ?? [];
          if (seen.has(key.value))
            errors.push(new YAMLParseError([start, end], 'DUPLICATE_KEY', 'Map keys must be unique'));
          seen.add(key.value);
        }
      },
    });
    for (const { message, pos } of errors) {
      report.add('syntax-error', text.place(...pos), {
        format: 'YAML',
        detail: message.replace(/ at line[\s\S]*$/, ''),
      });
    }
  }
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  for (const document of documents) {
    try {
      document.toJS({ maxAliasCount });
    } catch {
      const [start = 0, end = start] = document.contents?.range ?? [];
      report.add('alias-bomb', text.place(start, end), { limit: maxAliasCount });
      return undefined;
    }
  }
  let reader: Reader | undefined;
  const others: { place: Place; kind: string }[] = [];
  for (const document of documents) {
    const [start = 0, end = start] = document.contents?.range ?? [];
    const kind = textOf(document.get('kind'));
    if (reader === undefined && /^(Scheduled)?SparkApplication$/.test(kind)) {
      reader = new Reader(text, document, text.place(start, end));
      takeDocument(reader, kind);
    } else if (document.contents !== null) others.push({ place: text.place(start, end), kind });
  }
  for (const { place, kind } of others) {
    const why = kind.endsWith('SparkApplication')
      ? 'a second application: import it from a file of its own'
      : 'not a resource of the Spark operator';
    reader?.draft.lose(place, `kind: ${kind}`, why);
  }
  return reader?.draft;
}

function takeDocument(reader: Reader, kind: string): void {
  const { document, draft } = reader;
  const scheduled = kind === 'ScheduledSparkApplication';
  reader.each(document.contents, '', {
    apiVersion: reader.nothing(),
    kind: reader.nothing(),
    status: reader.nothing(),
    metadata: (_, field) => {
      reader.each(field.node, field.path, {
        name: (_draft, { node }) => {
          draft.name = scalar(node) ?? '';
        },
        namespace: 'spark.kubernetes.namespace',
        labels: reader.lost('labels of the resource; those of the pods are carried over'),
        annotations: reader.lost('annotations of the resource; those of the pods are carried over'),
      });
    },
    spec: (_, field) => {
      if (!scheduled) {
        reader.application(field.node, field.path);
        return;
      }
      reader.each(field.node, field.path, {
        template: (_draft, template) => {
          reader.application(template.node, template.path);
        },
        ...Object.fromEntries(
          [
            'schedule',
            'timeZone',
            'suspend',
            'concurrencyPolicy',
            'successfulRunHistoryLimit',
            'failedRunHistoryLimit',
          ].map((name) => [name, reader.lost('write a CronWorkflow that refers to the WorkflowTemplate')]),
        ),
      });
    },
  });
}
