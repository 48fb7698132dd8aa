import type { Report } from '../../diagnostics/index.js';
import type { SettingPlace } from './setting-place.js';

type Conf = ReadonlyMap<string, { readonly value: string } & SettingPlace>;

const lists = ['spark.submit.pyFiles', 'spark.jars', 'spark.files', 'spark.archives'];

/** Refuses files that lie where the client runs: spark-submit would have to upload them, and has nowhere to. */
export function checkReachable(conf: Conf, report: Report): void {
  if (conf.has('spark.kubernetes.file.upload.path')) return;
  for (const key of lists) {
    const setting = conf.get(key);
    for (const item of (setting?.value ?? '').split(',')) {
      const file = item.trim();
      if (!setting || file === '' || /\$\{|\{\{/.test(file)) continue;
      if (/^(?!file:)[a-z][a-z0-9+.-]*:/i.test(file)) continue;
      report.add('file-not-reachable', setting.place('value'), { key, file });
    }
  }
}
