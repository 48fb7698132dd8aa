import { listed, type Script } from './shell.js';
import { Strings } from './strings.js';
import type { Text } from './text.js';
import type { Note, Word } from './word.js';

/** Arguments of Airflow’s operator that are options of the spark-submit that it calls, by the same name. */
const options = new Set([
  ...['archives', 'deploy_mode', 'driver_class_path', 'driver_memory', 'exclude_packages', 'executor_cores'],
  ...['executor_memory', 'files', 'jars', 'keytab', 'name', 'num_executors', 'packages', 'principal'],
  ...['properties_file', 'proxy_user', 'py_files', 'queue', 'repositories', 'total_executor_cores'],
]);
/** Those by another name. */
const others = new Map([
  ['java_class', '--class'],
  ['yarn_queue', '--queue'],
]);
const optionOf = (name: string): string | undefined =>
  options.has(name) ? `--${name.replaceAll('_', '-')}` : others.get(name);
/** Those that hold settings, and what these begin with. */
const settings = new Map([
  ['conf', ''],
  ['env_vars', 'spark.kubernetes.driverEnv.'],
]);

/** Each `SparkSubmitOperator(…)` of a program, as the command line that it stands for. */
export function readOperators(text: Text): Script[] {
  const calls = [...text.content.matchAll(/\bSparkSubmitOperator\s*\(/g)];
  if (calls.length === 0) return [];
  const strings = new Strings(text);
  const without: Note[] = [];
  const scripts = calls.flatMap(({ 0: call, index }) => {
    const from = index + call.length;
    const words: Word[] = [];
    const program: Word[] = [];
    const args: Word[] = [];
    const lost: Note[] = [];
    for (const item of strings.items(from - 1)) {
      const { at, end, name } = item;
      const place = text.place(at, end);
      const word = (of: string): Word => ({ text: of, place, unknown: [], overridable: false });
      const lose = (why: string): void => void lost.push({ place, text: name, why });
      const value = strings.valueOf(item);
      const prefix = settings.get(name);
      const option = optionOf(name);
      if (value?.text === 'None' || name === 'task_id' || name === 'dag') continue;
      if (prefix !== undefined) {
        const pairs = strings.pairs(item);
        for (const { key, value: one } of pairs?.known ?? [])
          words.push(word('--conf'), { ...one, text: `${prefix}${key}=${one.text}` });
        if (!pairs?.all) lose('what else it holds only the program knows');
      } else if (name === 'application') program.push(...(value ? [value] : []));
      else if (name === 'application_args') {
        if (/^[[(]/.test(text.content.charAt(at))) args.push(...strings.words(at + 1));
        else lose('a list that only the program knows: arguments of the run, application-args');
      } else if (option !== undefined && value) words.push(word(option), value);
      else if (name === 'verbose') words.push(word('--verbose'));
      else lose('Airflow’s own: where and when it submits');
    }
    if (program.length > 0) return [{ ...listed([...words, ...program, ...args], text.place(index, from)), lost }];
    without.push({ place: text.place(index, from), text: call, why: 'it names no application that stands here' });
    return [];
  });
  return scripts.map((script, i) => (i === 0 ? { ...script, lost: [...script.lost, ...without] } : script));
}
