// What `plan` promises against what Spark creates, over the whole way: the built command generates and plans, Argo's own
// controller renders the client's pod, a real bash runs the client script, Spark's own code submits what the script calls
// it with. Prints `N pods judged, M disagreements`.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = at('../../../');
const judgeFlags = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'promised-'));
process.on('exit', () => rmSync(scratch, { recursive: true }));

const cli = (...args) =>
  execFileSync(process.execPath, [`${root}dist/alida-argo.js`, ...args], { encoding: 'utf8', stdio: 'pipe' });
const lines = (text) => text.split('\n').filter(Boolean);
function serve(command, args, requests) {
  const input = requests.map((r) => JSON.stringify(r)).join('\n');
  const { stdout, stderr, status } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 2 ** 29 });
  return { answers: lines(stdout).map((l) => JSON.parse(l)), stderr, status };
}

// Values that something on the way could rewrite.
const nasty = 's3a://b/ünï 😀 "\'\\ $(X) $$ ${Y} `z` {{not a tag}}\tend=';
const examples = [
  {
    id: 'kmeans',
    file: 'kmeans/service.json',
    given: { 'input-dataset': nasty, 'output-model': 's3a://b/m', 'execution-id': 'e-1' },
  },
  { id: 'java', file: 'java-wordcount/service.json' },
  { id: 'oldest', file: 'oldest-dialect/service.json' },
  { id: 'profile', file: 'with-profile/service.yaml', profile: 'with-profile/profile.yaml' },
];
// The generator's arithmetic, as its author would meet it: settings in a definition.
const language = { python: 'kmeans/service.json', jvm: 'java-wordcount/service.json' };
const combinations = lines(readFileSync(at('../../spark/catalogue/pods.tsv'), 'utf8')).flatMap((line, i) => {
  const [words, ...conf] = line.split('\t')[0].split(' ');
  if (!(words in language)) return []; // a comment; R, which no definition can name
  const definition = JSON.parse(readFileSync(`${root}examples/${language[words]}`, 'utf8'));
  const keys = new Set(conf.map((c) => c.split('=', 1)[0]));
  definition.properties = definition.properties.filter(({ key }) => !keys.has(key));
  for (const c of conf) {
    const [key, value] = [c.slice(0, c.indexOf('=')), c.slice(c.indexOf('=') + 1)];
    definition.properties.push({ key, type: 'static', mandatory: true, defaultValue: value, valueType: 'string' });
  }
  const file = join(scratch, `${i}.json`);
  writeFileSync(file, JSON.stringify(definition));
  return [{ id: `${words} ${conf.join(' ')}`, path: file }];
});

const cases = [...examples, ...combinations].map(
  ({ id, file, path = `${root}examples/${file}`, profile, given = {} }) => {
    const options = [path, ...(profile ? ['--profile', `${root}examples/${profile}`] : [])];
    const manifests = cli('generate', ...options);
    const asked = JSON.parse(cli('plan', ...options, '--format', 'json')).missing;
    const parameters = { ...Object.fromEntries(asked.map((name) => [name, 'value'])), ...given };
    const p = Object.entries(parameters).flatMap(([name, value]) => ['-p', `${name}=${value}`]);
    const plan = JSON.parse(cli('plan', ...options, ...p, '--format', 'json'));
    return { id, plan, request: { id, op: 'render', manifests, parameters } };
  },
);

// A stand-in for spark-submit that notes what it is called with; the real one gets that below.
const stub = join(scratch, 'spark');
mkdirSync(join(stub, 'bin'), { recursive: true });
const program = `#!/bin/bash
case " $* " in *' --status '*) printf '\\t phase: Succeeded\\n' ;; *)
  printf '%s\\0' "$@" >"$NOTE/argv"
  for a; do case "$a" in *podTemplateFile=*) cp "\${a#*=}" "$NOTE/\${a##*/}" 2>/dev/null || cp "\${a##*=}" "$NOTE/\${a##*/}" ;; esac; done ;;
esac
`;
writeFileSync(join(stub, 'bin/spark-submit'), program, { mode: 0o755 });

const rendered = serve(
  at('../argo/run.sh'),
  ['serve'],
  cases.map((c) => c.request),
).answers;
const problems = [];
const submissions = cases.flatMap(({ id, plan }) => {
  const answer = rendered.find((r) => r.id === id);
  const pod = answer?.run?.pods.find((p) => p.template === 'spark-client');
  if (!pod || pod.problems.length > 0) {
    problems.push(`${id}: no client pod: ${answer?.error ?? JSON.stringify(pod?.problems ?? answer?.run?.message)}`);
    return [];
  }
  const note = mkdtempSync(join(scratch, 'call-'));
  const variables = Object.fromEntries(pod.env.map(({ name, value }) => [name, value]));
  const env = { ...variables, PATH: process.env.PATH, LANG: 'C', SPARK_HOME: stub, NOTE: note, TMPDIR: note };
  const run = spawnSync(pod.argv[0], pod.argv.slice(1), { env, encoding: 'utf8' });
  if (run.status !== 0 || !existsSync(join(note, 'argv'))) {
    problems.push(`${id}: the client ended with ${run.status}: ${run.stderr}`);
    return [];
  }
  const argv = readFileSync(join(note, 'argv'), 'utf8').split('\0').slice(0, -1);
  const files = {};
  for (const a of argv) {
    const [, path, name] = /podTemplateFile=(.*\/([^/]+))$/.exec(a) ?? [];
    if (path) files[path] = readFileSync(join(note, name), 'utf8');
  }
  return [{ id, argv, files, promised: promise(plan, variables) }];
});

/** A plan in the judge's words. */
function promise(plan, { WORKFLOW_NAME, WORKFLOW_UID, SUBMISSION, SUBMITTED_AT, POD_NAME }) {
  const ofRun = {
    '<workflow.uid>': WORKFLOW_UID,
    '<workflow.name>': WORKFLOW_NAME,
    '<submission>': SUBMISSION,
    '<now>': SUBMITTED_AT,
  };
  ofRun['<attempt>'] = POD_NAME.split('-').at(-1);
  const argv = plan.argv.map((a) =>
    a.replace(/<(workflow\.uid|workflow\.name|submission|now|attempt)>/g, (tag) => ofRun[tag]),
  );
  const first = argv.findIndex((a) => !a.startsWith('-'));
  const conf = new Map();
  for (const a of argv.slice(0, first)) {
    const [, key, value] = /^--conf=([^=]*)=(.*)$/s.exec(a) ?? [];
    if (key) conf.set(key, value);
  }
  const mainClass = argv.find((a) => a.startsWith('--class='))?.slice('--class='.length);
  // The kubelet of driver and executors makes one dollar sign of two.
  const doubled = (text) => text.replaceAll('$', '$$$$');
  const under = (prefix, value = (v) => v) =>
    Object.fromEntries(
      [...conf].filter(([k]) => k.startsWith(prefix)).map(([k, v]) => [k.slice(prefix.length), value(v)]),
    );
  const secret = (v) => ({ secret: v.split(':')[0], key: v.split(':')[1] });
  const spec = parse(plan.podTemplate).spec ?? {};
  const container = spec.containers?.[0] ?? {};
  const pod = (role, env) => ({
    ...sizes(plan.resources[role]),
    image: conf.get('spark.kubernetes.container.image'),
    pullPolicy: conf.get('spark.kubernetes.container.image.pullPolicy') ?? 'IfNotPresent',
    pullSecrets: (conf.get('spark.kubernetes.container.image.pullSecrets') ?? '').split(',').filter(Boolean),
    serviceAccount: conf.get('spark.kubernetes.authenticate.driver.serviceAccountName'),
    container: `spark-kubernetes-${role}`,
    env: { ...under(env, doubled), ...under(`spark.kubernetes.${role}.secretKeyRef.`, secret) },
    labels: under(`spark.kubernetes.${role}.label.`),
    affinity: spec.affinity ?? null,
    tolerations: spec.tolerations ?? [],
    nodeSelector: spec.nodeSelector ?? null,
    priorityClassName: spec.priorityClassName ?? null,
    securityContext: spec.securityContext ?? null,
    containerSecurityContext: container.securityContext ?? null,
    volumes: spec.volumes ?? [],
    volumeMounts: container.volumeMounts ?? [],
  });
  return {
    driver: {
      ...pod('driver', 'spark.kubernetes.driverEnv.'),
      name: conf.get('spark.kubernetes.driver.pod.name'),
      namespace: conf.get('spark.kubernetes.namespace'),
      ownerReferences: [
        { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name: WORKFLOW_NAME, uid: WORKFLOW_UID },
      ],
      class: mainClass ?? 'org.apache.spark.deploy.PythonRunner',
      primaryResource: argv[first],
      args: argv.slice(first + 1).map(doubled),
    },
    executor: {
      ...pod('executor', 'spark.executorEnv.'),
      ownerReferences: [],
      instances: plan.resources.executors.min,
    },
  };
}

function sizes({ memoryMi, cpuRequestMilli, cpuLimitMilli = null }) {
  return { memoryMi, memoryLimitMi: memoryMi, cpuMilli: cpuRequestMilli, cpuLimitMilli };
}

const verdict = serve(at('run.sh'), ['judge', ...judgeFlags], submissions);
process.stderr.write(verdict.stderr);
problems.forEach((p) => console.error(`spark ${p}`));
const wrong = problems.length + verdict.answers.reduce((n, a) => n + a.disagreements.length, 0);
const judged = verdict.answers.length * 2;
console.log(`${judged} pods judged, ${wrong} disagreements`);
process.exitCode = wrong === 0 && verdict.status === 0 && verdict.answers.length === cases.length ? 0 : 1;
