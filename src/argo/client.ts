import type { ClientCall } from './substitute.js';

/** What spark-submit is called with, and what the program receives from the driver's kubelet. */
export interface SparkSubmitCall {
  readonly options: readonly string[];
  /** The primary resource, then the program's arguments. */
  readonly program: readonly string[];
  /** Spark settings among the options; a later one wins. */
  readonly conf: ReadonlyMap<string, string>;
  readonly podTemplate: string;
}

const text = (encoded: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)));

const label = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

const lines = (value: string): string[] => value.split('\n').filter((line) => line !== '');

/**
 * What the client script makes of its container's arguments and environment: templates/spark-client.sh.hbs in
 * TypeScript, for `plan`. Dollar signs are shown as they arrive, not as they are doubled on the way.
 */
export function sparkSubmitCall({ args, env }: ClientCall): SparkSubmitCall {
  const variable = (name: string): string => text(env.get(name) ?? '');
  const options: string[] = [];
  const program: string[] = [];
  const conf = new Map<string, string>();
  const setting = (key: string, value: string): void => {
    options.push(`--conf=${key}=${value}`);
    conf.set(key, value);
  };
  for (const line of lines(variable('SPARK_SUBMIT_ARGS'))) {
    const [, key, value] = /^--conf=([^=]*)=(.*)$/s.exec(line) ?? [];
    if (program.length > 0 || !line.startsWith('-')) program.push(line);
    else if (key !== undefined && value !== undefined) setting(key, value);
    else options.push(line);
  }
  for (const token of args) {
    const split = token.indexOf('=');
    const name = token.slice(0, split);
    const value = text(token.slice(split + 1));
    if (name.startsWith('?') && value === '') continue;
    const target = name.replace(/^\?/, '');
    if (target.startsWith('--')) program.push(`${target}=${value}`);
    else setting(target, value);
  }
  program.push(...lines(variable('APPLICATION_ARGS')));
  const execution = conf.get('spark.kubernetes.driverEnv.EXECUTION_ID') ?? '';
  if (label.test(execution)) setting('spark.kubernetes.driver.label.alida.io/execution-id', execution);
  const workflow = env.get('WORKFLOW_UID') ?? '';
  setting('spark.kubernetes.driver.podTemplateFile', '<dir>/driver.yaml');
  setting('spark.kubernetes.executor.podTemplateFile', '<dir>/executor.yaml');
  setting('spark.kubernetes.driver.label.alida.io/workflow-uid', workflow);
  setting('spark.kubernetes.driver.label.alida.io/submission', env.get('SUBMISSION') ?? '');
  setting('spark.kubernetes.driver.label.alida.io/submitted-at', env.get('SUBMITTED_AT') ?? '');
  setting('spark.kubernetes.driver.pod.name', `spark-${workflow}-<attempt>`);
  return { options, program, conf, podTemplate: variable('POD_TEMPLATE') };
}
