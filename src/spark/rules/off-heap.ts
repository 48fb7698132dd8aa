import type { Rule } from './conf.js';
import { parseSize } from './units.js';

export const offHeap: Rule = (conf) => {
  if (!conf.on('spark.memory.offHeap.enabled')) return;
  if ((parseSize(conf.text('spark.memory.offHeap.size') ?? '0', 'b') ?? 1) > 0) return;
  conf.contradict(
    'spark.memory.offHeap.enabled',
    'off-heap memory is on and its size is 0',
    'set spark.memory.offHeap.size',
  );
};
