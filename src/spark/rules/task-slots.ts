import type { Rule } from './conf.js';

export const taskSlots: Rule = (conf) => {
  const [taskCpus, cores] = [conf.int('spark.task.cpus', 1), conf.int('spark.executor.cores', 1)];
  if (taskCpus <= cores) return;
  conf.contradict('spark.task.cpus', `a task needs ${taskCpus} cores and an executor has ${cores}`, {
    value: String(cores),
    say: 'raise spark.executor.cores or lower spark.task.cpus',
  });
};
