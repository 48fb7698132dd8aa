import type { Report } from '../../diagnostics/index.js';
import { isOwned } from '../../owned.js';
import {
  hintFor,
  keys,
  lookUp,
  nearest,
  ownNameSpace,
  usualVersion,
  versionsOf,
  type SparkVersion,
} from '../../spark-keys/index.js';
import { awsSdk } from './aws-sdk.js';
import { Conf, type Rule, type SettingPlace, type SettingRule } from './conf.js';
import { complete } from './complete.js';
import { cpuLimit } from './cpu-limit.js';
import { dynamicAllocation } from './dynamic-allocation.js';
import { heapFloor } from './heap-floor.js';
import { jvmOptions } from './jvm-options.js';
import { metrics } from './metrics.js';
import { offHeap } from './off-heap.js';
import { overhead } from './overhead.js';
import { reachable } from './reachable.js';
import { s3a } from './s3a.js';
import { taskSlots } from './task-slots.js';
import { readable } from './value.js';
export { localHost } from './reachable.js';
export { parseCpu, parseSize } from './units.js';

// What Spark makes of its settings: each rule has a file.
const ofOne: readonly SettingRule[] = [readable, heapFloor, s3a, awsSdk, jvmOptions];
const ofAll: readonly Rule[] = [
  complete,
  reachable,
  dynamicAllocation,
  overhead,
  cpuLimit,
  taskSlots,
  offHeap,
  metrics,
];

/**
 * Judges one setting by what this Spark does with it. `drop`: a key known to be wrong, which the diagnostic replaces by
 * the right one; `keep`: everything else, unknown keys too (programs and plug-ins read keys of their own).
 */
export function checkConf(
  key: string,
  value: string,
  at: SettingPlace,
  report: Report,
  version: SparkVersion = usualVersion,
): 'keep' | 'drop' {
  const known = lookUp(key, version);
  if (known === undefined) {
    const others = versionsOf(key);
    if (others) {
      report.add('spark-key-of-another-version', at.place('key'), { key, version, ...others });
      return 'keep';
    }
    const remedy = hintFor(key);
    if (remedy !== undefined) {
      report.add('misnamed-spark-key', at.place('key'), { key, remedy });
      return 'drop';
    }
    report.add(
      'unknown-spark-key',
      () => at.place('key'),
      () => {
        const near = nearest(
          key,
          [...keys(version)].filter((one) => !isOwned(one)),
        );
        return { key, version, own: ownNameSpace(key), ...(near && { near }) };
      },
    );
    return 'keep';
  }
  if (known.deprecated !== undefined) {
    report.add('deprecated-spark-key', at.place('key'), { key, ...known.deprecated });
  }
  for (const rule of ofOne) rule(key, value, at, report, version);
  return 'keep';
}

/** Judges settings together. */
export function checkConfTogether(
  settings: Conf['settings'],
  report: Report,
  version: SparkVersion = usualVersion,
): void {
  const conf = new Conf(settings, version, report);
  for (const rule of ofAll) rule(conf);
}
