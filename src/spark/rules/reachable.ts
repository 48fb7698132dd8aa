import { isOpen, type Rule } from './conf.js';

const lists = ['spark.submit.pyFiles', 'spark.jars', 'spark.files', 'spark.archives'];

/** Refuses files that lie where the client runs: spark-submit would have to upload them, and has nowhere to. */
export const reachable: Rule = (conf) => {
  if (conf.has('spark.kubernetes.file.upload.path')) return;
  for (const key of lists) {
    const setting = conf.settings.get(key);
    for (const item of (setting?.value ?? '').split(',')) {
      const file = item.trim();
      if (!setting || file === '' || isOpen(file)) continue;
      if (/^(?!file:)[a-z][a-z0-9+.-]*:/i.test(file)) continue;
      conf.report.add('file-not-reachable', setting.place('value'), { key, file });
    }
  }
};
