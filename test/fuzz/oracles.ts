import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { catalogue, type Diagnostic } from '../../src/diagnostics/index.js';
import { injected, mark, password, token } from './mutate.js';
import { here, type Call, type Outcome } from './run.js';

// What must hold whatever the input is; told by other means than those of src/.

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What can be found not to hold; oracles.test.ts shows of each that it is found. */
export type Oracle =
  | 'the exit code'
  | 'errors, and yet fine'
  | 'not fine, and no error'
  | 'a product in spite of errors'
  | 'a control character on the terminal'
  | 'a code that the catalogue lacks'
  | 'what is said'
  | 'a place in an unknown file'
  | 'a place outside the file'
  | 'the wrong line or column'
  | 'an edit outside the inputs'
  | 'a credential is shown'
  | 'written in spite of errors'
  | 'a path outside'
  | 'deleted'
  | 'what was made is no YAML'
  | 'YAML 1.1 and 1.2 differ'
  | 'no WorkflowTemplate'
  | 'a name'
  | 'two of one name'
  | 'the key of a label or an annotation'
  | 'a label'
  | 'an unclosed tag'
  | 'a tag of Argo'
  | 'a tag of an unknown parameter'
  | 'a pod'
  | 'podSpecPatch'
  | 'another service account'
  | 'spark-submit-args: no line break at the end'
  | 'spark-submit-args: no program'
  | 'spark-submit-args: an option twice'
  | 'spark-submit-args: a character that ends a line'
  | 'spark-submit-args: a line that was injected'
  | 'spark-submit-args: not the platform’s'
  | 'spark-submit-args: not permitted'
  | 'a member that was injected';

function fail(what: Oracle, about: unknown): never {
  const shown = typeof about === 'string' ? about : (JSON.stringify(about) as string | undefined);
  throw new Error(`${what}: ${shown?.slice(0, 600)}`);
}

/** Every text of a value, with the members that lead to it. */
function* texts(
  value: unknown,
  path: readonly string[] = [],
): Generator<readonly [text: string, path: readonly string[]]> {
  if (typeof value === 'string') yield [value, path];
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (!Array.isArray(value)) yield [key, [...path, '(key)']];
      yield* texts(member, [...path, key]);
    }
  }
}

// Tags. Every text in an expression becomes T, and every list of texts and parameters L: what is left is one of these.
const literal = /"(?:[^"\\{}]|\\u[0-9a-f]{4}|\\n)*"|'[^'\\{}]*'/g;
const item = String.raw`(?:P == T \? T : )?T(?: \+ P)?`;
const list = new RegExp(String.raw`\[(?:${item}(?:, ${item})*)?\]`, 'g');
const shapes = new Set([
  'P',
  'replace(P, T, T)',
  'O',
  'join(sort(map(toPairs(inputs.parameters), #[0] + T + sprig.b64enc(#[1]))), T)',
  'sprig.sha1sum(node.name)',
  'string(len(P))',
  'sprig.unixEpoch(sprig.now())',
  'P[0:98304]',
  'P[98304:196608]',
  'P[196608:294912]',
  'P[294912:393216]',
  'P != T ? P : P + T + workflow.uid + T',
  'P != T ? P : T',
  'toJson(map(filter(concat(L, split(P, T)), # != T), replace(#, T, T)))',
]);
const variables = /^(workflow\.(uid|name|status)|tasks\.[-\w]+\.(status|startedAt)|inputs\.parameters\.[-\w]+)$/;
const argos = /^(=|\s*(item|steps|inputs|outputs|pod|workflow|tasks|node|retries|lastRetry|cronworkflow)\s*(\.|$))/;

const shapeOf = (expression: string): string =>
  expression
    .replace(literal, 'T')
    .replaceAll('tasks[T].outputs.parameters[T]', 'O')
    .replaceAll('inputs.parameters[T]', 'P')
    .replace(list, 'L');

/** What Argo would replace and we never write. */
function checkTags(text: string, parameters: ReadonlySet<string>): void {
  for (let start = text.indexOf('{{'); start >= 0;) {
    const end = text.indexOf('}}', start + 2);
    if (end < 0) fail('an unclosed tag', text.slice(start));
    const inner = text.slice(start + 2, end);
    const isOurs = inner.startsWith('=') ? shapes.has(shapeOf(inner.slice(1))) : variables.test(inner);
    if (!isOurs && inner.split('{{').some((part) => argos.test(part))) fail('a tag of Argo', inner);
    const [, name = ''] = /^inputs\.parameters\.(.*)$/.exec(inner) ?? [];
    if (name !== '' && !parameters.has(name)) fail('a tag of an unknown parameter', inner);
    start = text.indexOf('{{', end + 2);
  }
}

/** What no pod of ours has. */
const forbidden = new Set(['hostNetwork', 'hostPID', 'hostIPC', 'hostPath', 'hostPort', 'nodeName', 'hostAliases', 'nfs', 'persistentVolumeClaim', 'ephemeralContainers', 'procMount', 'schedulerName']); // prettier-ignore

function checkPod(value: unknown, where: string): void {
  if (!isObject(value) && !Array.isArray(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (forbidden.has(key) || (/^(privileged|allowPrivilegeEscalation)$/.test(key) && member === true))
      fail('a pod', [where, key, member]);
    checkPod(member, where);
  }
}

function checkPatch(patch: string, isPlatforms: boolean): void {
  let json = '';
  let at = 0;
  for (let start = patch.indexOf('{{='); start >= 0; start = patch.indexOf('{{=', at)) {
    json += `${patch.slice(at, start)}["T"]`;
    at = patch.indexOf('}}', start) + 2;
  }
  const parsed = JSON.parse(json + patch.slice(at)) as Members;
  const { containers = [], imagePullSecrets, terminationGracePeriodSeconds: seconds = 0, ...more } = parsed;
  // A profile may lay a piece of a pod over that of a service with GPUs.
  if ((Object.keys(more).length > 0 && !isPlatforms) || typeof seconds !== 'number') fail('podSpecPatch', patch);
  for (const one of [...(containers as Members[]), ...((imagePullSecrets ?? []) as Members[])]) {
    const { args = [], name, resources, ...others } = one;
    if (resources !== undefined && !isPlatforms) fail('podSpecPatch', patch);
    if (Object.keys(others).length > 0 || !Array.isArray(args) || typeof name !== 'string') fail('podSpecPatch', patch);
  }
}

const options = /^--(?:(?:name|class)=|conf=spark\.[^=]+=)/;

function checkSubmitArgs(text: string, isCut: boolean, isPlatforms: boolean): void {
  if (!text.endsWith('\n')) fail('spark-submit-args: no line break at the end', text.slice(-50));
  const all = text.slice(0, -1).split('\n');
  const resource = all.findIndex((line) => !options.test(line));
  const before = all.slice(0, resource);
  if (resource < 0 || (all[resource] ?? '').startsWith('-') || all[resource] === '')
    fail('spark-submit-args: no program', all[resource]);
  for (const [option, most] of [
    ['--name=', 1],
    ['--class=', 1],
  ] as const) {
    if (before.filter((line) => line.startsWith(option)).length > most)
      fail('spark-submit-args: an option twice', [option, text]);
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const broken = all.find((line) => /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/.test(line));
  if (broken !== undefined) fail('spark-submit-args: a character that ends a line', broken);
  const foreign = isCut ? undefined : all.find((line) => injected.includes(line));
  if (foreign !== undefined) fail('spark-submit-args: a line that was injected', foreign);
  if (isPlatforms) return;
  // What the built-in profile leaves to nobody.
  const fixed: Readonly<Record<string, string>> = {
    '--conf=spark.kubernetes.authenticate.executor.serviceAccountName=': 'spark-executor',
  };
  for (const line of before) {
    const head = Object.keys(fixed).find((start) => line.startsWith(start));
    if (head !== undefined && line !== head + (fixed[head] ?? '')) fail('spark-submit-args: not the platform’s', line);
    if (
      /^--conf=spark\.kubernetes\.(driver|executor)\.(volumes\.(hostPath|nfs)|secrets\.|podTemplateFile|label\.)/.test(
        line,
      )
    )
      fail('spark-submit-args: not permitted', line);
  }
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const qualified = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function checkNames(manifest: Members): void {
  const { name, namespace } = manifest.metadata as Members;
  for (const one of [name, namespace]) if (typeof one !== 'string' || !label.test(one)) fail('a name', one);
  const walk = (value: unknown, key = ''): void => {
    if (Array.isArray(value)) {
      const names = value.flatMap((one) => (isObject(one) && typeof one.name === 'string' ? [one.name] : []));
      if (new Set(names).size < names.length) fail('two of one name', [key, names]);
      const form = { parameters: /^[-\w]+$/, env: /^[-._a-zA-Z][-._a-zA-Z0-9]*$/, templates: /^[a-zA-Z0-9][-a-zA-Z0-9]{0,127}$/, tasks: /^[a-zA-Z0-9][-a-zA-Z0-9]{0,127}$/, volumes: label }[key]; // prettier-ignore
      const wrong = form && names.find((one) => !form.test(one));
      if (wrong !== undefined) fail('a name', [key, wrong]);
      for (const one of value) walk(one, key);
    } else if (isObject(value)) {
      if (key === 'labels' || key === 'annotations') {
        for (const [own, text] of Object.entries(value)) {
          if (!qualified.test(own)) fail('the key of a label or an annotation', own);
          if (key === 'labels' && !(typeof text === 'string' && (labelValue.test(text) || text.startsWith('{{'))))
            fail('a label', text);
        }
      }
      for (const [own, member] of Object.entries(value)) walk(member, own);
    }
  };
  walk(manifest);
}

/** A schedule runs a template by its name, with values and nothing else; the one tag is the time that it was due. */
function checkCron(manifest: Members): void {
  checkNames(manifest);
  const { workflowSpec, ...rest } = manifest.spec as Members;
  const { arguments: given, workflowTemplateRef, ...more } = workflowSpec as Members;
  if (Object.keys(more).length > 0) fail('a member that was injected', more);
  for (const [text] of texts([manifest.metadata, rest, workflowTemplateRef])) checkTags(text, new Set());
  for (const [text] of texts(given)) checkTags(text.replaceAll('{{workflow.scheduledTime}}', ''), new Set());
}

function checkManifest(manifest: unknown, isCut: boolean, isPlatforms: boolean): void {
  if (!isObject(manifest)) fail('no WorkflowTemplate', manifest);
  if (manifest.kind === 'CronWorkflow') {
    checkCron(manifest);
    return;
  }
  if (manifest.kind !== 'WorkflowTemplate') fail('no WorkflowTemplate', manifest);
  checkNames(manifest);
  const spec = manifest.spec as { readonly templates: readonly Members[] };
  for (const template of spec.templates) {
    const { inputs, podSpecPatch, ...others } = template;
    const parameters = ((inputs as Members | undefined)?.parameters ?? []) as readonly Members[];
    const names = new Set(parameters.map(({ name }) => String(name)));
    for (const [text] of texts(template)) checkTags(text, names);
    checkPod(others, 'a pod');
    if (typeof podSpecPatch === 'string') checkPatch(podSpecPatch, isPlatforms);
    if (!isPlatforms && ![undefined, 'argo-workflow'].includes(template.serviceAccountName as string))
      fail('another service account', template.serviceAccountName);
    for (const { default: value, name } of parameters) {
      if (name === 'spark-submit-args' && typeof value === 'string' && value !== '')
        checkSubmitArgs(value, isCut, isPlatforms);
      if (name !== 'pod-template' || typeof value !== 'string' || value === '') continue;
      for (const pod of parseAllDocuments(value)) if (!isPlatforms) checkPod(pod.toJS(), 'the pod template');
    }
  }
  const { templates, ...rest } = manifest.spec as Members;
  for (const [text] of texts([manifest.metadata, rest])) checkTags(text, new Set());
  if (JSON.stringify(templates).includes(`"${mark}":`)) fail('a member that was injected', mark);
}

/** The manifests among what was made, from JSON or YAML. */
export function manifestsIn(product: string): unknown[] {
  if (product === '') return [];
  if (/^[[{]/.test(product)) {
    const value = JSON.parse(product) as Members;
    return (value.kind === 'List' ? value.items : (value.manifests ?? [value])) as unknown[];
  }
  const read = (version: '1.1' | '1.2'): unknown[] =>
    parseAllDocuments(product, { version, logLevel: 'silent' }).map((document) => {
      const [problem] = document.errors;
      if (problem) fail('what was made is no YAML', problem.message);
      return document.toJS() as unknown;
    });
  const values = read('1.2');
  // It takes the time of several inputs.
  if (product.length % 8 === 0 && !isDeepStrictEqual(read('1.1'), values)) fail('YAML 1.1 and 1.2 differ', product);
  return values;
}

function checkDiagnostics(diagnostics: readonly Diagnostic[], { inputs, stderr, stdout }: Outcome): void {
  const said = stderr + stdout;
  const spoiled = ['undefined', '[object ', 'NaN'].filter(
    (word) => ![...inputs.values()].some((b) => b.includes(word)),
  );
  const isTold = (file: string): boolean =>
    [`"file":"${file}"`, `"file": "${file}"`].some((text) => said.includes(text)) || said.includes(`\n${file}:`);
  for (const { code, fix, message, place, remedy } of diagnostics) {
    for (const { end, file, start } of fix?.edits ?? []) {
      const length = inputs.get(file)?.toString('utf8').length ?? (isTold(file) ? -1 : Infinity);
      if (start.offset > end.offset || end.offset > length) fail('an edit outside the inputs', { code, file, end });
    }
    if (!Object.hasOwn(catalogue, code)) fail('a code that the catalogue lacks', code);
    // Of the inputs' own words nothing is told by them.
    if (spoiled.some((word) => message.includes(word) || remedy.includes(word)) || message === '' || remedy === '')
      fail('what is said', { code, message, remedy });
    const { end, file, start } = place;
    const bytes = inputs.get(file);
    // Of output folders only the whole is told; what is found inside a text is told elsewhere.
    if (!bytes && isTold(file) && (start.offset !== 0 || end.offset !== 0)) fail('a place in an unknown file', file);
    if (!bytes) continue;
    const text = bytes.toString('utf8').replace(/^\ufeff/, '');
    if (start.offset > end.offset || end.offset > text.length)
      fail('a place outside the file', { code, start, end, length: text.length });
    const above = text.slice(0, start.offset).split('\n');
    if (start.line !== above.length || start.column !== (above.at(-1)?.length ?? 0) + 1)
      fail('the wrong line or column', { code, start });
  }
}

/** Everything that a run says or leaves. */
const everything = ({ after, before, stderr, stdout }: Outcome): string[] => [
  stdout,
  stderr,
  ...[...after].filter(([path, text]) => before.get(path) !== text).flat(),
];

function checkSecrets(call: Call, outcome: Outcome): void {
  const inputs = call.documents.map(({ bytes }) => bytes.toString('utf8'));
  // Glued to other letters it is another text; with leave it may be shown.
  const isAllowed = inputs.some((text) => text.includes('credentials'));
  const shown = (secret: string): string | undefined => {
    const wholes = inputs.join('\n').split(secret);
    const isWhole = wholes.slice(1).every((after, n) => !/[\w-]$/.test(wholes[n] ?? '') && !/^[\w-]/.test(after));
    return isWhole ? everything(outcome).find((text) => text.includes(secret)) : undefined;
  };
  for (const secret of [token, ...(call.documents.every(({ tree }) => tree) ? [password] : [])]) {
    const text = isAllowed ? undefined : shown(secret);
    if (text !== undefined) fail('a credential is shown', text.slice(Math.max(0, text.indexOf(secret) - 300)));
  }
}

const written = new RegExp(
  String.raw`^(${here}/(out|imported)/([A-Za-z0-9][-\w.]*/)*[A-Za-z0-9][-\w.]*\.(yaml|json)|${here}/out/\.alida-argo\.lock|cache/clean-runs)$`,
);
const pruned = new RegExp(String.raw`^${here}/out/(sub/)?(ours\.yaml|\.alida-argo\.lock)$`);

function checkPaths({ after, before, exit }: Outcome): void {
  for (const [path, text] of after) {
    if (before.get(path) === text) continue;
    if (exit === 1) fail('written in spite of errors', path);
    if (!written.test(path)) fail('a path outside', path);
  }
  for (const path of before.keys()) {
    if (!after.has(path) && path !== `${here}/out/.alida-argo.busy` && (exit === 1 || !pruned.test(path)))
      fail('deleted', path);
  }
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** What each command makes of sound inputs. */
const makesManifests = new Set(['generate', 'export']);
const reporting = new Set(['validate', 'dockerfile', 'check', 'hook']);

/** Throws where something does not hold. */
export function check(call: Call, outcome: Outcome): void {
  const { command, documents } = call;
  const { after, before, exit, inputs, stderr, stdout } = outcome;
  // Not all is told: import tries what it writes itself, and a folder may hold other files.
  const diagnostics = outcome.diagnostics.filter(
    ({ code, place }) => (stderr + stdout).includes(code) && (command !== 'import' || inputs.has(place.file)),
  );
  const isCut = documents.some(({ kind, tree }) => !tree && kind !== 'record');
  const isPlatforms = documents.some(({ kind }) => kind === 'platform') || isCut;
  const isHook = command === 'hook';
  if (![0, 1, 2, 16].includes(exit) && !(isHook && [200, 400, 422].includes(exit))) fail('the exit code', String(exit));
  const isFine = isHook ? exit === 200 : exit === 0 || exit === 16;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => [code, message]);
  const hasErrors = errors.length > 0;
  if (hasErrors && isFine && exit !== 16) fail('errors, and yet fine', [errors, stderr]);
  if (!hasErrors && exit === 1 && !/^error: /m.test(stderr)) fail('not fine, and no error', stderr);
  if (!isFine && !reporting.has(command) && stdout !== '' && !stdout.includes('"manifests": []'))
    fail('a product in spite of errors', stdout);
  if (controls.test(stderr))
    fail('a control character on the terminal', stderr.slice(Math.max(0, stderr.search(controls) - 100)));
  checkDiagnostics(diagnostics, outcome);
  checkSecrets(call, outcome);
  checkPaths(outcome);
  if (!isFine) return;
  const made = [
    ...(makesManifests.has(command) ? manifestsIn(stdout) : []),
    ...(isHook && /manifests"|^apiVersion/.test(stdout) ? manifestsIn(stdout) : []),
    ...[...after].flatMap(([path, text]) =>
      /\/out\/.*\.(yaml|json)$/.test(path) && before.get(path) !== text && !path.endsWith('kustomization.yaml')
        ? manifestsIn(text)
        : [],
    ),
  ];
  for (const manifest of made) checkManifest(manifest, isCut, isPlatforms);
}
