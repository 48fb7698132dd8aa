import type { Rule } from './conf.js';

const dynamic = 'spark.dynamicAllocation';

export const dynamicAllocation: Rule = (conf) => {
  const enabled = conf.settings.get(`${dynamic}.enabled`);
  if (!conf.on(`${dynamic}.enabled`)) {
    if (conf.int('spark.executor.instances', 1) === 0) {
      conf.contradict('spark.executor.instances', 'spark-submit takes 0 only with dynamic allocation', {
        value: '1',
        say: 'allow at least one executor',
      });
    }
    const effect = 'it is false, and the number of executors is spark.executor.instances';
    for (const key of ['minExecutors', 'maxExecutors', 'initialExecutors'])
      conf.overridden(`${dynamic}.${key}`, `${dynamic}.enabled`, effect);
    return;
  }
  const begin = 'the run begins with the largest of it, minExecutors and initialExecutors';
  conf.overridden('spark.executor.instances', `${dynamic}.enabled`, begin);
  if (enabled && !conf.has(`${dynamic}.maxExecutors`)) {
    conf.report.add('dynamic-allocation-unbounded', enabled.place('value'), {});
  }
  const [min, max] = [conf.int(`${dynamic}.minExecutors`, 0), conf.int(`${dynamic}.maxExecutors`, Infinity)];
  if (min > max) {
    conf.contradict(`${dynamic}.minExecutors`, `minExecutors ${min} is more than maxExecutors ${max}`, {
      value: String(max),
      say: 'make the minimum the smaller one',
    });
  }
  if (max === 0) {
    conf.contradict(`${dynamic}.maxExecutors`, 'no executor is ever allowed', {
      value: '1',
      say: 'allow at least one',
    });
  }
  if (
    !conf.on(`${dynamic}.shuffleTracking.enabled`) &&
    !conf.on('spark.shuffle.service.enabled') &&
    !conf.has('spark.shuffle.sort.io.plugin.class') &&
    !(conf.on('spark.decommission.enabled') && conf.on('spark.storage.decommission.shuffleBlocks.enabled'))
  ) {
    conf.contradict(
      `${dynamic}.enabled`,
      'shuffle data would die with the executors that dynamic allocation removes',
      `set ${dynamic}.shuffleTracking.enabled=true`,
    );
  }
};
