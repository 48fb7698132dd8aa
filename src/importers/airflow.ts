import { listed, type Script } from './shell.js';
import { Strings } from './strings.js';
import type { Text } from './text.js';
import type { Note, Word } from './word.js';

/** What arguments of Airflow’s operator are to the spark-submit that it calls. */
const options: Readonly<Record<string, string>> = {
  ...{ archives: '--archives', deploy_mode: '--deploy-mode', driver_class_path: '--driver-class-path' },
  ...{ driver_memory: '--driver-memory', exclude_packages: '--exclude-packages', executor_cores: '--executor-cores' },
  ...{ executor_memory: '--executor-memory', files: '--files', jars: '--jars', java_class: '--class' },
  ...{ keytab: '--keytab', name: '--name', num_executors: '--num-executors', packages: '--packages' },
  ...{ principal: '--principal', properties_file: '--properties-file', proxy_user: '--proxy-user' },
  ...{ py_files: '--py-files', queue: '--queue', repositories: '--repositories' },
  ...{ total_executor_cores: '--total-executor-cores', yarn_queue: '--queue' },
};
const settings: Readonly<Record<string, string>> = { conf: '', env_vars: 'spark.kubernetes.driverEnv.' };

/** Each `SparkSubmitOperator(…)` of a program, as the command line that it stands for. */
export function readOperators(text: Text): Script[] {
  const calls = [...text.content.matchAll(/\bSparkSubmitOperator\s*\(/g)];
  if (calls.length === 0) return [];
  const strings = new Strings(text);
  const others: Note[] = [];
  const scripts = calls.flatMap(({ 0: call, index }) => {
    const from = index + call.length;
    const words: Word[] = [];
    const program: Word[] = [];
    const args: Word[] = [];
    const lost: Note[] = [];
    for (const { at, end, name } of strings.items(from)) {
      const place = text.place(at, end);
      const word = (of: string): Word => ({ text: of, place, unknown: [], overridable: false });
      const lose = (why: string): void => void lost.push({ place, text: name, why });
      const value = strings.valueAt(at, end);
      const prefix = Object.hasOwn(settings, name) ? settings[name] : undefined;
      const option = Object.hasOwn(options, name) ? options[name] : undefined;
      if (value?.text === 'None' || name === 'task_id' || name === 'dag') continue;
      if (prefix !== undefined) {
        const pairs = strings.pairs(at, end);
        for (const { key, value: one } of pairs ?? [])
          words.push(word('--conf'), { ...one, text: `${prefix}${key}=${one.text}` });
        if (!pairs || /[{,]\s*\*\*/.test(text.content.slice(at, end)))
          lose('what else it holds only the program knows');
      } else if (name === 'application') program.push(...(value ? [value] : []));
      else if (name === 'application_args') {
        if (/^[[(]/.test(text.content.slice(at, end))) args.push(...strings.list(at + 1));
        else lose('a list that only the program knows: arguments of the run, application-args');
      } else if (option !== undefined && value) words.push(word(option), value);
      else if (name === 'verbose') words.push(word('--verbose'));
      else lose('Airflow’s own: where and when it submits');
    }
    if (program.length > 0) return [{ ...listed([...words, ...program, ...args], text.place(index, from)), lost }];
    others.push({ place: text.place(index, from), text: call, why: 'it names no application that stands here' });
    return [];
  });
  return scripts.map((script, i) => (i === 0 ? { ...script, lost: [...script.lost, ...others] } : script));
}
