// Lets Argo's controller and the kubelet's expansion judge workflows: what a run gives must reach each step's program byte
// for byte, along edges too, whether the workflow calls its services' templates or holds them.
//   workflow.ts [--runs N] [--seed N]
// The last line is `M values judged, D disagreements`; exit 1 if there are any.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { parse } from 'yaml';
import { defaultProfile, exportDocument, readSource, Report } from '../../src/index.js';
import { readValues } from '../../src/submission.js';
import { plainArgument } from '../arbitraries.js';
import { Judge } from './judge.js';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '40' }, seed: { type: 'string', default: String(Date.now() % 2 ** 31) } },
});

const example = (name: string): string => readFileSync(`examples/churn-workflow/${name}`, 'utf8');

/** How a workflow's WorkflowTemplate stands to its services', and these to their runtime. */
const kinds = ['inline', 'called', 'shared'] as const;

function manifests(kind: (typeof kinds)[number]): string {
  const workflow = parse(example('workflow.yaml')) as { services: unknown[] };
  for (const name of ['prepare', 'train', 'evaluate'])
    workflow.services.push(JSON.parse(example(`service-${name}.json`)));
  const report = new Report();
  const profile = { ...defaultProfile, runtime: kind === 'shared' ? ('shared' as const) : ('self-contained' as const) };
  const source = readSource('workflow', JSON.stringify(workflow), report);
  const product = source && exportDocument(source, profile, report, { inline: kind === 'inline' });

  if (!product) throw new Error(report.diagnostics.map(({ message }) => message).join('\n'));
  // The judge's controller has no registry to ask for an image's command.
  return product.products
    .map(({ text }) =>
      text.replace(/^( +)(image: .*churn-(?:ingest|prepare|evaluate):.*)$/gm, '$1command: [program]\n$1$2'),
    )
    .join('---\n');
}

interface Run {
  readonly uid: string;
  readonly phase: string;
  readonly nodes: readonly { readonly ID: string; readonly Name: string; readonly Message: string }[];
  readonly pods: readonly {
    readonly node: string;
    readonly template: string;
    readonly argv: readonly string[];
    readonly init: readonly { readonly argv: readonly string[] }[];
    readonly env: readonly { readonly name: string; readonly value: string }[];
  }[];
}

/** The parameters of a Spark service, as its client gets them. */
const handedOn = ({ init: [preparing] }: Run['pods'][number]): ReadonlyMap<string, string> => {
  const [length = '', ...pieces] = preparing?.argv.slice(preparing.argv.indexOf('--') + 1) ?? [];
  return preparing ? readValues(length, pieces) : new Map();
};

const argo = new Judge('test/conformance/argo/run.sh', ['serve']);
let judged = 0;
let disagreements = 0;
const show = (value: unknown): string => JSON.stringify(value ?? null).slice(0, 300);
const equal = (where: string, seen: unknown, promised: unknown): void => {
  judged += 1;
  if (JSON.stringify(seen) === JSON.stringify(promised)) return;
  disagreements += 1;
  console.log(`DISAGREE ${where}: ${show(seen)} instead of ${show(promised)}`);
};

const text = plainArgument();
const line = text.map((value) => value.replaceAll('\n', ' '));
const given = fc.record({
  by: fc.constantFrom('workflowTemplateRef', 'templateRef'),
  kind: fc.constantFrom(...kinds),
  source: text,
  since: fc.oneof(fc.constant(''), text),
  algorithm: text,
  prepared: fc.oneof(fc.constant(''), text),
  execution: text,
  more: fc.array(
    line.map((value) => `--x=${value}`),
    { maxLength: 3 },
  ),
});

const texts = Object.fromEntries(kinds.map((kind) => [kind, manifests(kind)]));
for (const [index, values] of fc
  .sample(given, { numRuns: Number(options.runs), seed: Number(options.seed) })
  .entries()) {
  const { algorithm, by, execution, kind, more, prepared, since, source } = values;
  const { run } = await argo.ask<{ run: Run }>({
    op: 'render',
    template: 'churn-prediction',
    manifests: texts[kind],
    by,
    parameters: {
      ingest_source: source,
      ingest_since: since,
      'prepare_output-dataset-1': prepared,
      'train-forest_algorithm': algorithm,
      'execution-id': execution,
      'evaluate_application-args': more.join('\n'),
    },
  });
  const where = `run ${index} of seed ${options.seed}`;
  equal(where, run.phase, 'Succeeded');
  const pod = (step: string, template: RegExp): Run['pods'][number] => {
    const ids = run.nodes.filter(({ Name }) => Name.split('.').includes(step)).map(({ ID }) => ID);
    const found = run.pods.find((candidate) => ids.includes(candidate.node) && template.test(candidate.template));
    if (!found) throw new Error(`${where}: no pod of ${step}: ${run.nodes.map(({ Message }) => Message).join(' ')}`);
    return found;
  };
  const place = (step: string, port: string): string => `s3a://alida/workflows/${run.uid}/${step}/${port}`;
  const between = prepared === '' ? place('prepare', 'output-dataset-1') : prepared;
  const ingest = pod('ingest', /main$/);
  equal(`${where}, ingest`, ingest.argv, [
    'program',
    '--format=parquet',
    `--source=${source}`,
    '--batch-size=5000',
    ...(since === '' ? [] : [`--since=${since}`]),
    `--output-dataset=${place('ingest', 'output-dataset')}`,
  ]);
  equal(`${where}, EXECUTION_ID`, ingest.env.find(({ name }) => name === 'EXECUTION_ID')?.value, execution);
  equal(`${where}, prepare`, pod('prepare', /main$/).argv.slice(0, 3), [
    'program',
    `--input-dataset=${place('ingest', 'output-dataset')}`,
    `--output-dataset-1=${between}`,
  ]);
  const forest = run.pods.map(handedOn).find((values) => values.get('algorithm') === algorithm);
  equal(`${where}, train-forest`, forest?.get('input-dataset'), between);
  equal(`${where}, evaluate`, pod('evaluate', /main$/).argv.slice(4), [
    '--output-model=s3a://alida/models/churn',
    '--metric=auc',
    ...more,
  ]);
}
argo.close();
console.log(`${judged} values judged, ${disagreements} disagreements`);
process.exitCode = disagreements > 0 ? 1 : 0;
