// What the generator relies on, asked of Spark itself; then deliberate defects, each of which the judge must name.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
let wrong = 0;

function run(args, cases = []) {
  const input = cases.map((c) => JSON.stringify(c)).join('\n');
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['pipe', 'pipe', 'pipe'] };
  const { status, stdout, stderr } = spawnSync(here('run.sh'), args, options);
  return { status, stderr, answers: args[0] === 'registry' ? [] : stdout.split('\n').filter(Boolean).map(JSON.parse) };
}

function expect(what, ok, detail) {
  if (ok) return;
  wrong += 1;
  console.error(`spark self-test: ${what}: ${detail}`);
}

const argv = (conf, { app = 'local:///app/main.py', args = [], options = [] } = {}) => [
  '--master=k8s://https://kubernetes.default.svc',
  '--deploy-mode=cluster',
  '--name=app',
  '--conf=spark.kubernetes.namespace=spark-judge',
  '--conf=spark.kubernetes.container.image=image:1',
  ...Object.entries(conf).flatMap(([k, v]) => ['--conf', `${k}=${v}`]),
  ...options,
  app,
  ...args,
];

// The pods on which the generator's own arithmetic is tested.
const apps = { python: {}, jvm: { app: 'local:///app.jar', options: ['--class=Main'] }, r: { app: 'local:///app.R' } };
const milli = (cpu) => (cpu === '-' ? null : cpu.endsWith('m') ? parseInt(cpu) : Math.round(Number(cpu) * 1000));
const pods = readFileSync(here('../../spark/rules/pods.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [input, ...promised] = line.split('\t');
    const [language, ...conf] = input.split(' ');
    const [driver, executor] = promised.map((text) => {
      const [memory, request, limit] = text.split(' ');
      const memoryMi = parseInt(memory);
      return { memoryMi, memoryLimitMi: memoryMi, cpuMilli: milli(request), cpuLimitMilli: milli(limit) };
    });
    const settings = Object.fromEntries(conf.map((c) => [c.slice(0, c.indexOf('=')), c.slice(c.indexOf('=') + 1)]));
    return { id: input, argv: argv(settings, apps[language]), promised: { driver, executor } };
  });

const template = (more = '') => `spec:
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: role, operator: In, values: [worker]}]}]}}}
  tolerations: [{key: worker, operator: Equal, value: "true", effect: NoSchedule}]
  nodeSelector: {disk: ssd}
  priorityClassName: system-node-critical
  securityContext: {runAsNonRoot: true}
  activeDeadlineSeconds: 99
  containers: [{securityContext: {allowPrivilegeEscalation: false}, volumeMounts: [{name: v, mountPath: /v}]}, {name: side, image: "side:1"}]
  volumes: [{name: v, emptyDir: {}}]
${more}`;
const scheduling = {
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'role', operator: 'In', values: ['worker'] }] }],
      },
    },
  },
  tolerations: [{ key: 'worker', operator: 'Equal', value: 'true', effect: 'NoSchedule' }],
  nodeSelector: { disk: 'ssd' },
  priorityClassName: 'system-node-critical',
  securityContext: { runAsNonRoot: true },
  containerSecurityContext: { allowPrivilegeEscalation: false },
  activeDeadlineSeconds: 99,
  volumeMounts: [{ name: 'v', mountPath: '/v' }],
};
const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name: 'wf', uid: 'u-1' };
const owned = `metadata:\n  ownerReferences: [${JSON.stringify(owner)}]\n`;
const templates = {
  'spark.kubernetes.driver.podTemplateFile': '/driver.yaml',
  'spark.kubernetes.executor.podTemplateFile': '/executor.yaml',
};
const args = [
  'a b',
  '',
  'ünï 😀',
  '--help',
  '--version',
  '--conf=a=b',
  '-x',
  '{{x}}',
  '$(X)',
  '$$',
  '"\'\\',
  'a\nb\tc',
  'end=',
];

const facts = [
  {
    id: 'the pod template is kept, but for what Spark sets; its first container is the driver',
    files: { '/driver.yaml': template(owned), '/executor.yaml': template() },
    argv: argv(templates),
    promised: {
      driver: { ...scheduling, container: 'spark-kubernetes-driver', ownerReferences: [owner], image: 'image:1' },
      executor: { ...scheduling, container: 'spark-kubernetes-executor', ownerReferences: [], instances: 2 },
    },
  },
  ...['', 'apiVersion: v1\nkind: Pod\n', 'spec:\n', 'spec: {}\n---\nspec: {}\n'].map((text) => ({
    id: `no pod template: ${JSON.stringify(text)}`,
    files: { '/driver.yaml': text },
    argv: argv({ 'spark.kubernetes.driver.podTemplateFile': '/driver.yaml' }),
    promised: { refused: 'Could not load pod from template file' },
  })),
  {
    id: 'program arguments arrive byte for byte',
    argv: argv({}, { args: [...args, 'x'.repeat(60 * 1024)] }),
    promised: {
      driver: {
        args: [...args, 'x'.repeat(60 * 1024)],
        class: 'org.apache.spark.deploy.PythonRunner',
        primaryResource: 'local:///app/main.py',
      },
    },
  },
  {
    id: 'settings arrive byte for byte, but for outer spaces; the last one wins; other names than spark.* are dropped',
    argv: argv(
      { 'spark.a': ' x#"\'\\= \n${spark.b} ${env:HOME} $(X) $$ {{x}} ü😀 ', 'spark.b': 1, 'spark.c': '', other: 1 },
      { options: ['--conf=spark.b=2'] },
    ),
    promised: {
      conf: {
        'spark.a': 'x#"\'\\= \n${spark.b} ${env:HOME} $(X) $$ {{x}} ü😀',
        'spark.b': '2',
        'spark.c': '',
        other: null,
      },
    },
  },
  {
    id: 'one token with a line break is no option',
    argv: argv({}, { options: ['--conf=spark.a=x\ny'] }),
    promised: { refused: 'Unrecognized option' },
  },
  {
    id: 'environment, Secrets, labels, pull settings, service account',
    argv: argv({
      'spark.kubernetes.driverEnv.LC_ALL': 'C.UTF-8',
      'spark.kubernetes.driverEnv.X': 'a=b ${spark.app.name} ü',
      'spark.executorEnv.Y': '1',
      'spark.kubernetes.driver.secretKeyRef.TOKEN': 'secret:key',
      'spark.kubernetes.executor.secretKeyRef.TOKEN': 'secret:other',
      'spark.kubernetes.driver.label.alida.io/service': 's',
      'spark.kubernetes.executor.label.alida.io/service': 't',
      'spark.kubernetes.container.image.pullPolicy': 'Always',
      'spark.kubernetes.container.image.pullSecrets': 'a, b',
      'spark.kubernetes.authenticate.driver.serviceAccountName': 'account',
      'spark.kubernetes.driver.pod.name': 'driver-1',
    }),
    promised: {
      driver: {
        env: { LC_ALL: 'C.UTF-8', X: 'a=b ${spark.app.name} ü', TOKEN: { secret: 'secret', key: 'key' } },
        labels: { 'alida.io/service': 's' },
        name: 'driver-1',
        pullPolicy: 'Always',
        pullSecrets: ['a', 'b'],
        serviceAccount: 'account',
      },
      executor: {
        env: { Y: '1', TOKEN: { secret: 'secret', key: 'other' } },
        labels: { 'alida.io/service': 't' },
        pullPolicy: 'Always',
        pullSecrets: ['a', 'b'],
        serviceAccount: 'account',
      },
    },
  },
  ...[
    ['spark.driver.memory', '1.5g', 'Driver memory must be a positive number'],
    ['spark.driver.memory', '4Gi', 'Driver memory must be a positive number'],
    ['spark.executor.instances', '0', 'Number of executors must be a positive number'],
    ['spark.kubernetes.container.image.pullPolicy', 'always', 'should be one of'],
    ['spark.kubernetes.driver.secretKeyRef.X', 'secret', 'SecretKeyRef must be in the form name:key'],
    ['spark.executor.memoryOverheadFactor', '0', 'in the driver'],
  ].map(([key, value, refused]) => ({ id: `${key}=${value}`, argv: argv({ [key]: value }), promised: { refused } })),
  {
    id: 'a file of the client needs an upload path',
    argv: argv({}, { app: '/app/main.py' }),
    promised: { refused: 'spark.kubernetes.file.upload.path' },
  },
];
const good = run(['judge'], [...pods, ...facts]);
expect('facts', good.status === 0 && good.answers.length === pods.length + facts.length, good.stderr);

const link = 'spark.kubernetes.driver.annotation.alida.io/history';
const [linked] = run(['submit'], [{ argv: argv({ [link]: 'https://h/history/{{APP_ID}}/jobs/' }) }]).answers;
const { annotations, labels } = linked?.driver?.metadata ?? {};
expect(
  'the id of the application, in an annotation',
  annotations?.['alida.io/history'] === `https://h/history/${labels?.['spark-app-selector']}/jobs/`,
  JSON.stringify(annotations),
);

// One defect a case, and where the judge must find it.
const plain = argv({ 'spark.kubernetes.driverEnv.A': '1' }, { args: ['value'] });
const files = { '/driver.yaml': template(), '/executor.yaml': template() };
const defects = [
  ['driver.memoryMi', { argv: plain, promised: { driver: { memoryMi: 1432 } } }],
  ['executor.memoryMi', { argv: plain, promised: { executor: { memoryMi: 1434 } } }],
  ['executor.instances', { argv: plain, promised: { executor: { instances: 3 } } }],
  ['driver.args[0]', { argv: plain, promised: { driver: { args: ['valuE'] } } }],
  ['driver.args', { argv: plain, promised: { driver: { args: [] } } }],
  ['driver.env.A', { argv: plain, promised: { driver: { env: {} } } }],
  ['driver.env.B', { argv: plain, promised: { driver: { env: { A: '1', B: '1' } } } }],
  ['driver.labels.x', { argv: plain, promised: { driver: { labels: { x: 'y' } } } }],
  ['driver.ownerReferences', { argv: plain, promised: { driver: { ownerReferences: [owner] } } }],
  [
    'driver.tolerations[0].key',
    {
      files,
      argv: argv(templates),
      promised: { driver: { tolerations: [{ ...scheduling.tolerations[0], key: 'other' }] } },
    },
  ],
  ['executor.affinity', { files, argv: argv(templates), promised: { executor: { affinity: {} } } }],
  [
    'driver.argsBefore',
    {
      files: { '/driver.yaml': 'spec: {containers: [{args: [x]}]}' },
      argv: argv({ 'spark.kubernetes.driver.podTemplateFile': '/driver.yaml' }),
      promised: { driver: { container: 'spark-kubernetes-driver' } },
    },
  ],
  ['driver.memroy', { argv: plain, promised: { driver: { memroy: 1 } } }],
  ['conf.spark.app.name', { argv: plain, promised: { conf: { 'spark.app.name': 'other' } } }],
  ['refused', { argv: plain, promised: { refused: 'anything' } }],
  ['refused', { argv: ['--wobble', ...plain], promised: { driver: { memoryMi: 1433 } } }],
  ['nothing is promised', { argv: plain, promised: {} }],
];
const bad = run(
  ['judge'],
  defects.map(([, c]) => c),
);
expect('defects', bad.status === 1, `exit ${bad.status}`);
defects.forEach(([place], i) => {
  const found = bad.answers[i]?.disagreements ?? [];
  expect(`defect at ${place}`, found.length === 1 && found[0].startsWith(place), JSON.stringify(found));
});

// The shell, the launcher and the driver's half of the way, in Spark's own programs.
const [created] = run(['submit', '--exec'], [{ argv: argv({}, { args: [...args, 'cr\rlf'] }) }]).answers;
const driverArgs = created?.driver?.spec.containers[0].args ?? [];
const arrived = [...args, 'crlf'];
expect(
  'bin/spark-submit',
  JSON.stringify(driverArgs.slice(6)) === JSON.stringify(arrived),
  JSON.stringify(created).slice(0, 2000),
);
const [utf8, posix] = run(['driver'], [{ args: driverArgs }, { args: driverArgs, env: { LC_ALL: 'C' } }]).answers;
expect('driver', JSON.stringify(utf8?.argv) === JSON.stringify(arrived), JSON.stringify(utf8));
expect('driver without a UTF-8 locale', posix?.argv?.[2]?.includes('?') === true, JSON.stringify(posix));

// A catalogue with a defect of each kind.
const keys = readFileSync(here('../../../src/spark-keys/keys.tsv'), 'utf8');
const scratch = mkdtempSync(join(tmpdir(), 'spark-judge-'));
const broken = join(scratch, 'keys.tsv');
const edits = [
  ['not in the catalogue: spark.driver.memory', /^spark\.driver\.memory\t.*\n/m, ''],
  [
    'not registered: spark.kubernetes.driver.limit.memory',
    /^(?=spark\.driver\.memory)/m,
    'spark.kubernetes.driver.limit.memory\tbytes:m\n',
  ],
  ['unit: spark.network.timeout', /^(spark\.network\.timeout\ttime:)s/m, '$1ms'],
  ['type: spark.executor.cores', /^(spark\.executor\.cores\t)int/m, '$1boolean'],
  ['default: spark.executor.cores', /^(spark\.executor\.cores\t[^\t\n]*\t)1/m, '$12'],
];
edits.forEach(([place, from, to]) => {
  const text = keys.replace(from, to);
  expect(`edit for ${place}`, text !== keys, 'changes nothing');
});
writeFileSync(
  broken,
  edits.reduce((text, [, from, to]) => text.replace(from, to), keys),
);
const compared = run(['registry', broken]);
rmSync(scratch, { recursive: true });
edits.forEach(([place]) =>
  expect('catalogue defect', compared.status === 1 && compared.stderr.includes(`${place} (`), place),
);

console.log(
  `${good.answers.length} submissions as known, ${defects.length + edits.length} defects found, ${wrong} disagreements`,
);
process.exitCode = wrong === 0 ? 0 : 1;
