import { isOlder } from '../../spark-keys/index.js';
import type { SettingRule } from './conf.js';

const options = /^spark\.(driver|executor)\.(?:default|extra)JavaOptions$/;

// "Unrecognized VM option" of Java 17: tried with each.
const gone = new Set(
  `AggressiveOpts CMSClassUnloadingEnabled CMSIncrementalMode CMSInitiatingOccupancyFraction CMSParallelRemarkEnabled
  GCLogFileSize MaxPermSize NumberOfGCLogFiles PermSize PrintAdaptiveSizePolicy PrintGCApplicationStoppedTime
  PrintGCDateStamps PrintGCTimeStamps PrintHeapAtGC PrintPromotionFailure PrintReferenceGC PrintTenuringDistribution
  TraceClassLoading UnlockCommercialFeatures UseCGroupMemoryLimitForHeap UseCMSCompactAtFullCollection
  UseCMSInitiatingOccupancyOnly UseConcMarkSweepGC UseFastAccessorMethods UseGCLogFileRotation UseParNewGC
  UseParallelOldGC UseSplitVerifier UseStringCache`.split(/\s+/),
);

/** Refuses options with which Spark, or the JVM, does not start. */
export const jvmOptions: SettingRule = (key, value, at, report, version) => {
  const role = options.exec(key)?.[1];
  if (role === undefined) return;
  // Within quotes a blank ends no word.
  const plain = !/["'\\]/.test(value);
  for (const word of value.split(/\s+/)) {
    const option = word.replace(/["']/g, '');
    const vm = /^-XX:[-+]?(\w+)/.exec(option)?.[1] ?? '';
    if (plain && /^(?:XX:|X(?:m[nsx]|ss)\d|D[\w.]+=)/.test(option)) {
      const right = value.replace(/\S+/g, (one) => (one === option ? `-${one}` : one));
      report.add('jvm-option', at.place('value'), { key, option, right });
    } else if (option.startsWith('-Xmx')) {
      report.add('jvm-option', at.place('value'), { key, option, instead: `spark.${role}.memory` });
    } else if (role === 'executor' && option.startsWith('-Dspark.')) {
      report.add('jvm-option', at.place('value'), { key, option, instead: option.slice(2).replace(/=.*/s, '') });
    } else if (option === '-Xincgc' || (gone.has(vm) && !isOlder(version, '4.0'))) {
      report.add('jvm-option', at.place('value'), { key, option });
    }
  }
};
