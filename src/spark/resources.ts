import type { Place, Report } from '../diagnostics/index.js';
import { lookUp, usualVersion, type SparkVersion } from '../spark-keys/index.js';
import { parseCpu, parseSize } from './rules/index.js';

/** What one pod asks Kubernetes for. Its memory request is its limit too; without a CPU limit it may use what is free. */
export interface PodResources {
  /** MiB. */
  readonly memoryMi: number;
  /** Thousandths of a core. */
  readonly cpuRequestMilli: number;
  readonly cpuLimitMilli?: number;
}

export interface ApplicationResources {
  readonly driver: PodResources;
  readonly executor: PodResources;
  /** `max` is Infinity under dynamic allocation without a bound. */
  readonly executors: { readonly min: number; readonly max: number };
  /** The driver and as many executors as there may be. */
  readonly total: { readonly memoryMi: number; readonly cpuRequestMilli: number };
}

/** The overhead of programs that do not run in the JVM, where no key says otherwise. */
const nonJvmOverheadFactor = 0.4;

/**
 * What spark-submit (for the driver) and the driver (for each executor) will ask Kubernetes for, by the arithmetic of
 * Spark's BasicDriverFeatureStep, BasicExecutorFeatureStep and ResourceProfile. Values that Spark would refuse
 * count as absent: `checkConf` has told of them.
 */
export function resources(
  conf: ReadonlyMap<string, string>,
  language: 'python' | 'jvm' | 'r',
  version: SparkVersion = usualVersion,
): ApplicationResources {
  const text = (key: string): string | undefined => {
    const known = lookUp(key, version);
    return known && (conf.get(key) ?? known.default);
  };
  const mi = (key: string): number | undefined => {
    const value = text(key);
    return value === undefined ? undefined : parseSize(value, 'm');
  };
  const number = (key: string): number | undefined => {
    const value = parseFloat(text(key) ?? '');
    return Number.isNaN(value) ? undefined : value;
  };
  const given = (key: string): number | undefined => (conf.has(key) ? number(key) : undefined);
  const on = (key: string): boolean => text(key)?.trim().toLowerCase() === 'true';

  const defaultFactor =
    given('spark.kubernetes.memoryOverheadFactor') ??
    (language === 'jvm' ? (number('spark.kubernetes.memoryOverheadFactor') ?? 0.1) : nonJvmOverheadFactor);

  const pod = (role: 'driver' | 'executor', extraMi: number): PodResources => {
    const heapMi = mi(`spark.${role}.memory`) ?? 1024;
    const factor = given(`spark.${role}.memoryOverheadFactor`) ?? defaultFactor;
    const overheadMi =
      mi(`spark.${role}.memoryOverhead`) ??
      Math.max(Math.trunc(factor * heapMi), mi(`spark.${role}.minMemoryOverhead`) ?? 384);
    const cpuLimitMilli = parseCpu(text(`spark.kubernetes.${role}.limit.cores`) ?? '');
    return {
      memoryMi: heapMi + overheadMi + extraMi,
      cpuRequestMilli:
        parseCpu(text(`spark.kubernetes.${role}.request.cores`) ?? '') ?? 1000 * (number(`spark.${role}.cores`) ?? 1),
      ...(cpuLimitMilli !== undefined && { cpuLimitMilli }),
    };
  };

  // Its bare number counts bytes, not MiB.
  const offHeap = on('spark.memory.offHeap.enabled')
    ? (parseSize(text('spark.memory.offHeap.size') ?? '', 'b') ?? 0)
    : 0;
  const offHeapMi = Math.trunc(offHeap / 2 ** 20);
  const pysparkMi = language === 'python' ? (mi('spark.executor.pyspark.memory') ?? 0) : 0;
  const driver = pod('driver', 0);
  const executor = pod('executor', offHeapMi + pysparkMi);
  const dynamic = 'spark.dynamicAllocation';
  const fixed = number('spark.executor.instances') ?? 2;
  const most = given(`${dynamic}.maxExecutors`) ?? Infinity;
  const executors = on(`${dynamic}.enabled`)
    ? { min: number(`${dynamic}.minExecutors`) ?? 0, max: most < 2 ** 31 - 1 ? most : Infinity }
    : { min: fixed, max: fixed };
  const sum = (of: (pod: PodResources) => number): number => of(driver) + (executors.max * of(executor) || 0); // no CPU, times unbounded, is none
  return {
    driver,
    executor,
    executors,
    total: { memoryMi: sum((p) => p.memoryMi), cpuRequestMilli: sum((p) => p.cpuRequestMilli) },
  };
}

/** Bounds from the platform profile. */
export interface ResourceLimits {
  /** Allocatable memory (MiB) and CPU (thousandths of a core) of the largest node. */
  readonly nodeMemoryMi?: number;
  readonly nodeCpuMilli?: number;
  /** What a whole application may ask for. */
  readonly maxMemoryMi?: number;
  readonly maxCpuMilli?: number;
}

/**
 * Refuses pods that fit no node and applications that ask for more than they may.
 *
 * @param place Where the first of some keys that somebody set stands.
 */
export function checkResources(
  asked: ApplicationResources,
  limits: ResourceLimits,
  place: (keys: readonly string[]) => Place,
  report: Report,
): void {
  for (const role of ['driver', 'executor'] as const) {
    const { memoryMi, cpuRequestMilli } = asked[role];
    if (limits.nodeMemoryMi !== undefined && memoryMi > limits.nodeMemoryMi) {
      const [wants, has] = [`${memoryMi}Mi of memory`, `${limits.nodeMemoryMi}Mi`];
      const at = place([`spark.${role}.memoryOverhead`, `spark.${role}.memory`]);
      report.add('pod-fits-no-node', at, { role, wants, has, keys: `spark.${role}.memory or its overhead` });
    }
    if (limits.nodeCpuMilli !== undefined && cpuRequestMilli > limits.nodeCpuMilli) {
      const [wants, has] = [`${cpuRequestMilli}m of CPU`, `${limits.nodeCpuMilli}m`];
      const keys = `spark.kubernetes.${role}.request.cores or spark.${role}.cores`;
      const at = place([`spark.kubernetes.${role}.request.cores`, `spark.${role}.cores`]);
      report.add('pod-fits-no-node', at, { role, wants, has, keys });
    }
  }
  const { memoryMi, cpuRequestMilli } = asked.total;
  const over = (what: string, wants: number, may: number | undefined, unit: string, keys: readonly string[]): void => {
    if (may === undefined || wants <= may) return;
    const at = place(['spark.executor.instances', 'spark.dynamicAllocation.maxExecutors', ...keys]);
    report.add('resources-over-limit', at, {
      wants: wants === Infinity ? `unbounded ${what}` : `${wants}${unit} of ${what}`,
      may: `${may}${unit}`,
    });
  };
  over('memory', memoryMi, limits.maxMemoryMi, 'Mi', ['spark.executor.memory', 'spark.driver.memory']);
  over('CPU', cpuRequestMilli, limits.maxCpuMilli, 'm', [
    'spark.kubernetes.executor.request.cores',
    'spark.executor.cores',
    'spark.driver.cores',
  ]);
}
