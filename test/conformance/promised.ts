import type { CompiledSpark, Plan } from '../../src/index.js';
import { isOlder } from '../../src/spark-keys/index.js';
import type { Attempt } from '../../src/submission.js';

type Role = 'driver' | 'executor';

/** What the judge sees of volumes and mounts: not those of Spark's scratch space. */
const byName = (ours: unknown, more: readonly object[]): unknown => {
  const all = [...((ours ?? []) as { name: string }[]), ...(more as { name: string }[])];
  return all.filter(({ name }) => !/^spark-local-dir-\d+$/.test(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
};

type Members = Readonly<Record<string, unknown>>;

const without = (members: Members, ...names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));

/** Members that the judge has a view of their own for. */
const viewed = {
  spec: [
    ...['affinity', 'tolerations', 'nodeSelector', 'priorityClassName', 'terminationGracePeriodSeconds'],
    ...['securityContext', 'initContainers', 'containers', 'volumes', 'imagePullSecrets', 'restartPolicy'],
    'activeDeadlineSeconds',
  ],
  container: ['name', 'env', 'envFrom', 'resources', 'securityContext', 'volumeMounts'],
};

/** What Spark since 4.2 says of executors by itself. */
const resizePolicy = ['cpu', 'memory'].map((resourceName) => ({ resourceName, restartPolicy: 'NotRequired' }));

/** What `plan` promises of the pods of a submission, in the words of the Spark judge. */
export function promised(compiled: CompiledSpark, planned: Plan, attempt: Attempt): object {
  const conf = new Map(
    planned.argv.flatMap((option): [string, string][] => {
      const [, key, value] = /^--conf=([^=]*)=(.*)$/s.exec(option) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    }),
  );
  const below = (prefix: string): [string, string][] =>
    [...conf].flatMap(([key, value]): [string, string][] =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    );
  const known: Readonly<Record<string, string | undefined>> = {
    '<workflow.uid>': attempt.workflowUid,
    '<submission>': attempt.submission,
    '<now>': attempt.submittedAt,
  };
  const filled = (text: string): string => known[text] ?? text;
  const { podTemplates, program, release } = compiled.application;
  const volume = 'spark.kubernetes.driver.volumes.emptyDir.driver-log';
  const [mountPath, sizeLimit] = ['mount.path', 'options.sizeLimit'].map((option) => conf.get(`${volume}.${option}`));
  const driverLog =
    mountPath === undefined
      ? { volumes: [], mounts: [] }
      : { volumes: [{ name: 'driver-log', emptyDir: { sizeLimit } }], mounts: [{ name: 'driver-log', mountPath }] };
  const pod = (role: Role): object => {
    const { spec } = podTemplates[role];
    const [container = {}, ...sidecars] = (spec.containers ?? []) as Members[];
    const amounts = new Map(Object.entries((container.resources ?? {}) as Record<string, Members>));
    for (const [key, amount] of below(`spark.${role}.resource.`)) {
      const name = /^(.*)\.amount$/.exec(key)?.[1];
      if (name === undefined) continue;
      const resource = `${conf.get(`spark.${role}.resource.${name}.vendor`)}/${name}`;
      amounts.set('limits', { ...amounts.get('limits'), [resource]: amount });
    }
    const { cpuLimitMilli = null, cpuRequestMilli, memoryMi } = planned.resources[role];
    const env = Object.fromEntries<unknown>(
      below(role === 'driver' ? 'spark.kubernetes.driverEnv.' : 'spark.executorEnv.'),
    );
    for (const [name, ref] of below(`spark.kubernetes.${role}.secretKeyRef.`)) {
      const [secret, key] = ref.split(':');
      env[name] = { secret, key };
    }
    for (const one of (container.env ?? []) as { name: string; value?: string; valueFrom?: unknown }[]) {
      env[one.name] = one.valueFrom ?? one.value ?? '';
    }
    return {
      container: `spark-kubernetes-${role}`,
      image: conf.get('spark.kubernetes.container.image'),
      pullPolicy: conf.get('spark.kubernetes.container.image.pullPolicy'),
      pullSecrets: conf.get('spark.kubernetes.container.image.pullSecrets')?.split(',') ?? [],
      memoryMi,
      memoryLimitMi: memoryMi,
      cpuMilli: cpuRequestMilli,
      cpuLimitMilli,
      env,
      labels: Object.fromEntries(below(`spark.kubernetes.${role}.label.`).map(([key, value]) => [key, filled(value)])),
      annotations: Object.fromEntries(below(`spark.kubernetes.${role}.annotation.`)),
      serviceAccount: conf.get(`spark.kubernetes.authenticate.${role}.serviceAccountName`),
      // What is not promised must not be there.
      affinity: spec.affinity ?? null,
      tolerations: spec.tolerations ?? null,
      nodeSelector: spec.nodeSelector ?? null,
      priorityClassName: spec.priorityClassName ?? null,
      securityContext: spec.securityContext ?? null,
      volumes: byName(spec.volumes, role === 'driver' ? driverLog.volumes : []),
      containerSecurityContext: container.securityContext ?? null,
      envFrom: container.envFrom ?? null,
      initContainers: spec.initContainers ?? null,
      sidecars,
      // What an API server fills in is not told apart from what was said.
      terminationGracePeriodSeconds:
        spec.terminationGracePeriodSeconds === 30 ? null : (spec.terminationGracePeriodSeconds ?? null),
      otherSpec: without(spec, ...viewed.spec),
      otherContainer: {
        ...without(container, ...viewed.container),
        // Spark's own.
        ...(role === 'executor' && !isOlder(release.version, '4.2') && { resizePolicy }),
        // Spark's own, with which an executor hands its blocks on.
        ...(role === 'executor' &&
          conf.get('spark.decommission.enabled') === 'true' && {
            lifecycle: { preStop: { exec: { command: ['/opt/decom.sh'] } } },
          }),
      },
      otherResources: Object.fromEntries([...amounts].map(([part, one]) => [part, without(one, 'cpu', 'memory')])),
      volumeMounts: byName(container.volumeMounts, role === 'driver' ? driverLog.mounts : []),
    };
  };
  const { max, min } = planned.resources.executors;
  return {
    driver: {
      ...pod('driver'),
      name: attempt.driver,
      namespace: compiled.manifest.metadata.namespace,
      ...(attempt.runningDeadline !== undefined && { activeDeadlineSeconds: Number(attempt.runningDeadline) }),
      ownerReferences: [
        {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Workflow',
          name: attempt.workflowName,
          uid: attempt.workflowUid,
        },
      ],
      class: program.mainClass ?? `org.apache.spark.deploy.${program.language === 'r' ? 'R' : 'Python'}Runner`,
      primaryResource: program.resource,
      args: planned.argv.slice(planned.argv.indexOf(program.resource) + 1).map((arg) => arg.replaceAll('$', '$$$$')),
    },
    // Dynamic allocation begins with a number between the two.
    executor: { ...pod('executor'), ownerReferences: [], ...(min === max && { instances: max }) },
  };
}
