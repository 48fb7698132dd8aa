// Lets a real API server judge what deploy/admission.yaml admits: WorkflowTemplates of ours, Workflows that name them, the
// pods that Argo's own controller and Spark make of them; and none of these with one thing changed.
//   admission.ts        against the API server of CLUSTER_DIR
// The last line is `N admitted, M refused, D disagreements`; exit 1 if there are any.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import {
  asYaml,
  compileService,
  defaultProfile,
  exportDocument,
  plan,
  readSource,
  Report,
  type CompiledService,
  type CompiledSpark,
} from '../../src/index.js';
import { Judge } from './judge.js';

const dir = process.env.CLUSTER_DIR ?? '/tmp/alida-argo-apiserver';
const namespace = 'alida';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Members = Record<string, Json>;
interface Resource {
  readonly [member: string]: Json;
  readonly metadata: Members;
  readonly spec: Members;
}

function kubectl(args: readonly string[], input?: unknown): { readonly ok: boolean; readonly said: string } {
  const { error, status, stderr, stdout } = spawnSync(join(dir, 'kubectl'), ['-n', namespace, ...args], {
    encoding: 'utf8',
    env: { ...process.env, KUBECONFIG: join(dir, 'admin.kubeconfig') },
    ...(input !== undefined && { input: typeof input === 'string' ? input : JSON.stringify(input) }),
  });
  if (error) throw error;
  return { ok: status === 0, said: `${stdout}${stderr}`.trim() };
}
const create = (resource: Resource): ReturnType<typeof kubectl> =>
  kubectl(['create', '--dry-run=server', '-f', '-'], resource);

function must(args: readonly string[], input?: unknown): void {
  const { ok, said } = kubectl(args, input);
  if (!ok && !said.includes('already exists')) throw new Error(`kubectl ${args.join(' ')}: ${said}`);
}

const report = new Report();
const read = (path: string): NonNullable<ReturnType<typeof readSource>> => {
  const source = readSource(path, readFileSync(path, 'utf8'), report);
  if (!source) throw new Error(path);
  return source;
};
const service = compileService(read('examples/kmeans/service.json'), defaultProfile, report);
const others = ['prepare', 'train', 'evaluate'].map(
  (name) => JSON.parse(readFileSync(`examples/churn-workflow/service-${name}.json`, 'utf8')) as unknown,
);
const [workflow] = parseAllDocuments(readFileSync('examples/churn-workflow/workflow.yaml', 'utf8'));
const whole = workflow?.toJS() as { services: unknown[] };
const exported = readSource(
  'churn.json',
  JSON.stringify({ ...whole, services: [...whole.services, ...others] }),
  report,
);
const product = exported && exportDocument(exported, defaultProfile, report);
if (!service?.spark || !product) throw new Error(JSON.stringify(report.diagnostics));

/** Under names of their own: the server may hold others of the same templates. */
const templates = [...service.products, ...product.products].flatMap(({ text }) =>
  parseAllDocuments(text).map((document) => {
    const resource = document.toJS() as Resource;
    const metadata: Members = { ...resource.metadata, generateName: 'admission-' };
    delete metadata.name;
    return { ...resource, metadata };
  }),
);

/** What a new resource may say of itself. */
const settled = (metadata: Members): Members => {
  const own: Members = { ...metadata, namespace };
  delete own.resourceVersion;
  return own;
};

/** The pods that Argo's controller makes. */
async function workflowPods(compiled: CompiledService): Promise<Resource[]> {
  const argo = new Judge('test/conformance/argo/run.sh', ['serve']);
  const parameters = Object.fromEntries(plan(compiled).missing.map((name) => [name, 'x']));
  const { run } = await argo.ask<{ run: { pods: { manifest: Resource }[] } }>({
    op: 'render',
    manifests: asYaml(compiled.products),
    parameters,
  });
  argo.close();
  return run.pods.map(({ manifest: { metadata, ...pod } }) => ({
    ...pod,
    metadata: settled(metadata),
  }));
}

/** The driver and the executor that Spark makes. */
function sparkPods(compiled: CompiledSpark): Resource[] {
  const { argv, podTemplate } = plan(compiled);
  const known = argv.map((argument) => argument.replaceAll(/<[\w.]+>/g, 'x'));
  const owner = `{apiVersion: argoproj.io/v1alpha1, kind: Workflow, name: w, uid: 6f7e1c5e-0000-4000-8000-000000000000}`;
  const files = Object.fromEntries(
    known.flatMap((argument) => {
      const [, role, path] = /\.(driver|executor)\.podTemplateFile=(.*)$/.exec(argument) ?? [];
      if (path === undefined) return [];
      return [[path, role === 'driver' ? `metadata: {ownerReferences: [${owner}]}\n${podTemplate}` : podTemplate]];
    }),
  );
  const { status, stderr, stdout } = spawnSync('test/conformance/spark/run.sh', ['submit'], {
    encoding: 'utf8',
    input: `${JSON.stringify({ id: 'kmeans', argv: known, files })}\n`,
    maxBuffer: 2 ** 28,
  });
  const answer = JSON.parse(stdout || '{}') as { driver?: Resource; executor?: Resource };
  if (!answer.driver || !answer.executor) throw new Error(`spark submit ended with ${status}: ${stdout} ${stderr}`);
  return [answer.driver, answer.executor].map(({ metadata, spec }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: settled(metadata),
    spec,
  }));
}

const fromTemplate: Resource = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Workflow',
  metadata: { generateName: 'run-', namespace },
  spec: {
    workflowTemplateRef: { name: 'spark-kmeans-example' },
    arguments: {
      parameters: [
        { name: 'k', value: '8' },
        { name: 'application-args', value: '--x' },
      ],
    },
  },
};

/** A resource with one thing changed: what it is, where, to which value (undefined: taken away), and what is said of it. */
type Change = readonly [what: string, path: string, value: Json | undefined, refusal: RegExp];

function changed(resource: Resource, path: string, value: Json | undefined): Resource {
  const copy = structuredClone(resource);
  const parts = path.split('/');
  const last = parts.pop() ?? '';
  let at: Json = copy;
  for (const [index, part] of parts.entries()) {
    const members = at as Members;
    members[part] ??= (parts[index + 1] ?? last) === '-' ? [] : {};
    at = members[part];
  }
  if (Array.isArray(at) && last === '-') at.push(value ?? null);
  else if (value === undefined) Reflect.deleteProperty(at as object, last);
  else (at as Members)[last] = value;
  return copy;
}

const decided = /decided when the WorkflowTemplate is made/;
const nothingBut = /nothing but/;
const workflowChanges: readonly Change[] = [
  ...['spark-submit-args', 'pod-template', 'run-time-args'].map((name): Change => [
    `the parameter ${name}`,
    'spec/arguments/parameters/-',
    { name, value: 'x' },
    decided,
  ]),
  ['templates of its own', 'spec/templates', [{ name: 'x', container: { image: 'evil' } }], nothingBut],
  ['an entrypoint', 'spec/entrypoint', 'spark-client', nothingBut],
  ['a service account', 'spec/serviceAccountName', 'default', nothingBut],
  ['a patch', 'spec/podSpecPatch', '{}', nothingBut],
  ['a volume', 'spec/volumes', [{ name: 'x', hostPath: { path: '/' } }], nothingBut],
  ['no template', 'spec/workflowTemplateRef', undefined, /must name a WorkflowTemplate/],
  ['a cluster’s template', 'spec/workflowTemplateRef/clusterScope', true, /must name a WorkflowTemplate/],
  ['an artifact', 'spec/arguments/artifacts', [{ name: 'x', raw: { data: 'x' } }], /no artifacts/],
];

const submitTemplate = service.manifest.spec.templates.findIndex(({ name }) => name === 'spark-client');
const step = `spec/templates/${submitTemplate}`;
const neverWritten = /never writes/;
const templateChanges: readonly Change[] = [
  ['another maker', 'metadata/labels', {}, /only WorkflowTemplates/],
  ['no provenance', 'metadata/annotations', {}, /only WorkflowTemplates/],
  ['a service account', 'spec/serviceAccountName', 'admin', /service account must be/],
  ['a step’s service account', `${step}/serviceAccountName`, 'admin', /service account must be/],
  ['an image', `${step}/container/image`, 'evil/app:1', /must begin with/],
  ['a script', 'spec/templates/-', { name: 'x', script: { image: 'evil', source: 'x' } }, neverWritten],
  ['a call of the API', 'spec/templates/-', { name: 'x', resource: { action: 'create' } }, neverWritten],
  ['a request', 'spec/templates/-', { name: 'x', http: { url: 'https://elsewhere.example' } }, neverWritten],
  ['a sidecar', `${step}/sidecars`, [{ name: 'x', image: 'evil' }], neverWritten],
  ['the node’s network', 'spec/hostNetwork', true, neverWritten],
  ['a claim', 'spec/volumeClaimTemplates', [], neverWritten],
  ['the node’s files', `${step}/volumes`, [{ name: 'x', hostPath: { path: '/' } }], /no volumes/],
  ['privileges', `${step}/container/securityContext`, { privileged: true }, /without root/],
  ['a capability', `${step}/container/securityContext/capabilities/add`, ['SYS_ADMIN'], /without root/],
  ['root', `${step}/securityContext`, {}, /without root/],
  ['a patch', `${step}/podSpecPatch`, '{"hostNetwork":true}', /patch may set/],
  ['a patch in other letters', `${step}/podSpecPatch`, '{"\\u0068ostNetwork":true}', /patch may set/],
];

const secretOf = (name: string): Json => ({ name: 'X', valueFrom: { secretKeyRef: { name, key: 'x' } } });
const podChanges: readonly Change[] = [
  ['no labels', 'metadata/labels', {}, /only pods of/],
  ['no owner', 'metadata/ownerReferences', [], /only pods of/],
  ['a service account', 'spec/serviceAccountName', 'admin', /service account must be/],
  ['an image', 'spec/containers/0/image', 'evil/app:1', /must begin with/],
  ['a registry that begins so', 'spec/containers/0/image', 'dockerhub.alidalab.it.evil/a:1', /must begin with/],
  ['an init container', 'spec/initContainers', [{ name: 'x', image: 'evil/app:1' }], /must begin with/],
  ['the node’s network', 'spec/hostNetwork', true, /of the node/],
  ['the node’s processes', 'spec/hostPID', true, /of the node/],
  ['a port of the node', 'spec/containers/0/ports', [{ containerPort: 1, hostPort: 1 }], /of the node/],
  ['escalation', 'spec/containers/0/securityContext', { allowPrivilegeEscalation: true }, /no privileges/],
  ['a capability', 'spec/containers/0/securityContext', { capabilities: { add: ['SYS_ADMIN'] } }, /no privileges/],
  ['root', 'spec/securityContext', { runAsUser: 0 }, /no privileges/],
  ['the node’s files', 'spec/volumes/-', { name: 'x', hostPath: { path: '/' } }, /no volumes but/],
  ['a claim', 'spec/volumes/-', { name: 'x', persistentVolumeClaim: { claimName: 'x' } }, /no volumes but/],
  ['a Secret as files', 'spec/volumes/-', { name: 'x', secret: { secretName: 'other' } }, /no volumes but/],
  [
    'a projected Secret',
    'spec/volumes/-',
    { name: 'x', projected: { sources: [{ secret: { name: 'other' } }] } },
    /no volumes but/,
  ],
  ['a Secret as a variable', 'spec/containers/0/env/-', secretOf('other'), /no Secrets but/],
  ['a whole Secret', 'spec/containers/0/envFrom', [{ secretRef: { name: 'other' } }], /no Secrets but/],
  ['a pull secret', 'spec/imagePullSecrets', [{ name: 'other' }], /no Secrets but/],
  ['a node', 'spec/nodeName', 'control-plane', /own scheduler/],
  ['a scheduler', 'spec/schedulerName', 'mine', /own scheduler/],
];

const driversService: Resource = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'driver-svc', namespace },
  spec: { clusterIP: 'None', selector: { 'spark-role': 'driver' }, ports: [{ name: 'rpc', port: 7078 }] },
};
const serviceChanges: readonly Change[] = [
  ['a load balancer', 'spec', { type: 'LoadBalancer', ports: [{ port: 7078 }] }, /not for the world/],
  ['an address outside', 'spec/externalIPs', ['192.0.2.1'], /not for the world/],
];

let admitted = 0;
let refused = 0;
let disagreements = 0;
const disagree = (what: string, said: string): void => {
  disagreements += 1;
  console.log(`DISAGREE ${what}: ${said}`);
};

/** Some of a kind as they are, and some with each change. */
function judge(
  kind: string,
  resources: readonly Resource[],
  toChange: readonly (Resource | undefined)[],
  changes: readonly Change[],
): void {
  for (const resource of resources) {
    const { ok, said } = create(resource);
    if (ok) admitted += 1;
    else disagree(`our own ${kind}`, said);
  }
  for (const resource of toChange) {
    if (!resource) throw new Error(`there is no ${kind}`);
    for (const [what, path, value, refusal] of changes) {
      const { ok, said } = create(changed(resource, path, value));
      if (!ok && said.includes('ValidatingAdmissionPolicy') && refusal.test(said)) refused += 1;
      else disagree(`${kind} with ${what}`, ok ? 'admitted' : said);
    }
  }
}

const policies = readFileSync('deploy/admission.yaml', 'utf8');
try {
  must(['create', 'namespace', namespace]);
  must(['create', 'serviceaccount', 'argo-workflow']);
  must(['create', 'serviceaccount', 'spark-executor']);
  must(['create', 'serviceaccount', 'admin']);
  const images = 'dockerhub.alidalab.it/ gitlab.alidalab.it:5000/alida/ quay.io/argoproj/argoexec:';
  must([
    ...['create', 'configmap', 'alida-argo-admission', '--from-literal=serviceAccount=argo-workflow'],
    '--from-literal=executorServiceAccount=spark-executor',
    ...[`--from-literal=images=${images}`, '--from-literal=secrets=alida-regcred alida-minio alida-hash-token'],
  ]);
  const made = [...(await workflowPods(service)), ...sparkPods(service)];
  must(['apply', '-f', '-'], policies);
  must(['label', '--overwrite', 'namespace', namespace, 'alida.io/admission=enforced']);
  // The API server takes some seconds until it has read them all.
  const wrong = [
    changed(driversService, 'spec/externalIPs', ['192.0.2.1']),
    { ...fromTemplate, spec: {} },
    ...templates.slice(0, 1).map((template) => changed(template, 'metadata/labels', {})),
    ...made.slice(0, 1).map((pod) => changed(pod, 'metadata/labels', {})),
  ];
  for (let i = 0; wrong.some((resource) => create(resource).ok); i += 1) {
    if (i === 60) throw new Error('the policies are not enforced');
    await setTimeout(500);
  }
  judge('Workflow', [fromTemplate], [fromTemplate], workflowChanges);
  judge('WorkflowTemplate', templates, templates.slice(0, 1), templateChanges);
  judge(
    'pod',
    made,
    [made[0], made.at(-2)].flatMap((pod) => pod ?? []),
    podChanges,
  );
  judge('Service', [driversService], [driversService], serviceChanges);
} finally {
  kubectl(['label', 'namespace', namespace, 'alida.io/admission-']);
  kubectl(['delete', '-f', '-'], policies);
}
console.log(`${admitted} admitted, ${refused} refused, ${disagreements} disagreements`);
process.exitCode = disagreements > 0 ? 1 : 0;
