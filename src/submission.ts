import { annotation, file, folder, label } from './contract.js';
import { isLabelValue } from './kubernetes.js';
import { isOwned } from './owned.js';

const ofDriver = (name: string): string => `spark.kubernetes.driver.annotation.${name}`;
// No definition may set them, and yet they stand in the text of a template: a driver's name is known to the run, its
// application's id to Spark.
const history = ofDriver(annotation.history);
const ui = ofDriver(annotation.ui);

// From what a run was given to what spark-submit is called with: in the cluster, and in `plan`.

/** Why a run cannot be submitted: a sentence. */
export class Refused extends Error {}

/** What a submission is besides the values of its parameters. */
export interface Attempt {
  readonly workflowName: string;
  readonly workflowUid: string;
  readonly submission: string;
  readonly submittedAt: string;
  readonly service: string;
  readonly namespace: string;
  /** `k8s://…` */
  readonly master: string;
  /** Of the driver. */
  readonly serviceAccount: string;
  /** The driver pod's name. */
  readonly driver: string;
  /** Seconds that the driver may run. */
  readonly runningDeadline?: string | undefined;
}

/** What spark-submit is called with, and what the program receives from the driver's kubelet. */
export interface SparkSubmitCall {
  /** `--conf`, key and value; or one argument. */
  readonly options: readonly (readonly ['--conf', string, string] | readonly [string])[];
  /** The primary resource, then the program's arguments. */
  readonly program: readonly string[];
  /** Spark settings among the options; a later one wins. */
  readonly conf: ReadonlyMap<string, string>;
  readonly podTemplates: { readonly driver: string; readonly executor: string };
}

const decode = (encoded: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)),
  );

/**
 * The values of a run's parameters, from lines of `name=base64`: Argo encoded them, so that nothing on the way could
 * rewrite them.
 *
 * @param length How many characters they are together.
 * @param pieces One argument holds at most 128 KiB.
 */
export function readValues(length: string, pieces: readonly string[]): Map<string, string> {
  const all = pieces.join('');
  if (String(all.length) !== length) {
    throw new Refused(`the run's values are too large: ${length} characters as base64, of which ${all.length} came`);
  }
  return new Map(
    all.split('\n').map((line) => {
      const end = line.indexOf('=');
      const name = line.slice(0, end);
      try {
        return [name, decode(line.slice(end + 1))];
      } catch {
        throw new Refused(`${name} did not arrive whole: a tag of Argo's is left in it`);
      }
    }),
  );
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

// Control characters other than tab and newline.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const dropped = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/**
 * The options that a run may change. Others would do something else than submit, bring settings that nobody sees, or
 * act for another user; without `=` one takes the next argument for its value.
 */
const allowedOption = new RegExp(
  '^--(?:master=k8s://|deploy-mode=cluster$|(?:name|class|jars|packages|exclude-packages|repositories|py-files|files' +
    '|archives|driver-(?:memory|cores|java-options|library-path|class-path)|executor-(?:memory|cores)|num-executors)=)',
);
const settingKey = /^spark\.\S+$/;

/** What makes spark-submit's call from the values of a run's parameters. */
class Caller {
  readonly options: SparkSubmitCall['options'][number][] = [];
  readonly program: string[] = [];
  readonly conf = new Map<string, string>();
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  value(parameter: string): string {
    const value = this.#values.get(parameter);
    if (value === undefined) throw new Refused(`there is no parameter ${parameter}`);
    if (dropped.test(value)) {
      throw new Refused(`${parameter} holds a control character other than tab and newline, which Spark would drop`);
    }
    return value;
  }

  setting(key: string, value: string): void {
    this.options.push(['--conf', key, value]);
    this.conf.set(key, value);
  }

  /** A setting that a run may change. */
  given(where: string, key: string, value: string): void {
    if (!settingKey.test(key)) throw new Refused(`${where} must not set ${key}: it is no setting of Spark's`);
    if (isOwned(key) && key !== history && key !== ui)
      throw new Refused(`${where} must not set ${key}: the run sets it itself`);
    this.setting(key, value);
  }

  both(key: string, value: string): void {
    for (const role of ['driver', 'executor']) this.setting(`spark.kubernetes.${role}.${key}`, value);
  }

  /** Options, then the program, then its arguments. */
  submitArgs(text: string): void {
    for (const line of lines(text)) {
      const [, key, value] = /^--conf=([^=]*)=(.*)$/s.exec(line) ?? [];
      if (this.program.length > 0 || !line.startsWith('-')) this.program.push(line);
      else if (key !== undefined && value !== undefined) this.given('spark-submit-args', key, value);
      else if (allowedOption.test(line)) this.options.push([line]);
      else throw new Refused(`spark-submit-args must not hold ${line.replace(/=.*/s, '=…')}`);
    }
    if (this.program.length === 0) {
      throw new Refused('spark-submit-args names no program: no line without a leading dash');
    }
  }

  /** `TARGET=@PARAMETER`, `TARGET?=` if it is left out while empty; then `:TEXT` to add, or `+UNIT` of a bare number. */
  runTimeArgs(text: string): void {
    for (const line of lines(text)) {
      const [, marked, parameter, added = ''] = /^(.+)=@([-\w]+)([:+].*)?$/.exec(line) ?? [];
      if (marked === undefined || parameter === undefined) {
        throw new Refused(`run-time-args has a line that is no TARGET=@PARAMETER: ${line}`);
      }
      const given = this.value(parameter);
      if (given === '' && marked.endsWith('?')) continue;
      const target = marked.replace(/[?!]$/, '');
      const unit = added.startsWith('+') ? added.slice(1) : undefined;
      const value = given + (unit === undefined ? added : /^\d+$/.test(given) ? unit : '');
      if (target.startsWith('--')) this.program.push(`${target}=${value}`);
      else this.given('run-time-args', target, value);
    }
  }
}

/** Only the driver belongs to the Workflow and ends with the deadline; executors belong to the driver. */
function podTemplates(text: string, { runningDeadline, workflowName, workflowUid }: Attempt) {
  // One for both roles, or the driver's and then the executors'.
  const [first = '', executor = first, ...more] = text.split(/^---\n/m);
  const isSound = (template: string): boolean => template.includes('\nspec:\n') && !/^metadata:/m.test(template);
  if (more.length > 0 || !isSound(first) || !isSound(executor)) {
    const remedy = "as 'alida-argo pod-template' prints it";
    throw new Refused(`pod-template must be YAML with a spec and without metadata, ${remedy}`);
  }
  const owner = `{apiVersion: argoproj.io/v1alpha1, kind: Workflow, name: '${workflowName}', uid: '${workflowUid}'}`;
  const deadline = runningDeadline === undefined ? '' : `\n  activeDeadlineSeconds: ${runningDeadline}`;
  const driver = first.replace('\nspec:', `\nspec:${deadline}`);
  return { driver: `metadata:\n  ownerReferences:\n    - ${owner}\n${driver}`, executor };
}

/**
 * What spark-submit is called with. What makes the driver this run's own comes last and wins, whatever else says.
 *
 * @param values The run's parameters.
 * @throws {Refused}
 */
export function sparkSubmitCall(values: ReadonlyMap<string, string>, attempt: Attempt): SparkSubmitCall {
  const caller = new Caller(values);
  caller.submitArgs(caller.value('spark-submit-args'));
  caller.runTimeArgs(caller.value('run-time-args'));
  caller.program.push(...lines(caller.value('application-args')));

  const { driver, master, namespace, service, serviceAccount, submission, submittedAt, workflowUid } = attempt;
  caller.options.push([`--master=${master}`], ['--deploy-mode=cluster']);
  const pinned = {
    'spark.submit.deployMode': 'cluster',
    'spark.kubernetes.submission.waitAppCompletion': 'false',
    'spark.kubernetes.namespace': namespace,
    'spark.kubernetes.authenticate.driver.serviceAccountName': serviceAccount,
    'spark.kubernetes.driver.pod.name': driver,
    'spark.kubernetes.driver.podTemplateFile': `${folder}/${file.driverTemplate}`,
    'spark.kubernetes.executor.podTemplateFile': `${folder}/${file.executorTemplate}`,
    'spark.kubernetes.driverEnv.NAMESPACE': namespace,
    [`spark.kubernetes.driver.label.${label.submittedAt}`]: submittedAt,
  };
  for (const [key, value] of Object.entries(pinned)) caller.setting(key, value);
  caller.both(`label.${label.service}`, service);
  caller.both(`label.${label.workflowUid}`, workflowUid);
  caller.both(`label.${label.submission}`, submission);
  const execution = caller.conf.get('spark.kubernetes.driverEnv.EXECUTION_ID') ?? '';
  if (execution !== '' && isLabelValue(execution)) caller.both(`label.${label.executionId}`, execution);

  const address = caller.conf.get(ui);
  if (address?.includes('{driver}')) caller.setting(ui, address.replaceAll('{driver}', driver));
  const { conf, options, program } = caller;
  return { conf, options, program, podTemplates: podTemplates(caller.value('pod-template'), attempt) };
}

/** The kubelet of driver and executors makes one dollar sign of two in arguments and environment. */
const doubled = (text: string): string => text.replaceAll('$', '$$$$');
const environment = /^spark\.(kubernetes\.driverEnv|executorEnv)\./;

/** KiB that Linux takes for one argument, with its NUL. */
const longest = 128;

/**
 * The arguments as spark-submit must receive them.
 *
 * @throws {Refused}
 */
export function argumentsOf({ options, program }: SparkSubmitCall): string[] {
  const all = [
    ...options.flatMap(([option, key, value]) =>
      key === undefined || value === undefined
        ? [option]
        : [option, `${key}=${environment.test(key) ? doubled(value) : value}`],
    ),
    ...program.map(doubled),
  ];
  const long = all.find((argument) => new TextEncoder().encode(argument).length >= longest * 1024);
  if (long !== undefined) {
    const name = long.slice(0, Math.min(long.indexOf('=') + 1 || 60, 200)).replace(/=$/, '');
    throw new Refused(`${name} is longer than an argument may be: ${longest} KiB with every dollar sign doubled`);
  }
  return all;
}
