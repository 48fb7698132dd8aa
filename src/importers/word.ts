import type { Place } from '../diagnostics/index.js';

/** One word of a command, as far as it is known before the command runs. */
export interface Word {
  /** What cannot be known stands as it was written: `${BUCKET}`. */
  readonly text: string;
  readonly place: Place;
  /** Variables and commands whose values are known only at run time. */
  readonly unknown: readonly string[];
  /** Whether the value is a default, which the caller's environment may override. */
  readonly overridable: boolean;
  /** `$@`: whatever arguments the caller gives, each kept whole only where it is quoted. */
  readonly callersArguments?: 'quoted' | 'unquoted';
}

/** The files that a command names, as far as they are known. */
export interface Files {
  /** Takes the settings of a properties file, or of the file of defaults. Whether there is such a file. */
  properties(path: string | undefined): boolean;
  /** Takes the pod template of a role. Whether there is such a file. */
  podTemplate(role: 'driver' | 'executor', path: string): boolean;
}

/** Something in a file that is not carried over. */
export interface Note {
  readonly place: Place;
  /** What was written, in short. */
  readonly text: string;
  readonly why: string;
}

/** Variables of its environment that spark-submit takes for settings that nobody gave it. */
export const environment: Readonly<Record<string, string>> = {
  SPARK_DRIVER_MEMORY: 'spark.driver.memory',
  SPARK_EXECUTOR_MEMORY: 'spark.executor.memory',
  SPARK_EXECUTOR_CORES: 'spark.executor.cores',
  PYSPARK_PYTHON: 'spark.pyspark.python',
  PYSPARK_DRIVER_PYTHON: 'spark.pyspark.driver.python',
};

/** Whether a word names spark-submit, on any system, in any folder or by a variable. */
export const isSparkSubmit = (text: string): boolean =>
  /(^|[/\\])spark[23]?-submit2?(\.(sh|cmd|bat))?$/i.test(text) || /^\$\{?\w*SPARK_?SUBMIT\w*\}?$/i.test(text);

/** Commands that run the command after them. */
export const isWrapper = (text: string): boolean =>
  /^(\$|%|#|>|>>>|PS>|exec|nohup|time|nice|sudo|env|command|builtin|eval|timeout|stdbuf|gosu|su-exec|tini|dumb-init|docker|podman|nerdctl|kubectl|oc|call|&|start|CMD|ENTRYPOINT)$/.test(
    text.replace(/^.*\//, ''),
  );

/** Whether spark-submit gets a program with these words: it also tells of itself, and of drivers that there are. */
export function submits(words: readonly Pick<Word, 'text'>[]): boolean {
  for (const [i, { text }] of words.entries()) {
    if (/^(?:--version|--help|-h|--usage-error|--kill|--status)(?:=|$)/.test(text)) return false;
    if (!text.startsWith('-') && !(words[i - 1]?.text.startsWith('-') ?? false)) return true;
  }
  return words.length > 0;
}

export const submitsNothing = 'it submits no program';
