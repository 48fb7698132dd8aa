import { isOpen, type Rule } from './conf.js';

const claim = /^(spark\.kubernetes\.(?:driver|executor)\.volumes\.persistentVolumeClaim\.[^.]+\.options)\.claimName$/;
const amount = /^(spark\.(?:driver|executor)\.resource\.[^.]+)\.amount$/;

/** Refuses settings that mean something only beside others which are not there. */
export const complete: Rule = (conf) => {
  for (const [key, setting] of conf.settings) {
    const needed = (...keys: string[]): void => {
      const missing = keys.filter((one) => !conf.has(one));
      if (missing.length > 0) conf.report.add('spark-setting-incomplete', setting.place('key'), { key, missing });
    };
    const options = claim.exec(key)?.[1];
    if (options !== undefined && setting.value.trim() === 'OnDemand')
      needed(`${options}.storageClass`, `${options}.sizeLimit`);
    const resource = amount.exec(key)?.[1];
    if (resource === undefined || setting.value.trim() === '0') continue;
    if (!/^\d+$/.test(setting.value.trim()) && !isOpen(setting.value)) {
      const expected = 'a whole number';
      conf.report.add('spark-value', setting.place('value'), { key, value: setting.value, expected });
    }
    if (conf.has('spark.resources.discoveryPlugin')) needed(`${resource}.vendor`);
    else needed(`${resource}.vendor`, `${resource}.discoveryScript`);
  }
};
