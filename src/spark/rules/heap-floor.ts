import { isOpen, type SettingRule } from './conf.js';
import { parseSize } from './units.js';

/** The smallest heap that Spark starts with: UnifiedMemoryManager's reserve and a half. */
const smallestMi = 450;

export const heapFloor: SettingRule = (key, value, at, report) => {
  if (key !== 'spark.driver.memory' && key !== 'spark.executor.memory') return;
  const heapMi = parseSize(value, 'm');
  if (heapMi === undefined || heapMi >= smallestMi || isOpen(value)) return;
  report.add('spark-memory-too-small', at.place('value'), { key, value, heapMi });
};
