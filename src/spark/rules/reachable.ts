import { isOpen, type Rule } from './conf.js';

const lists = ['spark.submit.pyFiles', 'spark.jars', 'spark.files', 'spark.archives'];

/** What stands where a host does in `local://opt/app.jar`: Spark takes the path alone, here `/app.jar`. */
export function localHost(file: string): { file: string; host: string; path: string; instead?: string } | undefined {
  // What is filled in later is told as that.
  const [, host, path] = /^local:\/\/([^/\s{$]+)(\/\S*)$/.exec(file) ?? [];
  if (host === undefined || path === undefined) return undefined;
  return { file, host, path, ...(/^\w/.test(host) && { instead: `local:///${host}${path}` }) };
}

/** Refuses files that lie where the client runs: spark-submit would have to upload them, and has nowhere to. */
export const reachable: Rule = (conf) => {
  for (const key of lists) {
    const setting = conf.settings.get(key);
    for (const item of (setting?.value ?? '').split(',')) {
      const file = item.trim();
      if (!setting || file === '' || isOpen(file)) continue;
      const onHost = localHost(file);
      if (onHost) {
        const { instead: right } = onHost;
        const instead = right === undefined ? {} : { instead: setting.value.replace(file, () => right) };
        conf.report.add('host-in-local', setting.place('value'), { key, ...onHost, ...instead });
        continue;
      }
      if (conf.has('spark.kubernetes.file.upload.path')) continue;
      if (/^(?!file:)[a-z][a-z0-9+.-]*:/i.test(file)) continue;
      conf.report.add('file-not-reachable', setting.place('value'), { key, file });
    }
  }
};
