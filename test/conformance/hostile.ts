// Lets Argo's controller judge a definition that was written to take a pod over: whatever its keys and values are, each is
// refused by a diagnostic, or reaches the program as an argument and changes nothing else of the pod.
//   hostile.ts [--runs N] [--seed N]
// The last line is `K services, R refused, P pods judged, D disagreements`; exit 1 if there are any.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { defaultProfile, exportDocument, readSource, Report } from '../../src/index.js';
import { runClient, type Pod } from './client.js';
import { Judge } from './judge.js';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});

/** What ends a text of Argo's expressions, of JSON, of YAML, of bash; and what an attacker wants after it. */
const piece = fc.constantFrom(
  ...[`'`, `"`, '`', '\\', '$', '#', '{', '}', '[', ']', '(', ')', ',', ':', '+', '|', '&', '-', 'x', '\u{10ffff}'],
  ...['}}', `'])`, `']),true),#))`, `'+'`, `\\'`, `"}],`, '\\u0027', '--', '$(X)', 'toJson(', ' ', '\n', '\t', '='],
  ...['"hostNetwork":true', '"serviceAccountName":"admin"', '"securityContext":{"privileged":true}'],
  ...['"volumes":[{"name":"h","hostPath":{"path":"/"}}]', 'sprig.env("HOME")', 'workflow.uid'],
);
const hostile = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
/** Most of those that are refused would leave little to judge. */
const hostileKey = hostile.map((text) => `k${text.replaceAll(/[\s=]/g, '')}`);
const property = fc.record({
  key: fc.oneof({ weight: 9, arbitrary: hostileKey }, { weight: 1, arbitrary: hostile }),
  value: hostile,
  type: fc.constantFrom('static', 'application'),
});
interface Property {
  readonly key: string;
  readonly value: string;
  readonly type: string;
}

const image = { key: 'spark.kubernetes.container.image', type: 'static', valueType: 'string', defaultValue: 'r/a:1' };
const service = (name: string, properties: readonly Property[], own: readonly object[] = []): object => ({
  name,
  url: `registry.example/${name}:1`,
  properties: [
    ...own,
    ...properties.map(({ key, type, value }) => ({ key, type, valueType: 'string', defaultValue: value })),
  ],
});

/** A workflow of a service with Spark and one without; undefined if a diagnostic refuses it. */
function manifests(properties: readonly Property[]): string | undefined {
  const workflow = {
    apiVersion: 'alida-argo/v1',
    kind: 'ServiceWorkflow',
    name: 'hostile',
    location: 's3a://alida/workflows',
    steps: ['plain', 'spark'].map((name) => ({ name, service: { name } })),
    services: [service('plain', properties), service('spark', properties, [image])],
  };
  const report = new Report();
  const source = readSource('workflow', JSON.stringify(workflow), report);
  const product = source && exportDocument(source, defaultProfile, report, { inline: true });
  // The judge's controller has no registry to ask for an image's command.
  return product?.products
    .map(({ text }) => text.replace(/^( +)(image: registry\.example\/plain:1)$/gm, '$1command: [program]\n$1$2'))
    .join('---\n');
}

interface Container {
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string }[];
}
interface Seen extends Pod {
  readonly argv: readonly string[];
  readonly manifest: {
    readonly metadata: { readonly labels?: object };
    readonly spec: { readonly containers: readonly Container[]; readonly initContainers?: readonly Container[] };
  };
}
interface Run {
  readonly phase: string;
  readonly message?: string;
  readonly pods: readonly Seen[];
}

const argo = new Judge('test/conformance/argo/run.sh', ['serve']);
const render = async (text: string): Promise<Run> => {
  const how = { op: 'render', template: 'hostile', by: 'workflowTemplateRef', parameters: {} };
  return (await argo.ask<{ run: Run }>({ ...how, manifests: text })).run;
};

/** All of a run's pods but what their containers are called with and what each run has of its own. */
const shape = ({ pods }: Run): string => {
  const silent = (containers: readonly Container[] = []): object[] =>
    containers.map(({ args = [], env = [], ...rest }) => ({
      ...rest,
      args: args.length,
      env: env.map(({ name }) => name),
    }));
  const shapes = pods.map(({ manifest: { metadata, spec }, template }) => ({
    template,
    labels: metadata.labels,
    spec: { ...spec, containers: silent(spec.containers), initContainers: silent(spec.initContainers) },
  }));
  return JSON.stringify(shapes).replaceAll(/[0-9a-f]{8}-[-0-9a-f]{27}|[0-9a-f]{40}|hostile-\d+/g, 'X');
};

let disagreements = 0;
const disagree = (what: string, properties: readonly Property[]): void => {
  disagreements += 1;
  console.log(`DISAGREE ${what}: ${JSON.stringify(properties)}`);
};

const all = fc.sample(fc.array(property, { minLength: 1, maxLength: 3 }), {
  numRuns: Number(options.runs),
  seed: Number(options.seed),
});
let [refused, pods] = [0, 0];
await Promise.all(
  all.map(async (properties) => {
    const text = manifests(properties);
    if (text === undefined) {
      refused += 1;
      return;
    }
    const twin = properties.map(({ type }, index): Property => ({ key: `k${index}`, value: 'v', type }));
    const [run, harmless] = await Promise.all([render(text), render(manifests(twin) ?? '')]);
    pods += run.pods.length;
    if (run.phase !== 'Succeeded') disagree(`${run.phase}, ${run.message ?? ''}`, properties);
    if (shape(run) !== shape(harmless)) disagree('another pod', properties);
    const [plain, client] = ['plain-main', 'spark-spark-client'].map((name) =>
      run.pods.find(({ template }) => template === name),
    );
    if (!plain || !client) {
      disagree(`${run.pods.length} pods, ${run.phase}: ${run.message ?? ''}`, properties);
      return;
    }
    const expected = properties.filter(({ value }) => value !== '').map(({ key, value }) => `--${key}=${value}`);
    const sorted = (list: readonly string[]): string => JSON.stringify([...list].sort());
    if (sorted(plain.argv.slice(1)) !== sorted(expected)) {
      disagree(`the program gets ${JSON.stringify(plain.argv)}`, properties);
    }
    // The driver's kubelet makes one dollar sign of two.
    const { argv } = runClient({ ...client, namespace: 'alida' }, 'C.UTF-8');
    const given = argv.slice(argv.indexOf('local:///app/src/main/main.py') + 1);
    if (sorted(given.map((value) => value.replaceAll('$$', '$'))) !== sorted(expected)) {
      disagree(`spark-submit gets ${JSON.stringify(argv)}`, properties);
    }
  }),
);
argo.close();
console.log(`${all.length} services, ${refused} refused, ${pods} pods judged, ${disagreements} disagreements`);
process.exitCode = disagreements > 0 ? 1 : 0;
