import type { Word } from './word.js';

// What runs a command in a container, or for a time: `docker run IMAGE spark-submit …`, `timeout 1h spark-submit …`.

export const calledByClient = 'spark-submit is called by the generated client itself';

/** Programs that run a command in a container. */
const runsContainers = /(^|\/)(docker|podman|nerdctl|kubectl|oc)$/;
const runsPods = /(^|\/)(kubectl|oc)$/;

/** What of the options of a container counts. */
export interface Container {
  /** Where it begins. */
  readonly folder?: string | undefined;
  readonly environment: readonly Word[];
  readonly settings: readonly (readonly [key: string, value: Word])[];
}

export function containerOf(words: readonly Word[]): Container | undefined {
  const tool = words.find(({ text }) => runsContainers.test(text))?.text;
  if (tool === undefined || !words.some(({ text }) => text.startsWith('-'))) return undefined;
  const valuesOf = (option: RegExp): Word[] =>
    words.flatMap((word, i) => {
      const [name = ''] = word.text.split('=', 1);
      const value = name === word.text ? words[i + 1] : { ...word, text: word.text.slice(name.length + 1) };
      return option.test(name) && value ? [value] : [];
    });
  const isKubectl = runsPods.test(tool);
  const last = (option: RegExp, key: string): [string, Word][] =>
    (isKubectl ? valuesOf(option).slice(-1) : []).map((value) => [key, value]);
  const folder = isKubectl ? undefined : valuesOf(/^(?:-w|--workdir)$/).at(-1);
  return {
    folder: folder?.unknown.length === 0 && folder.text.startsWith('/') ? folder.text : undefined,
    environment: valuesOf(isKubectl ? /^--env$/ : /^(?:-e|--env)$/).filter(({ text }) => /^[A-Za-z_]\w*=/.test(text)),
    settings: [
      ...last(/^(?:-n|--namespace)$/, 'spark.kubernetes.namespace'),
      ...last(/^--serviceaccount$/, 'spark.kubernetes.authenticate.driver.serviceAccountName'),
    ],
  };
}

/** The seconds of `timeout -k 10 2h …`. */
export function limitOf(words: readonly Word[]): number | undefined {
  const at = words.findIndex(({ text }) => /(^|\/)timeout$/.test(text));
  const given = at < 0 ? undefined : words.slice(at + 1).map(({ text }) => /^(\d+)([smhd]?)$/.exec(text));
  // A word before it is an option’s value: `-k 10`.
  const found = given?.find((one, i) => one && !/^-[ks]$/.test(words[at + i]?.text ?? ''));
  const seconds = Number(found?.[1]) * ({ m: 60, h: 3600, d: 86_400 }[found?.[2] ?? ''] ?? 1);
  return seconds > 0 ? seconds : undefined;
}

export const ofContainer = `${calledByClient}; of the container’s options its image, folder, environment, namespace and service account count`;

/** Options of `docker run` that take no value. */
const dockerFlags =
  /^(?:-[ditPq]+|--(?:rm|detach|interactive|tty|init|privileged|read-only|publish-all|quiet|replace))$/;

/** The image of `docker run IMAGE spark-submit …` and its like, and where the words of spark-submit begin. */
export function imageOf(
  words: readonly Word[],
  at: number,
): { readonly image: Word; readonly rest: number } | undefined {
  const before = words.slice(0, at);
  const run = before.findIndex(
    ({ text }, i) => text === 'run' && before.slice(0, i).some((word) => runsContainers.test(word.text)),
  );
  if (run < 0 || before.slice(0, run).some(({ text }) => text === 'compose')) return undefined;
  if (before.slice(0, run).some(({ text }) => runsPods.test(text))) {
    const named = before.findIndex(({ text }) => /^--image(?:=|$)/.test(text));
    const word = before[named];
    if (!word) return undefined;
    const image = word.text === '--image' ? before[named + 1] : { ...word, text: word.text.slice('--image='.length) };
    return image && { image, rest: at + 1 };
  }
  const entrypoint = (words[at]?.text ?? '').startsWith('--entrypoint=') || before.at(-1)?.text === '--entrypoint';
  let next = entrypoint ? at + 1 : at - 1;
  for (let word = words[next]; entrypoint && word?.text.startsWith('-'); word = words[next])
    next += dockerFlags.test(word.text) || word.text.includes('=') || /^-\w./.test(word.text) ? 1 : 2;
  const image = words[next];
  return image && next > run && !image.text.startsWith('-')
    ? { image, rest: entrypoint ? next + 1 : at + 1 }
    : undefined;
}
