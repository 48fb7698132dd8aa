import { isMap, type Node } from 'yaml';
import {
  implied,
  clusterMode,
  mainClass,
  Manifest,
  record,
  scalar,
  sparkVersion,
  textOf,
  type Field,
  type Source,
  type Take,
} from './manifest.js';
import { quantity } from '../platform/index.js';
import { variablesOf, podEnv, podMember, podMounts, podVolumes, pullSecrets, roles, takePodTemplate } from './pods.js';
import { takeArguments, takeResource } from './spark-submit.js';
import type { Role } from './draft.js';

const repository = 'oci.stackable.tech/sdp';

/** Reads a SparkApplication of Stackable's operator (spark.stackable.tech). */
class Reader extends Manifest {
  /** What Spark adds to a pod's memory, as a part of it. */
  #overhead = 0.1;
  /** What sparkConf says, by its keys. */
  #conf: Readonly<Record<string, unknown>> = {};

  application(spec: Field): void {
    this.#conf = record(record(this.plain(spec.node))?.sparkConf) ?? {};
    const program = scalar(this.field(spec.node, '', 'mainApplicationFile')?.node) ?? '';
    if (/\.(py|[rR])$/.test(program)) this.#overhead = 0.4;
    this.each(spec, {
      mode: clusterMode(this),
      mainClass: mainClass(this),
      mainApplicationFile: ({ node, place }) => {
        takeResource(this.draft, this.expanded(node, place));
      },
      args: (field) => {
        // The operator hands them to a shell.
        const words = this.words(field).flatMap((word) =>
          (word.text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((text) => ({
            ...word,
            text: text.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
          })),
        );
        takeArguments(this.draft, words);
      },
      sparkConf: this.settings(''),
      sparkImage: (field) => {
        this.#image(field);
      },
      sparkImagePullPolicy: 'spark.kubernetes.container.image.pullPolicy',
      image: this.lost('its files are copied into each pod: put them into the application’s image'),
      deps: (field) => {
        this.each(field, {
          packages: 'spark.jars.packages',
          repositories: 'spark.jars.repositories',
          excludePackages: 'spark.jars.excludes',
          requirements: this.lost('pip installs them in each pod: put them into the application’s image'),
        });
      },
      volumes: podVolumes(this, ...roles),
      env: (field) => {
        for (const role of roles) podEnv(this, role)(field);
      },
      driver: (field) => {
        this.#role(field, 'driver', {});
      },
      executor: (field) => {
        const instances = this.#outside('spark.executor.instances');
        this.#role(field, 'executor', { replicas: instances, instances });
      },
      job: this.lost('the client’s pod: write sparkClient in the profile'),
      s3connection: this.lost('write s3 in the profile'),
      logFileDirectory: this.lost('write spark.eventLog.enabled and spark.eventLog.dir'),
      vectorAggregatorConfigMapName: this.lost('the operator’s own log collector'),
    });
  }

  #image(field: Field): void {
    const whole = scalar(field.node);
    if (whole !== undefined) {
      this.set('spark.kubernetes.container.image', whole, field.place);
      return;
    }
    const image = record(this.plain(field.node)) ?? {};
    const [custom, product, release] = [image.custom, image.productVersion, image.stackableVersion].map(textOf);
    const base = textOf(image.repo) || repository;
    if (custom) this.set('spark.kubernetes.container.image', custom, field.place);
    else if (product && release)
      this.set('spark.kubernetes.container.image', `${base}/spark-k8s:${product}-stackable${release}`, field.place);
    else this.lose(field, 'the operator’s own release decides the image');
    this.each(field, {
      custom: implied,
      repo: implied,
      stackableVersion: implied,
      productVersion: sparkVersion(this),
      pullPolicy: 'spark.kubernetes.container.image.pullPolicy',
      pullSecrets: pullSecrets(this),
    });
  }

  #role(field: Field, role: Role, more: Readonly<Record<string, Take>>): void {
    this.each(field, {
      ...more,
      config: (config) => {
        this.each(config, {
          resources: (resources) => {
            this.#resources(resources, role);
          },
          affinity: (affinity) => {
            this.#affinity(affinity, role);
          },
          volumeMounts: podMounts(this, role),
          logging: this.lost('the operator’s own logging'),
          requestedSecretLifetime: this.lost('the operator’s own Secrets'),
        });
      },
      envOverrides: this.settings(variablesOf[role]),
      podOverrides: (template) => {
        takePodTemplate(this, role, template);
      },
      configOverrides: this.lost('files that the operator writes into the image'),
      jvmArgumentOverrides: this.lost(`write spark.${role}.extraJavaOptions`),
    });
  }

  /** To Kubernetes a selector of nodes is no affinity. */
  #affinity(field: Field, role: Role): void {
    const selector = this.field(field.node, field.path, 'nodeSelector');
    if (selector) this.settings(`spark.kubernetes.${role}.node.selector.`)(selector);
    const node = field.node.clone() as Node;
    if (isMap(node)) node.delete('nodeSelector');
    if (!isMap(node) || node.items.length > 0) podMember(this, role, 'affinity')({ ...field, node });
  }

  /** A setting that sparkConf overrides, wherever it stands. */
  #outside(
    key: string,
    take = (field: Field): void => {
      this.setting(key, field);
    },
  ): (field: Field) => void {
    return (field) => {
      if (Object.hasOwn(this.#conf, key)) this.lose(field, `sparkConf says ${key} too, which counts more`);
      else take(field);
    };
  }

  #resources(field: Field, role: Role): void {
    const key = `spark.kubernetes.${role}.`;
    this.each(field, {
      cpu: (cpu) => {
        const [limit, slots] = [this.#outside(`${key}limit.cores`), `spark.${role}.cores`];
        this.each(cpu, {
          min: this.#outside(`${key}request.cores`),
          max: (max) => {
            limit(max);
            const cores = Math.ceil(quantity(scalar(max.node) ?? ''));
            if (cores > 0 && !Object.hasOwn(this.#conf, slots)) this.set(slots, String(cores), max.place);
          },
        });
      },
      memory: (memory) => {
        this.each(memory, {
          limit: this.#outside(`spark.${role}.memory`, (limit) => {
            this.#memory(limit, role);
          }),
        });
      },
      storage: this.lost('write an emptyDir or a claim as spark.kubernetes.ROLE.volumes.*'),
    });
  }

  /** The operator's limit is the pod's; Spark's setting is what is left of it beside the overhead. */
  #memory(field: Field, role: Role): void {
    const given = scalar(field.node) ?? '';
    if (!/^\d+(\.\d+)?(k|[MGT]|[KMGT]i)?$/.test(given)) {
      this.lose(field, `no amount of memory: write spark.${role}.memory`);
      return;
    }
    const limit = Math.floor(quantity(given) / 2 ** 20);
    const memory = Math.floor(Math.min(limit / (1 + this.#overhead), limit - 384));
    this.set(`spark.${role}.memory`, `${memory}m`, field.place);
    const why = `the whole pod’s: spark.${role}.memory=${memory}m is written, which Spark’s overhead makes ${limit} MiB`;
    this.draft.change(field.place, field.path, 'pod-memory', why);
  }
}

export const takeStackableApplication: Source = (...resource) => {
  const reader = new Reader(...resource);
  reader.resource((spec) => {
    reader.application(spec);
  });
};
