// What an input of a hostile shape costs: npm run bench:shapes [-- NAME…]. Each shape is read, compiled, planned, written and
// told, in three sizes, up to 1 MB (250 KB for import and Dockerfiles), in a thread that is ended when it never ends. Exits 1
// if one takes too long. Beside it stands how often the yaml package reads and writes an ordinary definition in that time.
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { documentKind, readSource } from '../src/definition/index.js';
import { Report } from '../src/diagnostics/index.js';
import { exportDocument } from '../src/pipeline/export.js';
import { importFile } from '../src/importers/index.js';
import { defaultProfile, readProfile } from '../src/platform/index.js';
import { toYaml } from '../src/render/index.js';
import { github } from '../src/reporters/github.js';
import { json } from '../src/reporters/json.js';
import { sarif } from '../src/reporters/sarif.js';
import { text as told } from '../src/reporters/text.js';
import { parse, stringify } from 'yaml';
import { checkDockerfile } from '../src/spark/dockerfile.js';

/** Milliseconds of a processor. */
const most = 1000;
/** On a machine that others use too, much more may pass; what never ends is ended. */
const patience = 60 * most;
/** As large as is read, and parts of that. */
const sizes = (name: string): number[] =>
  [50, 5, 1].map((part) => (name in imports || name in dockerfiles ? 250_000 : 1_000_000) / part);

const property = (key: string, value: unknown, more: object = {}): object => ({
  key,
  type: 'static',
  valueType: 'string',
  defaultValue: value,
  ...more,
});
const image = property('spark.kubernetes.container.image', 'registry.example/a:1');
const service = (properties: readonly object[], more: object = {}): object => ({
  name: 'service',
  version: '1.0.0',
  url: 'registry.example/client:1',
  properties: [image, ...properties],
  ...more,
});
const withOne = (key: string, value: unknown, more: object = {}): string =>
  JSON.stringify(service([property(key, value, more)]));

/** As many as fit. */
function* many(size: number, one: (n: number) => object): Generator<object> {
  for (let n = 0, taken = 0; taken < size; n += 1) {
    const made = one(n);
    taken += JSON.stringify(made).length + 1;
    yield made;
  }
}
const services = (size: number, one: (n: number) => object): string => JSON.stringify(service([...many(size, one)]));
const members = (size: number, one: (n: number) => readonly [string, unknown]): object => {
  const pairs: (readonly [string, unknown])[] = [];
  for (let n = 0, taken = 0; taken < size; n += 1) {
    const pair = one(n);
    taken += JSON.stringify(pair).length;
    pairs.push(pair);
  }
  return Object.fromEntries(pairs);
};

const port = (key: string, type = 'application'): object => property(key, null, { type, invisible: true });
const called = service([port('input-dataset'), port('output-dataset'), property('k', '8', { type: 'application' })]);
const step = (name: string, more: object = {}): object => ({ name, service: { name: 'service' }, ...more });
const workflow = (more: object): string =>
  JSON.stringify({ apiVersion: 'alida-argo/v1', kind: 'ServiceWorkflow', name: 'flow', services: [called], ...more });
const edge = (from: number | string, to: number | string): object => ({
  from: { step: `s${from}`, port: 'output-dataset' },
  to: { step: `s${to}`, port: 'input-dataset' },
});
/** Half of the text are steps, half are edges. */
const graph = (size: number, one: (n: number, steps: number) => object): string => {
  const steps = [...many(size / 2, (n) => step(`s${n}`))];
  return workflow({ steps, edges: [...many(size / 2, (n) => one(n, steps.length))] });
};
const profile = (more: object): string =>
  JSON.stringify({ apiVersion: 'alida-argo/v1', kind: 'PlatformProfile', ...more });
const repeat = (size: number, text: string): string => text.repeat(Math.ceil(size / text.length));
const lines = (size: number, one: (n: number) => string): string => {
  const all: string[] = [];
  for (let n = 0, taken = 0; taken < size; n += 1) {
    const line = one(n);
    taken += line.length + 1;
    all.push(line);
  }
  return all.join('\n');
};
const application = (spec: object, size: number, one: (n: number) => string): string =>
  `apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata:\n  name: x\nspec:\n  ${JSON.stringify(spec).slice(1, -1)}\n${lines(size, one)}\n`.replace(
    '  \n',
    '',
  );

type Shape = (size: number) => string;

/** Documents, as the commands and the hook take them. */
const documents: Record<string, Shape> = {
  'yaml: a long word': (n) => repeat(n, 'a'),
  'yaml: a long value': (n) => `name: ${repeat(n, 'a')}`,
  'yaml: a long key': (n) => `${repeat(n, 'a')}: 1`,
  'yaml: words': (n) => `name: ${repeat(n, 'a ')}`,
  'yaml: lines of words': (n) => `name: ${lines(n, () => '  a b c')}`,
  'yaml: many keys': (n) => lines(n, (i) => `k${i}: v`),
  'yaml: many items': (n) => `properties:\n${lines(n, () => '- a')}`,
  'yaml: a flow': (n) => `properties: [${repeat(n, 'a,')}]`,
  'yaml: a flow of mappings': (n) => `properties: [${repeat(n, '{a: 1},')}]`,
  'yaml: open quote': (n) => `name: "${repeat(n, 'a ')}`,
  'yaml: escapes': (n) => `name: "${repeat(n, '\\x41')}"`,
  'yaml: single quotes': (n) => `name: '${repeat(n, "''")}'`,
  'yaml: comments': (n) => lines(n, () => '#'),
  'yaml: a comment': (n) => repeat(n, '#'),
  'yaml: anchors': (n) => lines(n, (i) => `k${i}: &a${i} x`),
  'yaml: aliases': (n) => `a: &a x\nb: [${repeat(n, '*a ,')}]`,
  'yaml: question marks': (n) => repeat(n, '? '),
  'yaml: colons': (n) => repeat(n, ': '),
  'yaml: tags': (n) => repeat(n, '! '),
  'yaml: directives': (n) => repeat(n, '%a\n'),
  'yaml: blanks': (n) => `name:${repeat(n, ' ')}`,
  'yaml: line ends': (n) => `name:${repeat(n, '\n')}`,
  'yaml: carriage returns': (n) => `name: a${repeat(n, '\r')}`,
  'yaml: tabs': (n) => `name: a${repeat(n, '\t')}b`,
  'yaml: a block': (n) => `name: |\n${lines(n, () => '  a')}`,
  'yaml: a folded block': (n) => `name: >\n${lines(n, () => '  a')}`,
  'yaml: documents': (n) => repeat(n, '---\n'),
  'yaml: keys in keys': (n) => repeat(n, 'a: '),
  'yaml: brackets': (n) => repeat(n, '['),
  'yaml: commas': (n) => `[${repeat(n, ',')}`,
  'yaml: indentation': (n) => lines(n, (i) => `${' '.repeat(i % 300)}a:`),
  'yaml: duplicate keys': (n) => lines(n, () => 'a: 1'),
  'json: brackets': (n) => repeat(n, '['),
  'json: an open text': (n) => `{"name": "${repeat(n, 'a')}`,
  'json: backslashes': (n) => `{"name": "${repeat(n, '\\\\')}"`,
  'json: quotes': (n) => `{${repeat(n, '"')}`,
  'json: blanks': (n) => `{${repeat(n, ' ')}`,
  'json: duplicate keys': (n) => `{${repeat(n, '"a":1,')}"b":1}`,
  'json: half characters': (n) => `{"a":[${repeat(n, '"\\ud800",')}1]}`,
  'json: long numbers': (n) => `{"a":[${repeat(n, '12345678901234567890,')}1]}`,
  'json: a long number': (n) => `{"a":1${repeat(n, '0')}1}`,
  'json: a long key with members': (n) =>
    JSON.stringify(service([], { [repeat(n / 2, 'k')]: members(n / 2, (i) => [`m${i}`, i]) })),
  'json: long keys': (n) =>
    JSON.stringify(
      service(
        [],
        members(n, (i) => [`${i}${'k'.repeat(2000)}`, 1]),
      ),
    ),
  'json: deep long keys': (n) => {
    const key = 'k'.repeat(Math.min(20_000, n / 200));
    return `{"a":${`{"${key}":`.repeat(90)}{${lines(n / 2, (i) => `"m${i}":1,`)}"x":1}${'}'.repeat(91)}`;
  },

  'service: properties': (n) => services(n, (i) => property(`key${i}`, 'value', { type: 'application' })),
  'service: fixed properties': (n) => services(n, (i) => property(`key${i}`, 'value')),
  'service: unknown Spark keys': (n) => services(n, (i) => property(`spark.executr.memry${i}`, '1g')),
  'service: long unknown Spark keys': (n) => services(n, (i) => property(`spark.${'x'.repeat(900)}${i}`, '1g')),
  'service: keys like settings': (n) => services(n, (i) => property(`spark_executr_memry_${i}`, '1g')),
  'service: wrong Spark values': (n) => services(n, (i) => property(`spark.kubernetes.driver.label.l${i}`, '-x-')),
  'service: unknown fields': (n) =>
    JSON.stringify(
      service(
        [],
        members(n, (i) => [`field${i}`, 1]),
      ),
    ),
  'service: unknown fields of properties': (n) => services(n, (i) => property(`k${i}`, 'v', { [`field${i}`]: 1 })),
  'service: duplicate properties': (n) => services(n, () => property('key', 'value')),
  'service: wrong types': (n) => services(n, (i) => ({ key: i, type: 'sttic', valueType: i })),
  'service: empty properties': (n) => services(n, () => ({})),
  'service: passwords': (n) => services(n, (i) => property(`password${i}`, `hunter${i}`)),
  'service: passwords named': (n) => services(n, (i) => property(`x${i}.password`, `hunter${i}`)),
  'service: assignments in a value': (n) => withOne('key', repeat(n, 'a=,')),
  'service: passwords in a value': (n) => withOne('key', repeat(n, '-Dpassword=x ')),
  'service: tokens in a value': (n) => withOne('token', repeat(n, 'eyJ')),
  'service: URLs in a value': (n) => withOne('key', repeat(n, 'a://a:')),
  'service: names in a value': (n) => withOne('password', repeat(n, 'password_')),
  'service: private keys in a value': (n) => withOne('key', repeat(n, '-----BEGIN PRIVATE KEY-----')),
  'service: JSON in a value': (n) => withOne('key', JSON.stringify(members(n / 2, (i) => [`password${i}`, 'x']))),
  'service: tags in a value': (n) => withOne('key', repeat(n, '{{')),
  'service: references in a value': (n) => withOne('spark.executor.extraJavaOptions', repeat(n, '${')),
  'service: digits in a value': (n) => withOne('key', repeat(n, '1'), { valueType: 'double' }),
  'service: digits of memory': (n) => withOne('spark.executor.memory', repeat(n, '1')),
  'service: digits of CPU': (n) => withOne('spark.kubernetes.driver.request.cores', `${repeat(n, '1')}x`),
  'service: blanks in a value': (n) => withOne('spark.executor.memory', `1${repeat(n, ' ')}g`),
  'service: not allowed values': (n) =>
    services(n, (i) => property(`k${i}`, 'x', { type: 'tuning', mappings: [{ name: 'a', intValue: 1 }] })),
  'service: mappings': (n) =>
    withOne('k', 'x', { type: 'tuning', mappings: [...many(n, (i) => ({ name: `n${i}`, intValue: i }))] }),
  'service: a long key': (n) => withOne(repeat(n, 'k'), '1'),
  'service: a key of dashes': (n) => withOne(repeat(n, '-'), '1', { type: 'application' }),
  'service: a long name': (n) => JSON.stringify(service([], { name: repeat(n, 'a-') })),
  'service: a name of dashes': (n) => JSON.stringify(service([], { name: `${repeat(n, '-')}a${repeat(n, '-')}b` })),
  'service: a long image': (n) => JSON.stringify(service([], { url: repeat(n, 'a/') })),
  'service: a long program': (n) => withOne('mainApplicationFile', `local:///${repeat(n, 'a/')}`),
  'service: a long module': (n) => withOne('pythonModule', repeat(n, 'a.')),
  'service: TARGET of tolerations': (n) =>
    withOne('TARGET', JSON.stringify({ tolerations: [...many(n, (i) => ({ key: `k${i}`, operator: 'Exists' }))] })),
  'service: TARGET of unknown members': (n) => withOne('TARGET', JSON.stringify(members(n, (i) => [`member${i}`, 1]))),
  'service: TARGET of wrong items': (n) => withOne('TARGET', JSON.stringify({ tolerations: [...many(n, () => ({}))] })),
  'service: deep TARGET': (n) => withOne('TARGET', `{"affinity":${repeat(n / 2, '[')}${repeat(n / 2, ']')}}`),
  'service: ports': (n) => services(n, (i) => port(`input-dataset-${i}`)),
  'service: S3 ports': (n) => services(n, (i) => property(`input-dataset-${i}.minIO_URL`, 'minio:9000')),
  'service: lines of arguments': (n) => withOne('application-args', repeat(n, 'a\n'), { type: 'application' }),
  'service: controls': (n) => withOne('k', repeat(n, '\u0001')),
  'service: control keys': (n) => services(n, (i) => property(`k\u0001${i}`, 'v')),

  'workflow: steps': (n) => workflow({ steps: [...many(n, (i) => step(`s${i}`))] }),
  'workflow: steps of unknown services': (n) =>
    workflow({ steps: [...many(n, (i) => step(`s${i}`, { service: { name: `servce${i}` } }))] }),
  'workflow: steps and services': (n) =>
    workflow({
      services: [...many(n / 2, (i) => ({ ...called, name: `service-${i}` }))],
      steps: [...many(n / 2, (i) => step(`s${i}`, { service: { name: `service-${i % 900}` } }))],
    }),
  'workflow: ambiguous services': (n) =>
    workflow({
      services: [...many(n / 2, () => ({ name: 'service', properties: [] }))],
      steps: [...many(n / 2, (i) => step(`s${i}`))],
    }),
  'workflow: steps of a service of properties': (n) =>
    workflow({
      services: [service([...many(n / 6, (i) => property(`key${i}`, 'x', { type: 'application' }))])],
      steps: [...many(n / 2, (i) => step(`s${i}`))],
    }),
  'workflow: services of empty properties': (n) => {
    const empty = (i: number): object => service(Array<object>(3000).fill({}), { name: `service-${i}` });
    const all = [...many(n, empty)];
    return workflow({ services: all, steps: all.map((_, i) => step(`s${i}`, { service: { name: `service-${i}` } })) });
  },
  'workflow: duplicate steps': (n) => workflow({ steps: [...many(n, () => step('s'))] }),
  'workflow: a chain': (n) => graph(n, (i, steps) => edge(i % (steps - 1), (i % (steps - 1)) + 1)),
  'workflow: a circle': (n) => graph(n, (i, steps) => edge(i, (i + 1) % steps)),
  'workflow: circles': (n) => graph(n, (i, steps) => edge(i % steps, (i * 7) % steps)),
  'workflow: edges of unknown steps': (n) => graph(n, (i) => edge(`x${i}`, i)),
  'workflow: edges of unknown ports': (n) =>
    graph(n, (i, steps) => ({
      from: { step: `s${i % steps}`, port: `outputdataset${i}` },
      to: { step: `s${i % steps}`, port: 'x' },
    })),
  'workflow: a fan': (n) => graph(n, (i, steps) => edge(0, i % steps)),
  'workflow: edges to one port': (n) => graph(n, (i, steps) => edge(i % steps, 0)),
  'workflow: many inputs': (n) =>
    workflow({
      services: [service([...many(n / 3, (i) => port(`input-dataset-${i}`)), port('output-dataset')])],
      steps: [step('s0'), step('s1')],
      edges: [
        ...many(n / 2, (i) => ({
          from: { step: 's0', port: 'output-dataset' },
          to: { step: 's1', port: `input-dataset-${i}` },
        })),
      ],
    }),
  'workflow: values of unknown properties': (n) =>
    workflow({ steps: [step('s', { values: members(n, (i) => [`key${i}`, 'x']) })] }),
  'workflow: values and properties': (n) =>
    workflow({
      services: [service([...many(n / 2, (i) => property(`key${i}`, 'x', { type: 'application' }))])],
      steps: [step('s', { values: members(n / 2, (i) => [`key${i}`, 'x']) })],
    }),
  'workflow: one location': (n) =>
    workflow({ steps: [...many(n, (i) => step(`s${i}`, { values: { 'output-dataset': 's3a://b/x' } }))] }),
  'workflow: labels': (n) => workflow({ steps: [step('s')], labels: members(n, (i) => [`label${i}`, 'x']) }),
  'workflow: unknown members': (n) => workflow({ steps: [step('s')], ...members(n, (i) => [`stps${i}`, 1]) }),

  'profile: conf': (n) => profile({ conf: members(n, (i) => [`spark.hadoop.x${i}`, 'v']) }),
  'profile: unknown conf': (n) => profile({ conf: members(n, (i) => [`spark.executr.x${i}`, 'v']) }),
  'profile: Secrets': (n) => profile({ secretEnv: members(n, (i) => [`NAME_${i}`, { secret: 's', key: 'k' }]) }),
  'profile: globals': (n) => profile({ globals: [...many(n, (i) => [`G_${i}`])].flat() }),
  'profile: unknown members': (n) => profile(members(n, (i) => [`namspace${i}`, 'v'])),
  'profile: a naming pattern': (n) => profile({ naming: repeat(n, '{name}') }),
  'profile: pull secrets': (n) => profile({ imagePullSecrets: [...many(n, (i) => [`s${i}`])].flat() }),
};

/** Files of elsewhere. */
const imports: Record<string, Shape> = {
  'import: open calls of a program': (n) => repeat(n, 'Aa(image="x", y="spark-submit",\n'),
  'import: strings in calls of a program': (n) => repeat(n, 'B(x = ("spark-submit --bad")\n'),
  'import: open operators': (n) => repeat(n, 'SparkSubmitOperator(application="a.py",\n'),
  'import: settings of an operator': (n) =>
    `import a\nSparkSubmitOperator(application="a.py", conf={${repeat(n, '"a": 1, ')}})`,
  'import: an open text of a program': (n) => `import a\nx = """${repeat(n, '\\\n')}spark-submit`,
  'import: placeholders': (n) => repeat(n, '<a'),
  'import: words': (n) => `spark-submit ${repeat(n, 'a ')}`,
  'import: a word': (n) => `spark-submit ${repeat(n, 'a')}`,
  'import: settings': (n) => `spark-submit ${lines(n, (i) => `--conf spark.hadoop.x${i}=1 \\`)}\n x.py`,
  'import: unknown settings': (n) => `spark-submit ${lines(n, (i) => `--conf spark.executr.x${i}=1 \\`)}\n x.py`,
  'import: wrong settings': (n) =>
    `spark-submit ${lines(n, (i) => `--conf spark.kubernetes.driver.label.l${i}=-x- \\`)}\n x.py`,
  'import: misnamed settings': (n) =>
    `spark-submit ${lines(n, (i) => `--conf spark.kubernetes.driver.limit.cores=x${i} \\`)}\n x.py`,
  'import: quotes': (n) => `spark-submit ${repeat(n, '"')}`,
  'import: pieces of a word': (n) => `spark-submit ${repeat(n, '"a"')}`,
  'import: substitutions': (n) => `spark-submit ${repeat(n, '$(a) ')}`,
  'import: open substitutions': (n) => repeat(n, '$('),
  'import: backquotes': (n) => `spark-submit ${repeat(n, '`')}`,
  'import: expansions': (n) => `spark-submit ${repeat(n, '${a:-b} ')}`,
  'import: doubled variables': (n) => `X=aa\n${lines(n, () => 'X=$X$X')}\nspark-submit $X x.py`,
  'import: a growing variable': (n) => `${lines(n, () => 'X="$X -a"')}\nspark-submit $X x.py`,
  'import: unknown variables': (n) => `${lines(n, (i) => `X=$X$a${i}`)}\nspark-submit $X x.py`,
  'import: a long variable': (n) =>
    `X=${repeat(n / 2, 'ab ')
      .trim()
      .replaceAll(' ', '-')}\n${lines(n / 2, () => 'Y=$X')}\nspark-submit $Y x.py`,
  'import: variables': (n) => `${lines(n, (i) => `V${i}=${i}`)}\nspark-submit x.py`,
  'import: commands': (n) => `${lines(n, () => 'echo a')}\nspark-submit x.py`,
  'import: submissions': (n) => lines(n, () => 'spark-submit x.py'),
  'import: heredocs': (n) => `${lines(n, () => 'X=$(cat <<E\na\nE\n)')}\nspark-submit x.py`,
  'import: a heredoc of line ends': (n) => `X=$(cat <<E\n${repeat(n, '\n')}x\n)\nspark-submit x.py`,
  'import: parentheses': (n) => repeat(n, '('),
  'import: ifs': (n) => lines(n, () => 'if a; then'),
  'import: redirections': (n) => `spark-submit ${repeat(n, '>a ')}`,
  'import: line ends': (n) => `${repeat(n, '\n')}spark-submit x.py`,
  'import: continued lines': (n) => `spark-submit ${repeat(n, '\\\n')} x.py`,
  'import: cmd.exe': (n) => `spark-submit ^\n${lines(n, (i) => ` --conf spark.hadoop.x${i}=1 ^`)}\n x.py`,
  'import: cmd.exe, blanks': (n) => `spark-submit ^\n$a = ${repeat(n, ' ')}x\nx.py`,
  'import: arguments': (n) => `spark-submit x.py ${lines(n, (i) => `--a${i}=1 \\`)}`,
  'import: brackets of a prompt': (n) => lines(n, () => '[a@b'),
  'import: unknown marks': (n) => `spark-submit x.py '${repeat(n, '‹')}'`,
  'import: application, conf': (n) =>
    application({}, n, (i) => `${i === 0 ? '  sparkConf:\n' : ''}    spark.hadoop.x${i}: "1"`),
  'import: application, environment': (n) =>
    application({}, n, (i) => `${i === 0 ? '  driver:\n    env:\n' : ''}    - {name: V${i}, value: x}`),
  'import: application, configMaps': (n) =>
    application({}, n, (i) => `${i === 0 ? '  driver:\n    configMaps:\n' : ''}    - {name: v${i}, path: /x}`),
  'import: application, volumes': (n) =>
    application({}, n, (i) => `${i === 0 ? '  volumes:\n' : ''}  - {name: v${i}, emptyDir: {}}`),
  'import: application, unknown': (n) => application({}, n, (i) => `  member${i}: x`),
  'import: application, a long word': (n) => `kind: SparkApplication\nspec: ${repeat(n, 'a')}`,
  'import: application, documents': (n) => `${lines(n, () => 'kind: X\n---')}\nkind: SparkApplication`,
  'import: application, braces': (n) => application({ image: repeat(n, '{{') }, 1, () => ''),
  'import: applications': (n) =>
    lines(n, (i) => `---\nkind: SparkApplication\nmetadata: {name: x${i}}\nspec: {mainApplicationFile: local:///a.py}`),
  'import: Makefile, recipes': (n) => `a:\n${lines(n, () => '\tspark-submit x.py')}`,
  'import: Makefile, variables': (n) => `${lines(n, (i) => `V${i} = ${i}`)}\na:\n\tspark-submit x.py $(V1)`,
  'import: Makefile, a growing variable': (n) => `${lines(n, () => 'X += -a')}\na:\n\tspark-submit x.py $(X)`,
  'import: Makefile, variables in variables': (n) =>
    `V0 = a\n${lines(n, (i) => `V${i + 1} = ${`$(V${i})`.repeat(100)}`)}\na:\n\tspark-submit x.py $(V9)`,
  'import: Makefile, references': (n) => `V = ${'a'.repeat(1000)}\na:\n\tspark-submit x.py ${repeat(n, '$(V)')}`,
  'import: Makefile, targets': (n) => `${lines(n, (i) => `t${i}:\n\techo a`)}\na:\n\tspark-submit x.py`,
  'import: pipeline, jobs': (n) => lines(n, (i) => `j${i}:\n  script: spark-submit --deploy-mode cluster x.py`),
  'import: pipeline, lines': (n) => `j:\n  script:\n${lines(n, () => '    - echo a')}\n    - spark-submit x.py`,
  'import: pipeline, a line': (n) => `j:\n  script: spark-submit x.py ${repeat(n, '{{a}} ')}`,
  'import: strings': (n) => `import x\nf("spark-submit x.py")\n${lines(n, () => `f('a')`)}`,
  'import: strings, joined': (n) => `import x\nc = "spark-submit x.py "${repeat(n, ` + 'a '`)}`,
  'import: strings, open': (n) => `import x\nc = "spark-submit x.py"\n${repeat(n, `'''a" `)}`,
  'import: strings, formats': (n) => `import x\nc = f"spark-submit x.py ${repeat(n, '{a} ')}"`,
  'import: strings, names': (n) => `import x\n${lines(n, (i) => `v${i} = "a"`)}\nc = "spark-submit x.py " + v1 + " b"`,
  'import: strings, a list': (n) => `import x\nc = ["spark-submit", ${repeat(n, `'a', `)}"x.py"]`,
  'import: strings, commands': (n) => `import x\n${lines(n, (i) => `f("spark-submit x${i}.py")`)}`,
  'import: Dockerfile': (n) => lines(n, () => 'FROM a'),
};

const dockerfiles: Record<string, Shape> = {
  'dockerfile: instructions': (n) => `FROM a\n${lines(n, () => 'RUN a')}`,
  'dockerfile: stages': (n) => lines(n, (i) => `FROM a AS s${i}`),
  'dockerfile: continued lines': (n) => `FROM a\nRUN ${repeat(n, '\\\n')}`,
  'dockerfile: variables': (n) => `FROM a\nRUN ${repeat(n, '$a')}`,
  'dockerfile: one word': (n) => `FROM ${repeat(n, 'a')}`,
};

function work(name: string, input: string): void {
  const report = new Report();
  if (name in imports) {
    for (const { definition, profile } of importFile(input, 'file', report))
      [JSON.stringify(definition), toYaml(profile)].join('');
  } else if (name in dockerfiles) checkDockerfile('Dockerfile', input, [defaultProfile], report);
  else {
    const source = readSource('file', input, report);
    if (source && documentKind(source.value) === 'platform') {
      const platform = readProfile(source, report);
      const small = readSource('service', JSON.stringify(called), report);
      if (platform && small) exportDocument(small, platform, report)?.products.map(({ text }) => text);
    } else if (source) {
      const product = exportDocument(source, defaultProfile, report);
      product?.products.map(({ text }) => text);
      product?.plan();
    }
  }
  for (const reporter of [told, json, sarif, github]) reporter(report.diagnostics);
}

const shapes = { ...documents, ...imports, ...dockerfiles };

/** What the yaml package takes to read and write an ordinary definition of 100 KB: the measure of a machine. */
const peer = 'peer';
const ordinary = lines(100_000, (i) => `- key: k${i}\n  type: static\n  valueType: string\n  defaultValue: value ${i}`);

/** Milliseconds of a processor for a size, and the characters that it came to. */
type Cost = readonly [milliseconds: number, characters: number];

const spent = (task: () => void): number => {
  const before = process.cpuUsage();
  task();
  const { system, user } = process.cpuUsage(before);
  return (user + system) / 1000;
};

if (isMainThread) {
  const wanted = process.argv.slice(2);
  const names = Object.keys(shapes).filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
  let worker: Worker | undefined;
  let end: (result: Cost | string) => void = () => undefined;
  const begin = (): Worker =>
    new Worker(new URL(import.meta.url))
      .on('message', (cost: Cost) => {
        end(cost);
      })
      .on('error', (error) => {
        end(error.message.split('\n', 1)[0] ?? '');
      });
  const run = (name: string, size: number): Promise<Cost | string> =>
    new Promise((resolve) => {
      worker ??= begin();
      const timer = setTimeout(() => {
        end(`> ${patience / 1000} s`);
      }, patience);
      end = (result): void => {
        clearTimeout(timer);
        end = () => undefined;
        if (typeof result === 'string') {
          void worker?.terminate();
          worker = undefined;
        }
        resolve(result);
      };
      worker.postMessage([name, size]);
    });
  const row = (...cells: (number | string)[]): void => {
    console.log(`| ${cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(0) : cell)).join(' | ')} |`);
  };
  let broken = 0;
  await run(names[0] ?? '', 1000); // what is loaded and compiled once
  const peers: number[] = [];
  for (let n = 0; n < 7; n += 1) {
    const cost = await run(peer, 0);
    if (typeof cost !== 'string') peers.push(cost[0]);
  }
  const unit = peers.sort((a, b) => a - b)[3] ?? NaN;
  row('shape', 'KB', 'a fiftieth, ms', 'a fifth, ms', 'the whole, ms', '/ the yaml package, 100 KB', '');
  row('---', ...Array<string>(5).fill('--:'), '---');
  for (const name of names) {
    const cells: (number | string)[] = [];
    let last: Cost | string = [0, 0];
    for (const size of sizes(name)) {
      if (typeof last !== 'string') last = await run(name, size);
      cells.push(typeof last === 'string' ? last : last[0]);
    }
    // What is refused at its full size may take longest before it is.
    const isBroken = cells.some((cell) => typeof cell === 'string' || cell > most);
    broken += Number(isBroken);
    const [milliseconds, characters] = typeof last === 'string' ? [NaN, NaN] : last;
    row(name, characters / 1000, ...cells, (milliseconds / unit).toFixed(1), isBroken ? '**too long**' : '');
  }
  await worker?.terminate();
  console.log(`\n${names.length} shapes, ${broken} too long; the yaml package: ${unit.toFixed(0)} ms`);
  process.exitCode = broken > 0 ? 1 : 0;
} else {
  parentPort?.on('message', ([name, size]: [string, number]) => {
    const input = name === peer ? ordinary : (shapes[name]?.(size) ?? '');
    const milliseconds = spent(() => {
      if (name === peer) stringify(parse(input));
      else work(name, input);
    });
    parentPort?.postMessage([milliseconds, input.length] satisfies Cost);
  });
}
