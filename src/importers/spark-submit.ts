import { builtIn } from '../platform/defaults.js';
import { dnsLabel } from '../kubernetes.js';
import { positional } from '../service/index.js';
import { credentialIn } from '../credentials/index.js';
import type { Draft } from './draft.js';
import type { Script } from './shell.js';
import { environment, type Files, type Note, type Word } from './word.js';

/** Stands for a value that is not known: under the key of a credential it is one. */
const atRunTime = 'Kn0wnAtRunT1me';

/** Options of spark-submit that are settings by another name. */
const settings: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '--archives': 'spark.archives',
    '--driver-class-path': 'spark.driver.extraClassPath',
    '--driver-cores': 'spark.driver.cores',
    '--driver-java-options': 'spark.driver.extraJavaOptions',
    '--driver-library-path': 'spark.driver.extraLibraryPath',
    '--driver-memory': 'spark.driver.memory',
    '--exclude-packages': 'spark.jars.excludes',
    '--executor-cores': 'spark.executor.cores',
    '--executor-memory': 'spark.executor.memory',
    '--files': 'spark.files',
    '--jars': 'spark.jars',
    '--keytab': 'spark.kerberos.keytab',
    '--name': 'spark.app.name',
    '--num-executors': 'spark.executor.instances',
    '--packages': 'spark.jars.packages',
    '--principal': 'spark.kerberos.principal',
    '--py-files': 'spark.submit.pyFiles',
    '--repositories': 'spark.jars.repositories',
  }),
);

/** Options that mean nothing here, and why. */
const dropped: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '--kill': 'the generated client deletes its driver itself',
    '--properties-file': 'a file that does not lie beside this one: add its settings to the definition',
    '--proxy-user': 'drivers run under the service account of the profile',
    '--queue': 'queues belong to YARN',
    '--remote': 'Spark Connect runs no driver of its own',
    '--status': 'the status-resolver asks for the driver’s state',
    '--total-executor-cores': 'only standalone clusters read it; set spark.executor.instances and spark.executor.cores',
  }),
);

const switches: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '--supervise': 'only standalone clusters read it; retries are in the profile',
    '--verbose': 'spark-submit’s own log level; the driver’s log is kept whole',
    '-v': 'spark-submit’s own log level; the driver’s log is kept whole',
    '--load-spark-defaults': 'the client’s image decides its defaults',
  }),
);

const fromTarget = 'the generator makes the pod template from TARGET';

const ownedByClient: readonly (readonly [RegExp, string])[] = [
  [/^spark\.kubernetes\.(driver|executor)\.podTemplateFile$/, fromTarget],
  [
    /^spark\.(?:app\.id|kubernetes\.(?:driver\.pod\.name|executor\.podNamePrefix))$/,
    'each attempt needs a new name, which the generated client gives',
  ],
  [/^spark\.kubernetes\.submission\.waitAppCompletion$/, 'the generated client always waits for the driver'],
  [
    /^spark\.kubernetes\.(context|authenticate\.(submission\.)?(caCertFile|client(Key|Cert)File|oauthToken(File)?))$/,
    'the generated client runs in the cluster, under its service account',
  ],
  [/^spark\.driver\.(host|bindAddress)$/, 'in cluster mode Spark itself sets it, and refuses any other'],
  [/^spark\.submit\.deployMode$/, 'the generated client always submits in cluster mode'],
  [/^spark\.(yarn|mesos|deploy|master\.rest|worker)\./, 'it belongs to another cluster manager'],
  [/^spark\.cores\.max$/, 'only standalone clusters read it; set spark.executor.instances and spark.executor.cores'],
];

/** Settings that are members of a profile. */
const profileMembers: Readonly<Record<string, string>> = {
  'spark.kubernetes.namespace': 'namespace',
  'spark.kubernetes.container.image.pullPolicy': 'imagePullPolicy',
  'spark.kubernetes.container.image.pullSecrets': 'imagePullSecrets',
  'spark.kubernetes.authenticate.driver.serviceAccountName': 'serviceAccount',
  'spark.kubernetes.authenticate.executor.serviceAccountName': 'executorServiceAccount',
};

/** Takes one setting over, or says why not. */
export function takeSetting(
  draft: Draft,
  key: string,
  word: Pick<Word, 'text' | 'unknown' | 'overridable' | 'place'>,
  again = 'given again later: the last one counts',
): void {
  const { text: value, unknown } = word;
  const secret = credentialIn(key, unknown.length > 0 ? atRunTime : value);
  const { place } = word;
  if (secret && unknown.length === 0) draft.secrets.add(value);
  const text = secret ? `${key}=…` : `${key}=${value}`;
  const environment = /^spark\.(?:kubernetes\.driverEnv|executorEnv)\.(.+)$/.exec(key)?.[1];
  const owner = ownedByClient.find(([pattern]) => pattern.test(key));
  if (key === 'spark.master') {
    takeMaster(draft, word);
    return;
  }
  if (key === 'spark.app.name') {
    if (unknown.length === 0) {
      if (word.overridable) draft.change(place, text, 'run-time', fixed);
      if (draft.named) draft.lose(draft.named.place, `${key}=${draft.named.text}`, again);
      draft.named = { place, text: value };
      draft.name = value;
      // A service's name is a DNS label; Spark shows the one that was written.
      if (dnsLabel(value) === value) draft.settings.delete(key);
      else draft.settings.set(key, { value, tunable: false, place });
    } else draft.lose(place, text, 'the service’s name must be known when the template is made');
    return;
  }
  if (owner) {
    draft.lose(place, text, owner[1]);
    return;
  }
  if (!key.startsWith('spark.')) {
    draft.lose(place, text, 'spark-submit ignores a key that does not begin with spark.');
    return;
  }
  // What the platform hands over anyway.
  if (environment !== undefined && draft.alida && unknown.length > 0) {
    if ((builtIn.globals as readonly string[]).includes(environment) || Object.hasOwn(builtIn.secretEnv, environment))
      return;
  }
  if (secret) {
    draft.lose(place, text, 'a credential: give it by a Secret, with secretEnv in the profile');
    return;
  }
  const member = profileMembers[key];
  if (member !== undefined) {
    if (unknown.length > 0) draft.lose(place, text, `depends on ${unknown.join(', ')}: write ${member} in the profile`);
    else {
      if (word.overridable) draft.change(place, text, 'run-time', fixed);
      const before = draft.profile.get(member);
      if (before && String(before.value) !== value)
        draft.lose(before.place, `${member}: ${[before.value].flat().join(', ')}`, again);
      draft.profile.set(member, {
        value:
          member === 'imagePullSecrets'
            ? value
                .split(',')
                .map((one) => one.trim())
                .filter(Boolean)
            : value,
        place,
      });
    }
    return;
  }
  const before = draft.settings.get(key);
  if (before && before.value !== value)
    draft.lose(before.place, `${key}=${before.value ?? before.written ?? ''}`, again);
  if (unknown.length > 0) {
    if (key !== 'spark.kubernetes.container.image') draft.change(place, text, 'run-time', givenByRun(value, unknown));
    draft.settings.set(key, { tunable: true, place, written: value });
    return;
  }
  const lines = value.includes('\n');
  if (lines)
    draft.change(
      place,
      `${key}=${value.trim().replace(/\n[\s\S]*/, ' …')}`,
      'control-character',
      'of several lines: a parameter of the run, which has this as its default',
    );
  if (word.overridable && key === 'spark.kubernetes.container.image') draft.change(place, text, 'run-time', fixed);
  draft.settings.set(key, { value, tunable: word.overridable || lines, place });
}

export const fixed =
  'a default that a caller may change: written as it stands, for it must be known when the template is made';

const givenByRun = (value: string, parts: readonly string[]): string =>
  parts.length === 1 && parts[0] === value
    ? 'known only then: a parameter of the run'
    : `put together from ${parts.join(', ')}: the whole value is a parameter of the run`;

function takeMaster(draft: Draft, { text, unknown, place }: Pick<Word, 'text' | 'unknown' | 'place'>): void {
  const inCluster = /^k8s:\/\/(https:\/\/)?kubernetes\.default(\.svc(\.cluster\.local)?)?(:443)?\/?$/;
  if (inCluster.test(text)) return;
  const why =
    unknown.length > 0
      ? `depends on ${unknown.join(', ')}: the generated client runs in the cluster and asks kubernetes.default.svc`
      : !text.startsWith('k8s://')
        ? 'the generated client submits to Kubernetes'
        : 'an address seen from outside: the generated client runs in the cluster and asks kubernetes.default.svc';
  draft.lose(place, `--master ${text}`, why);
}

/** Spark prefers the classes of a primary jar too. */
const isJar = ({ mainClass, resource = '' }: Draft): boolean =>
  mainClass !== undefined || !/\.(py|[rR])$/.test(resource);

/** Leaves out what does nothing, and adds what Alida's own scripts mean and do not say. */
export function tidy(draft: Draft): void {
  const [requested, slots] = ['spark.kubernetes.executor.request.cores', 'spark.executor.cores'];
  const request = draft.settings.get(requested);
  if (draft.alida && request?.value !== undefined && /^\d+$/.test(request.value) && !draft.settings.has(slots)) {
    draft.settings.set(slots, request);
    const text = `${requested}=${request.value}`;
    draft.change(
      request.place,
      text,
      'one-task',
      `what the pod asks for, while an executor ran one task at a time: ${slots} is written too`,
    );
  }
  if (draft.settings.has('spark.kubernetes.file.upload.path')) {
    for (const key of ['spark.jars', 'spark.files', 'spark.archives', 'spark.submit.pyFiles']) {
      const { place, value = '' } = draft.settings.get(key) ?? {};
      const own = value.split(',').filter((file) => file !== '' && /^(?:file:|(?![a-z][a-z0-9+.-]*:\/))/.test(file));
      if (place && own.length > 0)
        draft.change(
          place,
          `${key}=${value}`,
          'file-not-reachable',
          'uploaded by the client: its image must hold what it uploads',
        );
    }
  }
  const jars = ['spark.jars', 'spark.jars.packages', 'spark.driver.extraClassPath', 'spark.executor.extraClassPath'];
  if (isJar(draft) || jars.some((key) => draft.settings.has(key))) return;
  for (const key of ['spark.driver.userClassPathFirst', 'spark.executor.userClassPathFirst']) {
    const setting = draft.settings.get(key);
    if (setting === undefined) continue;
    draft.settings.delete(key);
    draft.lose(
      setting.place,
      `${key}=${setting.value ?? ''}`,
      'experimental, and without jars of the program’s own there is nothing to prefer',
    );
  }
}

function optionValue(words: readonly Word[], option: string): string | undefined {
  const at = words.findIndex(({ text }) => text === option || text.startsWith(`${option}=`));
  const text = words[at]?.text;
  return text === option ? words[at + 1]?.text : text?.slice(option.length + 1);
}

/** Whether the driver is a pod of its own. */
export const isInCluster = ({ words }: Script): boolean =>
  words.some(({ text }) => /^(--deploy-mode=|spark\.submit\.deployMode=)?cluster$/.test(text));

const noFiles: Files = { properties: () => false, podTemplate: () => false };

/** Reads the words after `spark-submit`. */
export function takeCommandLine(draft: Draft, script: Script, files = noFiles): void {
  // What a file sets counts less than what the command says.
  const fromFile = files.properties(optionValue(script.words, '--properties-file'));
  for (const [name, key] of Object.entries(environment)) {
    const variable = script.exported.has(name) ? script.variables.get(name) : undefined;
    if (variable) takeSetting(draft, key, variable);
  }
  const words = script.words.flatMap((word, i) => asTyped(draft, word, script.words[i - 1]));
  let at = 0;
  const next = (): Word | undefined => words[at++];
  let follow = false;
  const options = new Set<string>();
  for (let word = next(); word !== undefined; word = next()) {
    const { text, place } = word;
    const equals = text.indexOf('=');
    const joined = text.startsWith('--') && equals > 0;
    const option = joined ? text.slice(0, equals) : text;
    if (isPlaceholder(text)) {
      draft.lose(place, text, 'a placeholder');
      continue;
    }
    if (text.startsWith('<(')) {
      draft.lose(place, text, 'what another command writes: write target and pod in the profile');
      continue;
    }
    const nothing = switches.get(option);
    if (nothing !== undefined) {
      draft.lose(place, text, nothing);
      continue;
    }
    if (!option.startsWith('-')) {
      const [key = '', ...rest] = text.split('=');
      if (/^spark(\.[\w-]+)+$/.test(key) && rest.length > 0) {
        takeSetting(draft, key, { ...word, ...after(word, key.length + 1) });
        draft.change(place, text, 'no-option', 'no --conf before it: taken for a setting');
        continue;
      }
      follow ||= isExpansion(word) && (optionsFollow(words.slice(at)) || isForOptions(word, words.slice(at)));
      if (isExpansion(word) && follow) {
        follow = optionsFollow(words.slice(at));
        draft.lose(place, text, 'it stands for options that only the caller knows: add them to the definition');
        continue;
      }
      takeProgram(draft, word, words.slice(at));
      return;
    }
    follow = false;
    const value = joined ? { ...word, text: text.slice(equals + 1) } : next();
    if (value === undefined) {
      draft.lose(place, text, 'an option without its value');
      return;
    }
    if (option !== '--properties-file' || !fromFile) takeOption(draft, option, value, files, options);
  }
}

/** Whether nothing of the word is known: `$EXTRA`, `"${OPTS[@]}"`, `"$@"`, `{{inputs.parameters.options}}`. */
const isExpansion = ({ callersArguments, text, unknown }: Word): boolean =>
  callersArguments !== undefined || (unknown.length === 1 && unknown[0] === text) || /^\{\{[^{}]*\}\}$/.test(text);

/** Whether a variable's name says that it stands for options, and one for the program comes after it. */
const isForOptions = ({ callersArguments, text }: Word, [next]: readonly Word[]): boolean =>
  (callersArguments !== undefined || /(?:ARG|OPT|CONF|FLAG|EXTRA|PARAM)/i.test(text.replace(/^\{\{.*\./, ''))) &&
  !/APP(?:LICATION)?_?ARG|PROGRAM|JOB_?ARG|TARGET(?![a-z_])|JAR/i.test(text) &&
  next !== undefined &&
  mayBeProgram(next);

const mayBeProgram = (word: Word): boolean =>
  isExpansion(word) || word.unknown.length > 0 || /\.(py|jar|[rR])$|:\/\//.test(word.text);

/** A word as it was typed before a text editor or a list of words changed it. */
function asTyped(draft: Draft, word: Word, before: Word | undefined): Word[] {
  const { place, text } = word;
  const [, option = '', value = ''] = /^\s*(--?[\w-]+)[ \t]+(\S[\s\S]*)$/.exec(text) ?? [];
  if (takesValue(option) && !takesValue(before?.text ?? '')) {
    draft.change(
      place,
      text,
      'one-word',
      'an option and its value in one word, which spark-submit would not know: taken for two',
    );
    return [
      { ...word, text: option, unknown: [] },
      { ...word, text: value },
    ];
  }
  if (!/^[\u2013\u2014]\w|^[\u201c\u201d\u2018\u2019]/.test(text)) return [word];
  const typed = text
    .replace(/^[\u2013\u2014]+/, '--')
    .replace(/^[\u201c\u201d\u2018\u2019]|[\u201c\u201d\u2018\u2019]$/g, '');
  draft.change(place, text, 'typography', `a text editor’s dashes and quotation marks: ${typed} is read`);
  return [{ ...word, text: typed }];
}

/** Whether options of spark-submit come next, and a program after them: a program of one's own may have options too. */
function optionsFollow(words: readonly Word[]): boolean {
  let options = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) break;
    const [option = ''] = word.text.split('=', 1);
    if (isExpansion(word) && options === 0) continue;
    if (!option.startsWith('-')) {
      return options > 0 && mayBeProgram(word);
    }
    if (!switches.has(option) && !takesValue(option)) return false;
    options++;
    if (!switches.has(option) && !(option.startsWith('--') && word.text.includes('='))) i++;
  }
  return false;
}

const byOption = 'an option says it too, which counts more';

const valued = new Set(['--conf', '-c', '--master', '--name', '--class', '--deploy-mode']);
const takesValue = (option: string): boolean => valued.has(option) || settings.has(option) || dropped.has(option);

/** Takes one option. What it says counts, wherever it stands, before a setting of its key: `options` has those keys. */
function takeOption(draft: Draft, option: string, value: Word, files: Files, options: Set<string>): void {
  const { text, place } = value;
  const written = `${option} ${text}`;
  const key = settings.get(option);
  const why = dropped.get(option);
  if (option === '--conf' || option === '-c') {
    const split = text.indexOf('=');
    const open = partsBefore(value, split < 0 ? text.length : split);
    const role = /^spark\.kubernetes\.(driver|executor)\.podTemplateFile=/.exec(text)?.[1];
    if (open.length > 0) draft.lose(place, written, openKey(open));
    else if (split < 1) draft.lose(place, written, 'a setting is written key=value');
    else if (role === 'driver' || role === 'executor') {
      if (files.podTemplate(role, text.slice(split + 1))) return;
      const beside = 'no such file lies beside this one: write target and pod in the profile';
      draft.lose(place, text, draft.profile.has('target') ? fromTarget : beside);
    } else if (options.has(text.slice(0, split))) draft.lose(place, text, byOption);
    else takeSetting(draft, text.slice(0, split), { ...value, ...after(value, split + 1) });
  } else if (key !== undefined) {
    options.add(key);
    takeSetting(draft, key, value, byOption);
  } else if (option === '--master') takeMaster(draft, value);
  else if (option === '--class') {
    takeMainClass(draft, value, written);
  } else if (option === '--deploy-mode') {
    if (text !== 'cluster') draft.lose(place, written, 'the generated client always submits in cluster mode');
  } else if (why !== undefined) draft.lose(place, written, why);
  else {
    // It may be a credential.
    if (text !== '') draft.unshown.add(text);
    draft.lose(place, `${option} …`, 'spark-submit has no such option');
  }
}

export function takeMainClass(draft: Draft, { overridable, place, text, unknown }: Word, written: string): void {
  if (text.trim() === '') {
    draft.lose(place, written, 'it names no class');
    return;
  }
  if (draft.mainClass !== undefined)
    draft.lose(place, draft.mainClass, 'another main class is given after it, which counts');
  draft.mainClass = unknown.length > 0 ? text.replace(/[^\w.]/g, '_') : text;
  if (unknown.length > 0) draft.change(place, written, 'run-time', toPutIn('the main class', draft.mainClass));
  else if (overridable) draft.change(place, written, 'run-time', fixed);
}

/** What is not known of a word's text before `end`. */
const partsBefore = ({ text, unknown }: Pick<Word, 'text' | 'unknown'>, end: number): string[] =>
  unknown.filter((part) => text.slice(0, end + part.length - 1).includes(part));

export const openKey = (parts: readonly string[]): string =>
  `depends on ${parts.join(', ')}: a key must be known when the template is made`;

/** The part of a word from `start`. */
const after = ({ text, unknown }: Word, start: number): Pick<Word, 'text' | 'unknown'> => {
  const rest = text.slice(start);
  return { text: rest, unknown: unknown.filter((name) => rest.includes(name)) };
};

function takeProgram(draft: Draft, resource: Word, words: readonly Word[]): void {
  takeResource(draft, resource);
  takeArguments(draft, words);
}

const whole = 'the arguments from here on are a parameter of the run, application-args, one a line';

const toPutIn = (what: string, written: string): string =>
  `${what} must be known when the template is made: ${written} is written, put the right one in`;

/** Where Spark's own images begin: a relative path there is a path from here. */
export const imageFolder = '/opt/spark/work-dir';

/** Takes the program's file over, as the driver will find it. */
export function takeResource(draft: Draft, { overridable, place, text, unknown }: Word): void {
  const path = text.replace(/^file:(\/\/)?/, '');
  const unsafe = /[^-\w./+@=,:]/g;
  if (text === 'spark-internal') {
    draft.resource = text;
    return;
  }
  if (/^s3n?:\/\//.test(text)) {
    draft.resource = text.replace(/^s3n?:/, 's3a:');
    draft.change(place, text, 'main-file-not-reachable', `written as ${draft.resource}`);
  } else if (/^[a-z][a-z0-9+.-]+:\//i.test(path))
    draft.resource = path.replace(/^local:\/+/, 'local:///').replace(unsafe, '_');
  else {
    const clean = path
      .replace(/^[A-Za-z]:/, '')
      .replaceAll('\\', '/')
      .replace(/^\.\//, '')
      .replace(/[^-\w./+@=,]/g, '_');
    const folder = draft.folder === undefined || draft.folder === '' ? imageFolder : draft.folder.replace(/\/$/, '');
    draft.resource = `local://${clean.startsWith('/') ? clean : `${folder}/${clean}`}`;
    if (unknown.length === 0)
      draft.change(
        place,
        text,
        'main-file-not-reachable',
        `a file of the machine that submits: written as ${draft.resource}, a file of the application image`,
      );
  }
  if (unknown.length > 0) draft.change(place, text, 'run-time', toPutIn('the program', draft.resource));
  else if (overridable) draft.change(place, text, 'run-time', fixed);
}

/** Whether `application-args` can hold an argument. */
const isLine = (text: string): boolean => /^[^\n]+$/.test(text);

const isPlaceholder = (text: string): boolean => /^(\.\.\.|…|\[.*\])$/.test(text);

/** Whether a word may be an option's value: no option itself, nor what stands for any words. */
const isValue = (word: Word | undefined): word is Word =>
  word !== undefined && !/^(?:--?[A-Za-z]|‹\*)/.test(word.text) && word.callersArguments === undefined;

/** Takes the program's arguments over: `--key=value` as properties, the rest as it stands. */
export function takeArguments(draft: Draft, given: readonly Word[]): void {
  const words = given.toReversed();
  const taken = new Set<string>();
  const kept: (Pick<Note, 'place' | 'text'> & { readonly properties: number })[] = [];
  // What is no option may be a command, which the options after it belong to; an option may have several values: what
  // follows keeps its place.
  let inPlace = false;
  for (let word = words.pop(); word !== undefined; word = words.pop()) {
    const { text, place } = word;
    if (word.callersArguments !== undefined) {
      if (word.callersArguments === 'unquoted') {
        draft.change(
          place,
          text,
          'unquoted',
          'not quoted, so the shell splits values at blanks; the generated client hands on each argument whole',
        );
      }
      continue;
    }
    if (isPlaceholder(text)) {
      draft.lose(place, text, 'a placeholder');
      continue;
    }
    const [, key, joined] = /^--([^=\s]+)(?:=([\s\S]*))?$/.exec(text) ?? [];
    const [next, following] = [words.at(-2), words.at(-1)];
    const separate = key !== undefined && joined === undefined && isValue(following);
    const several = separate && isValue(next) && !isPlaceholder(next.text);
    const value = separate ? following : { ...word, ...after(word, text.indexOf('=') + 1) };
    if (credentialIn(key ?? '', value.unknown.length > 0 && key !== undefined ? atRunTime : value.text)) {
      if (separate) words.pop();
      if (value.unknown.length === 0) draft.secrets.add(value.text);
      const shown = key === undefined ? '…' : `--${key} …`;
      draft.lose(place, shown, 'a credential: give it by a Secret, with secretEnv in the profile');
      continue;
    }
    const isProperty = key !== undefined && (joined !== undefined || separate);
    if (separate) words.pop();
    if (!isProperty || inPlace || several || taken.has(key) || key === positional) {
      inPlace ||= several || !text.startsWith('-');
      const all = [word, ...(separate ? [value] : [])];
      kept.push({ place, text: all.map((one) => one.text).join(' '), properties: draft.arguments.length });
      draft.positional.push(...all);
      continue;
    }
    taken.add(key);
    if (separate) {
      draft.change(place, `${text} ${value.text}`, 'one-token', `arrives as --${key}=${value.text}`);
    }
    const { unknown: parts } = value;
    if (parts.length > 0) draft.change(place, `--${key}=${value.text}`, 'run-time', givenByRun(value.text, parts));
    draft.arguments.push({ key, ...(value.unknown.length === 0 && { value: value.text }), place });
  }
  const last = draft.arguments.at(-1);
  for (const { place, properties, text } of kept)
    if (last && properties < draft.arguments.length)
      draft.change(place, text, 'order', `arrives after --${last.key}: properties come first`);
  const open = draft.positional.filter(({ unknown }) => unknown.length > 0);
  const noLine = draft.positional.filter(({ text, unknown }) => unknown.length === 0 && !isLine(text));
  const [first] = draft.positional;
  const why = open.length > 0 ? 'not all of them are known' : 'not each of them can be a line';
  if (first && open.length + noLine.length > 0 && draft.positional.length > 1)
    draft.change(
      first.place,
      draft.positional
        .map(({ text, unknown }) => (unknown.length > 0 || /^\S+$/.test(text) ? text : JSON.stringify(text)))
        .join(' '),
      'run-time',
      `${whole}: ${why}`,
    );
  for (const { place, text } of open) draft.change(place, text, 'run-time', `known only then: ${whole}`);
  for (const { place, text } of noLine)
    draft.lose(place, JSON.stringify(text), 'no line can hold it: application-args has an argument a line');
}

/** Takes TARGET over from a script's variables. */
export function takeTarget(draft: Draft, script: Script): void {
  const target = script.variables.get('TARGET');
  if (target === undefined) return;
  try {
    const value: unknown = JSON.parse(target.text);
    if (typeof value === 'object' && value !== null) {
      draft.profile.set('target', { value, place: target.place });
      return;
    }
  } catch {
    // said below
  }
  draft.lose(
    target.place,
    'TARGET',
    'its value is no JSON that is known before the run: render it with `alida-argo pod-template`',
  );
}
