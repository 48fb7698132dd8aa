import { line, render, templates, type Line } from '../render/index.js';
import type { SparkApplication } from './application.js';

// What the client says last, for each attempt.
const client = new Set(['spark.kubernetes.namespace', 'spark.kubernetes.authenticate.driver.serviceAccountName']);

/**
 * The arguments of spark-submit that are known before a run, one a line: options as `--name=value`, then the primary
 * resource, then the program's fixed arguments.
 *
 * @param more Spark settings that the caller adds, by key.
 */
export function sparkSubmitArgs(
  application: SparkApplication,
  more: Readonly<Record<string, string>>,
): readonly Line[] {
  const { arguments: fixed, conf, program } = application;
  const settings = [...conf]
    .filter(([key]) => !client.has(key))
    .map(([key, { value }]) => [key, value] as const)
    .concat(Object.entries(more));
  const text = render(templates.sparkSubmitArgs, {
    name: line(application.appName),
    mainClass: program.mainClass === undefined ? undefined : line(program.mainClass),
    conf: settings.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key: line(key), value: line(value) })),
    resource: line(program.resource),
    arguments: fixed.map(({ key, setting }) => ({ key: line(key), value: line(setting.value) })),
  });
  const lines = text.split('\n').slice(0, -1);
  const expected = 2 + (program.mainClass === undefined ? 0 : 1) + settings.length + fixed.length;
  if (lines.length !== expected) throw new Error(`spark-submit-args has ${lines.length} lines instead of ${expected}`);
  return lines.map(line);
}
