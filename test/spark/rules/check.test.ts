import { describe, expect, it } from 'vitest';
import { Report } from '../../../src/diagnostics/index.js';
import { checkConf, checkConfTogether } from '../../../src/spark/rules/index.js';
import { at } from './place.js';

function judge(key: string, value: string): { kept: string; said: string[] } {
  const report = new Report();
  const kept = checkConf(key, value, at, report);
  return { kept, said: report.diagnostics.map((d) => `${d.code}: ${d.remedy}`) };
}

describe('checkConf', () => {
  it.each([
    ['spark.executor.memory', '4g'],
    ['spark.executor.memory', '4096'],
    ['spark.executor.memory', ' 4GB '],
    ['spark.driver.memory', '4096m'],
    ['spark.executor.instances', '3'],
    ['spark.sql.shuffle.partitions', '200'],
    ['spark.network.timeout', '120s'],
    ['spark.hadoop.fs.s3a.path.style.access', 'true'],
    ['spark.kubernetes.driverEnv.A.B', 'x'],
    ['spark.kubernetes.driver.volumes.persistentVolumeClaim.data.mount.readOnly', 'false'],
    ['spark.kubernetes.executor.request.cores', '500m'],
    ['spark.sql.parquet.compression.codec', 'ZSTD'],
    ['spark.executor.memory', '${spark.driver.memory}'],
    ['spark.executor.instances', '{{inputs.parameters.n}}'],
  ])('says nothing about %s=%s', (key, value) => {
    expect(judge(key, value)).toEqual({ kept: 'keep', said: [] });
  });

  it.each([
    ['spark.executor.memory', '4 gigs', 'write 4g'],
    ['spark.executor.memory', '1.5g', 'write 1536m'],
    ['spark.executor.memory', '4Gi', 'write 4g'],
    ['spark.driver.memory', '4096', 'write 4096m'],
    ['spark.driver.memory', '4gb', 'write 4096m'],
    ['spark.executor.instances', '2.0', 'write 2'],
    ['spark.executor.cores', '0', 'write at least 1'],
    ['spark.executor.instances', '-1', 'write at least 1 (0 with dynamic allocation)'],
    ['spark.executor.instances', '3000000000', 'write a whole number'],
    ['spark.network.timeout', '5 minutes', 'write 5min'],
    ['spark.network.timeout', '1.5h', 'write 90min'],
    ['spark.network.timeout', '250 millis', 'write 250ms'],
    ['spark.speculation', 'yes', 'write true'],
    ['spark.speculation', 'constructor', 'write true or false'],
    [
      'spark.executor.memory',
      '4constructor',
      'write a whole number with one of the suffixes b, k, m, g, t, p (bare: MiB)',
    ],
    ['spark.kubernetes.container.image.pullPolicy', 'always', 'write Always'],
    ['spark.kubernetes.driver.request.cores', '2 cores', 'write 2'],
    ['spark.memory.fraction', '0,6', 'write 0.6'],
    ['spark.kubernetes.driver.volumes.nfs.data.mount.readOnly', 'nein', 'write true or false'],
  ])('refuses %s=%s', (key, value, remedy) => {
    expect(judge(key, value)).toEqual({ kept: 'keep', said: [`spark-value: ${remedy}`] });
  });

  it('refuses a heap that Spark does not start with', () => {
    expect(judge('spark.executor.memory', '4').said[0]).toMatch(/^spark-memory-too-small/);
    expect(judge('spark.driver.memory', '449m').said[0]).toMatch(/^spark-memory-too-small/);
    expect(judge('spark.driver.memory', '450m').said).toEqual([]);
  });

  it.each([
    [
      'spark.kubernetes.driver.limit.memory',
      /^misnamed-spark-key: set spark\.driver\.memory \(the heap\).*memoryOverhead/,
    ],
    ['spark.kubernetes.executor.limits.memory', /^misnamed-spark-key: set spark\.executor\.memory/],
    ['spark.kubernetes.executor.request.cpu', /^misnamed-spark-key: set spark\.kubernetes\.executor\.request\.cores$/],
    ['spark.kubernetes.executorEnv.A', /^misnamed-spark-key: set spark\.executorEnv\.A$/],
    ['spark.fs.s3a.endpoint', /^misnamed-spark-key: set spark\.hadoop\.fs\.s3a\.endpoint/],
  ])('drops %s', (key, said) => {
    expect(judge(key, 'x')).toEqual({ kept: 'drop', said: [expect.stringMatching(said) as string] });
  });

  it.each([
    ['spark.executor.instance', 'write spark.executor.instances'],
    ['spark.executor.memory.overhead', 'write spark.executor.memoryOverhead'],
    ['spark.executor.memoryoverhead', 'write spark.executor.memoryOverhead'],
    ['spark.kubernetes.container.image.pullSecret', 'write spark.kubernetes.container.image.pullSecrets'],
    [
      'spark.executor.frobnicate',
      "look the key up in Spark's configuration reference, leave it if a plug-in reads it, or take it out",
    ],
    ['spark.acme.batch', 'leave it if the program or a plug-in reads it, or take it out'],
  ])('keeps the unknown %s', (key, remedy) => {
    expect(judge(key, 'x')).toEqual({ kept: 'keep', said: [`unknown-spark-key: ${remedy}`] });
  });

  it.each([
    ['spark.yarn.executor.memoryOverhead', 'write spark.executor.memoryOverhead'],
    ['spark.blacklist.enabled', 'write spark.excludeOnFailure.enabled'],
    ['spark.executor.plugins', 'take it out'],
  ])('names the successor of %s', (key, remedy) => {
    expect(judge(key, 'true').said).toEqual([`deprecated-spark-key: ${remedy}`]);
  });
});

describe('checkConfTogether', () => {
  const together = (conf: Record<string, string>): string[] => {
    const report = new Report();
    checkConfTogether(new Map(Object.entries(conf).map(([key, value]) => [key, { value, ...at }])), report);
    return report.diagnostics.map((d) => d.code);
  };
  const dynamic = { 'spark.dynamicAllocation.enabled': 'true', 'spark.dynamicAllocation.maxExecutors': '8' };

  it.each<[string, Record<string, string>, string[]]>([
    ['nothing', {}, []],
    ['bounded dynamic allocation', dynamic, []],
    ['unbounded', { 'spark.dynamicAllocation.enabled': 'true' }, ['dynamic-allocation-unbounded']],
    ['fixed instances beside it', { ...dynamic, 'spark.executor.instances': '2' }, ['spark-setting-overridden']],
    [
      'more at least than at most',
      { ...dynamic, 'spark.dynamicAllocation.minExecutors': '9' },
      ['spark-settings-contradict'],
    ],
    [
      'no shuffle tracking',
      { ...dynamic, 'spark.dynamicAllocation.shuffleTracking.enabled': 'false' },
      ['spark-settings-contradict'],
    ],
    ['bounds without it', { 'spark.dynamicAllocation.minExecutors': '1' }, ['spark-setting-overridden']],
    [
      'overhead and factor',
      { 'spark.driver.memoryOverhead': '1g', 'spark.driver.memoryOverheadFactor': '0.2' },
      ['spark-setting-overridden'],
    ],
    [
      'a limit below the request',
      { 'spark.executor.cores': '2', 'spark.kubernetes.executor.limit.cores': '1500m' },
      ['spark-settings-contradict'],
    ],
    [
      'a request below the limit',
      {
        'spark.executor.cores': '2',
        'spark.kubernetes.executor.request.cores': '1',
        'spark.kubernetes.executor.limit.cores': '1500m',
      },
      [],
    ],
    ['tasks larger than executors', { 'spark.task.cpus': '2' }, ['spark-settings-contradict']],
    ['no executors', { 'spark.executor.instances': '0' }, ['spark-settings-contradict']],
    ['off-heap of no size', { 'spark.memory.offHeap.enabled': 'true' }, ['spark-settings-contradict']],
  ])('%s', (_, conf, codes) => {
    expect(together(conf)).toEqual(codes);
  });
});
