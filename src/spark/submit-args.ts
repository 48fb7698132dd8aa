import { render, templates } from '../render/index.js';
import type { SparkApplication } from './application.js';

/**
 * The arguments of spark-submit that are known before a run, one a line: options as `--name=value`, then the primary
 * resource, then the program's fixed arguments.
 *
 * @param more Spark settings that the caller adds, by key.
 */
export function sparkSubmitArgs(application: SparkApplication, more: Readonly<Record<string, string>>): string {
  const { conf, program } = application;
  const settings = [...conf].map(([key, { value }]) => [key, value] as const).concat(Object.entries(more));
  return render(templates.sparkSubmitArgs, {
    master: application.master,
    name: application.appName,
    mainClass: program.mainClass,
    conf: Object.fromEntries(settings.sort(([a], [b]) => (a < b ? -1 : 1))),
    resource: program.resource,
    arguments: application.arguments.map(({ key, setting }) => ({ key, value: setting.value })),
  });
}
