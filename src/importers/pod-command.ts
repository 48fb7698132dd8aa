import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { credentialIn } from '../credentials/index.js';
import type { Draft, Role } from './draft.js';
import { implied, nameOnly, record, scalar, textOf, type Field, type Manifest, type Take } from './manifest.js';
import { containerTakers, podMetadata, podSpecTakers } from './pods.js';
import { takeSchedule } from './schedule.js';
import { filledIn, readScripts, type Script, type Surroundings, type Value } from './shell.js';
import { isInCluster, takeCommandLine, takeTarget } from './spark-submit.js';
import { Excerpt, type Piece, type Text } from './text.js';
import { readStrings } from './strings.js';
import { environment, isSparkSubmit, submits, type Word } from './word.js';

/** A container that calls spark-submit, and what of its surroundings counts for it. */
export interface Call {
  readonly container: Field;
  /** The pod's spec, or the template of a Workflow: the container and what stands beside it. */
  readonly pod: Field;
  /** Where the container stands in it. */
  readonly member: string;
  /** Where the pod stands in the resource. */
  readonly path: readonly string[];
  /** What stands beside it in its list. */
  readonly others: readonly Field[];
  /** What somebody puts in for `{{NAME}}`. */
  readonly placeholder: Surroundings['placeholder'];
}

const imageKey = 'spark.kubernetes.container.image';

const ofClient = 'the client’s own pod: sparkClient in the profile says how it runs';

const isShell = (text: string): boolean => /(^|\/)(ba|da|k|z|a)?sh$/.test(text);

/** The words of a container's command and arguments, each with its node. */
function wordsOf(manifest: Manifest, container: Node): { readonly text: string; readonly node: Node }[] {
  if (!isMap(container)) return [];
  return ['command', 'args'].flatMap((name) => {
    const list: unknown = container.get(name, true);
    const items = isSeq(list) ? list.items : isScalar(list) ? [list] : [];
    return items.map((node) => ({ text: textOf(manifest.plain(node as Node)), node: node as Node }));
  });
}

/** Whether a container calls spark-submit, by its own words or in a script. */
export function callsSparkSubmit(manifest: Manifest, container: Node): boolean {
  const source = isMap(container) ? textOf(container.get('source')) : '';
  return (
    wordsOf(manifest, container).some(({ text }) => text.includes('spark-submit')) || source.includes('spark-submit')
  );
}

/** A scalar's text, whose places are in the file. */
export function excerpt(text: Text, node: Scalar): Text {
  const [start = 0, end = start] = node.range ?? [];
  const value = textOf(node.value);
  if (node.type !== 'BLOCK_LITERAL') return new Excerpt(text, [{ text: value, start }]);
  const lines = text.content.slice(start, end).split('\n');
  const [header = '', ...body] = lines;
  let at = start + header.length + 1;
  const pieces: Piece[] = [];
  for (const [i, line] of value.split(/(?<=\n)/).entries()) {
    const there = body[i] ?? '';
    pieces.push({ text: line, start: at + Math.max(0, there.length - line.replace(/\n$/, '').length) });
    at += there.length + 1;
  }
  return new Excerpt(text, pieces);
}

/** Each spark-submit that a container calls. */
export function scriptsOf(manifest: Manifest, { container, placeholder }: Call): readonly Script[] {
  return scriptsIn(manifest, container, { environment: environmentOf(manifest, container, placeholder), placeholder });
}

/** Takes over what a container calls by one of its spark-submits. */
export function takeCall(manifest: Manifest, call: Call, script: Script): void {
  const { draft } = manifest;
  const { container, member, placeholder, pod } = call;
  for (const note of script.lost) draft.lost.push(note);
  for (const secret of script.secrets) draft.secrets.add(secret);
  draft.placeholder = placeholder;
  const metadata = metadataOf(manifest, call);
  if (isInCluster(script)) {
    takeClient(manifest, call);
    if (metadata) manifest.each(metadata, labelled(manifest.lost(ofClient)));
  } else {
    if (metadata) manifest.each(metadata, podMetadata(manifest, 'driver'));
    // The container is the driver.
    const own = { command: implied, args: implied, source: implied, image: imageKey };
    draft.folder = textOf(record(manifest.plain(container.node))?.workingDir);
    manifest.each(container, { ...containerTakers(manifest, 'driver'), ...own });
    manifest.each(pod, { ...podSpecTakers(manifest, 'driver'), ...beside(manifest), [member]: implied });
  }
  takeTarget(draft, script);
  const { settings } = draft;
  const ofDriver = settings.get(imageKey);
  settings.delete(imageKey);
  takeCommandLine(draft, script);
  const ofExecutors = settings.get(imageKey);
  const own = (role: Role): string => `spark.kubernetes.${role}.container.image`;
  if (ofDriver) {
    // The image that such a driver is told is for its executors.
    settings.set(imageKey, ofDriver);
    if (ofExecutors && ofExecutors.value !== ofDriver.value && !settings.has(own('executor')))
      settings.set(own('executor'), ofExecutors);
  }
  takeAccount(draft);
}

/** Of metadata only labels and annotations say more than the name. */
const labelled = (take: Take): Record<string, Take> => ({
  ...Object.fromEntries(nameOnly.map((name) => [name, implied])),
  labels: take,
  annotations: take,
});

/** What the pod of a call is labelled with: beside its spec, or in a Workflow's template. */
const metadataOf = (manifest: Manifest, { path, pod }: Call): Field | undefined =>
  path.at(-1) === 'spec'
    ? at(manifest, [...path.slice(0, -1), 'metadata'])
    : manifest.field(pod.node, pod.path, 'metadata');

/** Gives the client's account to all, where the driver has none of its own: a profile has one for both. */
function takeAccount({ clientAccount, lost, profile }: Draft): void {
  if (clientAccount === undefined) return;
  const { place, text } = clientAccount;
  const ofDriver = profile.get('serviceAccount')?.value;
  if (ofDriver === undefined) profile.set('serviceAccount', { value: text, place });
  else if (ofDriver !== text) {
    const why = `the client runs under the driver’s account, ${textOf(ofDriver)}: it needs the rights of both`;
    lost.push({ place, text: `serviceAccount: ${text}`, why });
  }
}

/** What a Workflow or its template is given: values of parameters are put in where they are used. */
const given = (manifest: Manifest): Take => {
  return (field) => {
    manifest.each(field, {
      artifacts: manifest.lost('a driver gets no artifacts of Argo’s: its program reads them'),
      parameters: (list) => {
        for (const { place, value } of manifest.items(list))
          if (value.enum !== undefined)
            manifest.draft.lose(place, `${textOf(value.name)}.enum`, 'a parameter takes any value of its type');
      },
    });
  };
};

/** What a Workflow's template has beside its pod. */
const beside = (manifest: Manifest): Record<string, Take> => ({
  name: implied,
  metadata: implied,
  inputs: given(manifest),
  containers: manifest.lost('another container of the pod'),
  activeDeadlineSeconds: (field) => {
    const ofAll = manifest.draft.profile.get('deadlines');
    if (ofAll) manifest.draft.lose(ofAll.place, 'activeDeadlineSeconds', 'its template has one of its own');
    manifest.draft.profile.set('deadlines', { value: { running: Number(scalar(field.node)) }, place: field.place });
  },
  retryStrategy: manifest.lost('write retry in the profile'),
  retries: manifest.lost('write retry in the profile'),
  outputs: manifest.lost('a driver has no outputs of Argo’s'),
});

/** The pod that only submits. */
function takeClient(manifest: Manifest, { container, member, pod }: Call): void {
  const { draft } = manifest;
  const lost = manifest.lost(ofClient);
  const { env, source } = record(manifest.plain(container.node)) ?? {};
  const text = wordsOf(manifest, container.node).map((word) => word.text);
  const used = [...text, textOf(source), JSON.stringify(env)].join('\n');
  for (const field of manifest.fields(container.node, container.path)) {
    const name = field.path.slice(container.path.length + 1);
    if (/^(name|command|args|source)$/.test(name)) continue;
    if (name === 'image') draft.clientImage = manifest.word(scalar(field.node) ?? '', field.place);
    else if (name === 'imagePullPolicy')
      manifest.lose(field, 'the client’s own: imagePullPolicy in the profile is the driver’s and the executors’');
    else if (name !== 'env') manifest.lose(field, ofClient);
    else {
      for (const { place, value } of manifest.items(field)) {
        const variable = textOf(value.name);
        const read = new RegExp(`\\$[({]?${variable.replace(/\W/g, '')}\\b`).test(used);
        if (!read && !Object.hasOwn(environment, variable))
          draft.lose(place, `${field.path}: ${variable}`, 'the client’s environment does not reach the driver');
      }
    }
  }
  const serviceAccount: Take = (field) => {
    draft.clientAccount = manifest.word(scalar(field.node) ?? '', field.place);
  };
  const takers: Record<string, Take> = {
    ...beside(manifest),
    [member]: implied,
    serviceAccountName: serviceAccount,
    serviceAccount,
  };
  for (const field of manifest.fields(pod.node, pod.path)) {
    const take = takers[field.path.slice(pod.path.length + 1)] ?? lost;
    if (typeof take !== 'string') take(field);
  }
}

/** The container's environment, as far as it is plain. A credential waits for the run. */
function environmentOf(
  manifest: Manifest,
  container: Field,
  placeholder: Surroundings['placeholder'],
): Map<string, Value> {
  const found = new Map<string, Value>();
  const list = manifest.field(container.node, container.path, 'env');
  for (const { value } of list && isSeq(list.node) ? manifest.items(list) : []) {
    const [name, text] = [textOf(value.name), textOf(value.value)];
    if (name === '' || value.value === undefined || credentialIn(name, text)) continue;
    found.set(name, byKubelet(found, filledIn(text, { environment: found, placeholder })));
  }
  return found;
}

/** What the kubelet makes of a value: `$(NAME)` of the environment is put in, and two dollar signs are one. */
function byKubelet(environment: Surroundings['environment'], value: Value): Value {
  const unknown = [...value.unknown];
  const text = value.text.replace(/\$\$|\$\((\w+)\)/g, (all, name?: string) => {
    if (name === undefined) return '$';
    const put = environment.get(name) ?? { text: all, unknown: [all] };
    unknown.push(...put.unknown);
    return put.text;
  });
  return { ...value, text, unknown };
}

/** The same for a script, whose places stay. */
function expandedBy(environment: Surroundings['environment'], text: Text): Text {
  const pieces: Piece[] = [];
  let last = 0;
  for (const { 0: all, 1: name, index } of text.content.matchAll(/\$\$|\$\((\w+)\)/g)) {
    const value = name === undefined ? '$' : environment.get(name)?.text;
    if (value === undefined) continue;
    pieces.push({ text: text.content.slice(last, index), start: last }, { text: value, start: index });
    last = index + all.length;
  }
  return last === 0 ? text : new Excerpt(text, [...pieces, { text: text.content.slice(last), start: last }]);
}

function scriptsIn(manifest: Manifest, { node, place }: Field, around: Surroundings): readonly Script[] {
  const source = isMap(node) ? node.get('source', true) : undefined;
  const words = wordsOf(manifest, node);
  if (isScalar(source)) {
    const text = excerpt(manifest.text, source);
    return isShell(words[0]?.text ?? '') ? readScripts(text, around) : readStrings(text);
  }
  const [first] = words;
  const scriptOf = (line: Scalar, given: typeof words): Script[] =>
    readScripts(expandedBy(around.environment, excerpt(manifest.text, line)), {
      ...around,
      arguments: given.map(({ text }) => filledIn(text, around)),
    });
  const single = words.length === 1 && first && /spark-submit\s/.test(first.text) ? first.node : undefined;
  if (isScalar(single)) return scriptOf(single, []);
  const flag = words.findIndex(({ text }) => /^-\w*c$/.test(text));
  const line = words[flag + 1]?.node;
  if (first && isShell(first.text) && flag > 0 && isScalar(line)) return scriptOf(line, words.slice(flag + 2));
  const at = words.findIndex(({ text }) => isSparkSubmit(text));
  if (at < 0) return [];
  const [given, secrets] = [words.slice(at + 1), new Set<string>()];
  const script: Script = {
    words: given.map(({ text, node: word }): Word => {
      return { ...byKubelet(around.environment, filledIn(text, around)), place: manifest.place(word) };
    }),
    command: place,
    variables: new Map([...around.environment].map(([name, value]) => [name, { ...value, place }])),
    exported: new Set(around.environment.keys()),
    lost: [],
    secrets,
  };
  return submits(script.words) ? [script] : [];
}

/** The calls of a Pod, or of what makes Pods. */
export function podCalls(manifest: Manifest): Call[] {
  const { kind } = record(manifest.plain(manifest.root)) ?? {};
  const paths: Readonly<Record<string, string[]>> = {
    Pod: ['spec'],
    Job: ['spec', 'template', 'spec'],
    CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
    Deployment: ['spec', 'template', 'spec'],
    StatefulSet: ['spec', 'template', 'spec'],
  };
  const path = paths[textOf(kind)] ?? [];
  const pod = at(manifest, path);
  if (pod === undefined) return [];
  const list = manifest.field(pod.node, pod.path, 'containers');
  const containers = (list ? manifest.items(list) : []).map(({ node, place, value }) => {
    return { node, place, path: `${pod.path}.containers: ${textOf(value.name)}` };
  });
  const calling = containers.filter(({ node }) => callsSparkSubmit(manifest, node));
  const others = containers.filter((container) => !calling.includes(container));
  return calling.map((container) => ({
    container,
    pod,
    member: 'containers',
    path,
    others,
    placeholder: () => undefined,
  }));
}

/** Takes over what a resource has around its pod. */
export function takeAround(manifest: Manifest, { others, path }: Call): void {
  const { draft } = manifest;
  const set = (member: string, name: string): Take => {
    return ({ node, place }) => {
      draft.profile.set(member, { value: { [name]: Number(scalar(node)) }, place });
    };
  };
  const takers: Readonly<Record<string, Take>> = {
    ...Object.fromEntries(['apiVersion', 'kind', 'status', 'entrypoint'].map((name) => [name, implied])),
    metadata: (field) => {
      manifest.each(field, labelled(manifest.lost('of the resource, which no pod gets')));
    },
    arguments: given(manifest),
    replicas: manifest.lost('a service runs once for each Workflow'),
    selector: implied,
    activeDeadlineSeconds: set('deadlines', 'running'),
    ttlSecondsAfterFinished: set('ttl', 'afterCompletion'),
    backoffLimit: manifest.lost('write retry in the profile'),
    serviceAccountName: ({ node, place }) => {
      draft.clientAccount = { text: scalar(node) ?? '', place };
    },
  };
  for (const other of others) {
    const steps = (['dag', 'steps'] as const).some((name) => isMap(other.node) && other.node.has(name));
    const why = steps
      ? 'it calls other templates: a workflow of services says so'
      : 'no spark-submit in it: a service of its own';
    manifest.lose(other, why);
  }
  const isCron = textOf(record(manifest.plain(manifest.root))?.kind).startsWith('Cron');
  const suspend: Take = (field) => {
    if (manifest.plain(field.node) === true) manifest.lose(field, 'suspend the Workflow or the CronWorkflow instead');
  };
  for (const [i, name] of path.entries()) {
    const around = at(manifest, path.slice(0, i));
    if (around === undefined) continue;
    const here: Readonly<Record<string, Take>> = {
      ...takers,
      ...(name === 'spec' && i === path.length - 1 && { metadata: implied }),
      ...(isCron && i === 1 ? takeSchedule(manifest, draft) : { suspend }),
    };
    for (const field of manifest.fields(around.node, around.path)) {
      const member = field.path.slice(around.path === '' ? 0 : around.path.length + 1);
      if (member === name) continue;
      const take = Object.hasOwn(here, member) ? here[member] : undefined;
      if (typeof take === 'function') take(field);
      else manifest.lose(field, 'the generated WorkflowTemplate has steps of its own around the driver');
    }
  }
}

/** The member of the resource that a path leads to. */
export function at(manifest: Manifest, path: readonly string[]): Field | undefined {
  let field: Field | undefined = { node: manifest.root, path: '', place: manifest.place(manifest.root) };
  for (const name of path) {
    const next: Field | undefined = field && manifest.field(field.node, field.path, name);
    field = next && { ...next, path: next.path.replace(/^\./, '') };
  }
  return field;
}
