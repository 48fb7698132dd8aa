import type { ApplicationResources, PodResources } from '../spark/index.js';
import type { Picture } from './picture.js';

const sizeOf = ({ cpuRequestMilli, memoryMi }: PodResources): string =>
  `${memoryMi} MiB, ${cpuRequestMilli / 1000} CPU`;

function countOf({ max, min }: ApplicationResources['executors']): string {
  if (max === min) return max === 1 ? '1 executor' : `${max} executors`;
  return max === Infinity ? `${min} or more executors` : `${min} to ${max} executors`;
}

/** One run of a service: the pods, and for Spark's who makes them and who says how it ended. */
export const ofService = (title: string, spark: ApplicationResources | undefined): Picture =>
  spark
    ? ofSpark(title, spark)
    : { title, boxes: [{ id: 'main', lines: ['main', 'the program'], shape: 'pod' }], arrows: [] };

const ofSpark = (title: string, { driver, executor, executors }: ApplicationResources): Picture => ({
  title,
  boxes: [
    { id: 'submit', lines: ['submit', 'submits, shows the log'], shape: 'pod' },
    { id: 'driver', lines: ['driver', sizeOf(driver)], shape: 'spark' },
    {
      id: 'executors',
      lines: [countOf(executors), executors.max === 1 ? sizeOf(executor) : `each ${sizeOf(executor)}`],
      shape: 'spark',
    },
    { id: 'resolve', lines: ['resolve', 'ends as the driver ended'], shape: 'pod' },
    { id: 'cleanup', lines: ['cleanup', 'on exit'], shape: 'pod' },
  ],
  arrows: [
    { from: 'submit', to: 'driver', label: 'spark-submit' },
    { from: 'driver', to: 'executors' },
    { from: 'submit', to: 'resolve', label: 'then' },
    { from: 'driver', to: 'resolve', label: 'exit code' },
    { from: 'resolve', to: 'cleanup', label: 'unless it succeeded', dashed: true },
  ],
});
