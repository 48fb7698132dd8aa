import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Report } from '../../../src/diagnostics/index.js';
import { parseCpu } from '../../../src/spark/rules/index.js';
import { checkResources, resources, type PodResources } from '../../../src/spark/resources.js';
import { place } from './place.js';

const seen = readFileSync(new URL('pods.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [string, string, string]);

const confOf = (words: readonly string[]): Map<string, string> =>
  new Map(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));

const podOf = (text: string): PodResources => {
  const [memory = '', request = '', limit = ''] = text.split(' ');
  const cpuLimitMilli = parseCpu(limit);
  return {
    memoryMi: Number(memory.replace(/Mi$/, '')),
    cpuRequestMilli: parseCpu(request) ?? NaN,
    ...(cpuLimitMilli !== undefined && { cpuLimitMilli }),
  };
};

describe('resources', () => {
  it.each(seen)('agree with Spark 4.0.1 on: %s', (settings, driver, executor) => {
    const [language = '', ...conf] = settings.split(' ');
    expect(resources(confOf(conf), language as 'python' | 'jvm' | 'r')).toMatchObject({
      driver: podOf(driver),
      executor: podOf(executor),
    });
  });

  it('count two executors, the fixed number, or the bounds of dynamic allocation', () => {
    const executors = (...conf: string[]): unknown => resources(confOf(conf), 'jvm').executors;
    const on = 'spark.dynamicAllocation.enabled=true';
    expect(executors()).toEqual({ min: 2, max: 2 });
    expect(executors('spark.executor.instances=5')).toEqual({ min: 5, max: 5 });
    expect(executors(on, 'spark.executor.instances=5')).toEqual({ min: 0, max: Infinity });
    expect(executors(on, 'spark.dynamicAllocation.maxExecutors=2147483647')).toEqual({ min: 0, max: Infinity });
    expect(executors(on, 'spark.dynamicAllocation.minExecutors=1', 'spark.dynamicAllocation.maxExecutors=9')).toEqual({
      min: 1,
      max: 9,
    });
  });

  it('sum driver and executors', () => {
    const { total } = resources(confOf(['spark.executor.instances=3', 'spark.executor.cores=2']), 'python');
    expect(total).toEqual({ memoryMi: 4 * 1433, cpuRequestMilli: 1000 + 3 * 2000 });
  });
});

describe('checkResources', () => {
  const asked = resources(confOf(['spark.executor.memory=60g', 'spark.executor.cores=8']), 'python');
  const codes = (limits: Parameters<typeof checkResources>[1], of = asked): string[] => {
    const report = new Report();
    checkResources(of, limits, () => place, report);
    return report.diagnostics.map(({ code, message }) => `${code}: ${message}`);
  };

  it('lets pass what fits exactly', () => {
    expect(codes({ nodeMemoryMi: 86016, nodeCpuMilli: 8000, maxMemoryMi: 173465, maxCpuMilli: 17000 })).toEqual([]);
    expect(codes({})).toEqual([]);
  });

  it('names the pod that fits on no node, and the total that is too much', () => {
    expect(codes({ nodeMemoryMi: 86015, nodeCpuMilli: 7999, maxMemoryMi: 173464, maxCpuMilli: 16999 })).toEqual([
      'pod-fits-no-node: the executor asks for 86016Mi of memory and the largest node has 86015Mi',
      'pod-fits-no-node: the executor asks for 8000m of CPU and the largest node has 7999m',
      'resources-over-limit: driver and executors together ask for 173465Mi of memory; the profile allows 173464Mi',
      'resources-over-limit: driver and executors together ask for 17000m of CPU; the profile allows 16999m',
    ]);
  });

  it('refuses an unbounded number of executors where there is a bound', () => {
    const unbounded = resources(confOf(['spark.dynamicAllocation.enabled=true']), 'jvm');
    expect(codes({ maxMemoryMi: 1e9 }, unbounded)).toEqual([
      expect.stringContaining('ask for unbounded memory') as string,
    ]);
  });
});
