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
  type Take,
  textOf,
} from './manifest.js';
import type { Role } from './draft.js';
import { takePodTemplate } from './pods.js';
import { takeArguments, takeResource } from './spark-submit.js';

/** Members that name the program, the first of which counts, and what Spark calls the files after it. */
const programs: ReadonlyMap<string, string> = new Map([
  ['jars', 'spark.jars'],
  ['pyFiles', 'spark.submit.pyFiles'],
  ['sparkRFiles', 'spark.files'],
]);

/** Reads a SparkApplication of Apache's own operator (spark.apache.org). */
class Reader extends Manifest {
  application(spec: Field): void {
    const image = this.lost('the image decides what runs');
    const network = this.lost('the operator’s own service and route for the driver');
    const pod = (role: Role): Take => {
      return (field) => {
        this.each(field, {
          podTemplateSpec: (template) => {
            takePodTemplate(this, role, template);
          },
        });
      };
    };
    this.each(spec, {
      deploymentMode: clusterMode(this),
      mainClass: mainClass(this),
      ...this.#programs(spec),
      files: 'spark.files',
      driverArgs: (field) => {
        takeArguments(this.draft, this.words(field));
      },
      sparkConf: (field) => {
        this.#conf(field, spec);
      },
      driverSpec: pod('driver'),
      executorSpec: pod('executor'),
      runtimeVersions: (field) => {
        this.each(field, { sparkVersion: sparkVersion(this), scalaVersion: image, jdkVersion: image });
      },
      applicationTolerations: (field) => {
        this.#tolerations(field);
      },
      configMapSpecs: this.lost('a ConfigMap that the operator makes: make it yourself'),
      driverServiceIngressList: network,
      driverHttpRouteList: network,
      driverGrpcRouteList: network,
      proxyUser: this.lost('drivers run under the service account of the profile'),
    });
  }

  /** The first file is the program; the operator looks at one member only. */
  #programs(spec: Field): Record<string, Take> {
    const files = (name: string): string[] =>
      (scalar(this.field(spec.node, '', name)?.node) ?? '').split(',').flatMap((file) => file.trim() || []);
    const read = [...programs.keys()].find((name) => files(name).length > 0);
    const takers = [...programs].map(([name, key]): [string, Take] => [
      name,
      (field) => {
        if (name !== read) {
          this.lose(field, `the operator reads ${read ?? name} only`);
          return;
        }
        const [first = '', ...rest] = files(name);
        takeResource(this.draft, this.word(first, field.place));
        if (rest.length > 0) this.set(key, rest.join(','), field.place);
      },
    ]);
    return Object.fromEntries(takers);
  }

  /** A profile counts whole seconds. */
  #seconds({ node, path, place }: Field): number {
    const millis = Number(scalar(node));
    const seconds = Math.ceil(millis / 1000);
    if (millis % 1000 > 0)
      this.draft.change(place, `${path}: ${millis}`, 'whole-seconds', `${seconds} seconds are written, the next whole`);
    return seconds;
  }

  /** The operator puts the version in. */
  #conf(field: Field, spec: Field): void {
    const versions = record(record(this.plain(spec.node))?.runtimeVersions);
    const version = textOf(versions?.sparkVersion);
    for (const { path, node, place } of this.fields(field.node, '')) {
      const value = scalar(node);
      if (value === undefined) this.draft.lose(place, `${field.path}.${path}`, 'not a plain value');
      else this.set(path, version === '' ? value : value.replaceAll('{{SPARK_VERSION}}', version), place);
    }
  }

  #tolerations(field: Field): void {
    const health = this.lost('how long executors may fail to come is deadlines.executors of the profile');
    const kept = this.lost('driver pods stay until the Workflow goes: write ttl in the profile');
    this.each(field, {
      restartConfig: (restart) => {
        this.#restart(restart);
      },
      applicationTimeoutConfig: (timeouts) => {
        this.each(timeouts, {
          driverStartTimeoutMillis: (field) => {
            this.draft.profile.set('deadlines', { value: { pending: this.#seconds(field) }, place: field.place });
          },
          executorStartTimeoutMillis: health,
          driverReadyTimeoutMillis: health,
          forceTerminationGracePeriodMillis: this.lost('write gracePeriod in the profile'),
          terminationRequeuePeriodMillis: this.lost('the operator’s own loop'),
        });
      },
      instanceConfig: health,
      ttlAfterStopMillis: (field) => {
        this.draft.profile.set('ttl', { value: { afterCompletion: this.#seconds(field) }, place: field.place });
      },
      resourceRetainPolicy: kept,
      resourceRetainDurationMillis: kept,
    });
  }

  #restart(field: Field): void {
    const policy = record(this.plain(field.node)) ?? {};
    const name = textOf(policy.restartPolicy);
    const counted = /^On(Infrastructure)?Failure$/.test(name);
    if (name !== '' && name !== 'Never' && !counted)
      this.lose(field, 'a service runs once for each Workflow; use a CronWorkflow');
    const only: Take = (member) => {
      if (!counted) this.lose(member, 'it counts with OnFailure or OnInfrastructureFailure only');
    };
    const one = this.lost('one limit and one pause count for every kind of failure');
    this.each(field, {
      restartPolicy: implied,
      maxRestartAttempts: only,
      restartBackoffMillis: only,
      restartCounterResetMillis: this.lost('each run counts its own attempts'),
      maxRestartOnFailure: one,
      maxRestartOnSchedulingFailure: one,
      restartBackoffMillisForFailure: one,
      restartBackoffMillisForSchedulingFailure: one,
    });
    if (!counted) return;
    const pause = this.field(field.node, field.path, 'restartBackoffMillis');
    const value = {
      limit: numberOf(policy.maxRestartAttempts ?? 3),
      backoff: { duration: `${(pause ? this.#seconds(pause) : 30) || 1}s`, factor: 1 },
      ...(name === 'OnFailure' && { driverFailure: true }),
    };
    this.draft.profile.set('retry', { value, place: field.place });
  }
}

export const takeApacheApplication: Source = (...resource) => {
  const reader = new Reader(...resource);
  reader.resource((spec) => {
    reader.application(spec);
  });
};
