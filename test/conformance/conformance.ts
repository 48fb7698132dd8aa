// Lets the real things judge: Argo's validator and controller, the kubelet's expansion, bash, Spark.
//   conformance.ts [--manifests N] [--values N] [--pods N] [--seed N]
//   conformance.ts --spark RELEASE [--pods N] [--seed N]   pods alone, made by that Spark for a profile that names it
// The last line is `N manifests, M values, K pods judged, D disagreements`; exit 1 if there are any.
import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import {
  asYaml,
  compileService,
  defaultProfile,
  plan,
  readProfile,
  readSource,
  Report,
  type CompiledSpark,
  type SourceFile,
  type PlatformProfile,
} from '../../src/index.js';
import { Refused } from '../../src/submission.js';
import { names, readCase } from '../archive.js';
import { argument, plainArgument, service } from '../arbitraries.js';
import { runClient } from './client.js';
import { imports, whereShown, writtenWhere } from './imports.js';
import { promised } from './promised.js';
import { argo, clientPod, spark, type SparkAnswer } from './submissions.js';

const { values: options } = parseArgs({
  options: {
    manifests: { type: 'string', default: '3000' },
    values: { type: 'string', default: '1500' },
    pods: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    spark: { type: 'string' },
  },
});
const fresh = Number(options.seed);
const fixed = 20260101;

const inVersion = options.spark === undefined ? {} : { sparkVersion: options.spark };
const usualProfile: PlatformProfile = { ...defaultProfile, ...inVersion };

const disagreements: string[] = [];
const disagree = (where: string, what: string): void => {
  disagreements.push(`${where}: ${what}`);
  console.log(`DISAGREE ${where}: ${what}`);
};
const say = (text: string): void => {
  console.log(`[${Math.round(performance.now() / 1000)} s] ${text}`);
};

function compile(definition: unknown, profile = usualProfile): CompiledSpark {
  const report = new Report();
  const source = readSource('definition', JSON.stringify(definition), report);
  const compiled = source && compileService(source, profile, report);
  if (compiled?.spark) return compiled;
  throw new Error(report.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'));
}

const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] => [
  ...fc.sample(arbitrary, { numRuns: Math.ceil(count * 0.7), seed: fixed }),
  ...fc.sample(arbitrary, { numRuns: Math.floor(count * 0.3), seed: fresh }),
];

/** Every committed WorkflowTemplate, by its file, with those of its folder that it calls. */
function goldens(): [string, string][] {
  const examples = readdirSync('examples', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file): [string, string] => [file, readFileSync(file, 'utf8')]);
  const cases = names.flatMap((name) =>
    Array.from(readCase(name), ([path, text]): [string, string] => [join(name, path), String(text)]),
  );
  const found = [...examples.sort(), ...cases].flatMap(([file, text]) =>
    text.startsWith('apiVersion: argoproj.io') ? [{ ...parse(file), file, text }] : [],
  );
  return found.map(({ dir, file, text }) => {
    const called = found.filter(
      (other) => other.dir === dir && text.includes(`templateRef:\n        name: ${other.name}\n`),
    );
    return [file, [text, ...called.map((other) => other.text)].join('---\n')];
  });
}

async function judgeManifests(count: number): Promise<number> {
  const generated = sample(service, count).map((definition, index): [string, string, unknown] => [
    `generated ${index}`,
    asYaml(compile(definition).products),
    definition,
  ]);
  const imported = imports().map(({ name, compiled }): [string, string] => [name, asYaml(compiled.products)]);
  const all = [...goldens(), ...imported, ...generated];
  await Promise.all(
    all.map(async ([name, manifests, definition]: [string, string, unknown?]) => {
      const { findings = [] } = await argo.ask<{ findings?: string[] }>({ op: 'validate', manifests });
      for (const finding of findings) disagree(name, finding);
      if (findings.length > 0 && definition !== undefined) console.log(`  from ${JSON.stringify(definition)}`);
    }),
  );
  return all.length;
}

const perBatch = 25;
const keys = Array.from({ length: perBatch }, (_, index) => `v-${index}`);
const carrier = compile({
  name: 'carrier',
  url: 'registry.example/c:1',
  properties: [
    {
      key: 'spark.kubernetes.container.image',
      type: 'static',
      valueType: 'string',
      defaultValue: 'registry.example/a:1',
    },
    ...keys.map((key) => ({ key, type: 'application', valueType: 'string', mandatory: true })),
    { key: 'optional', type: 'application', valueType: 'string', mandatory: false },
  ],
});

const show = (text: string): string =>
  text.length > 200 ? `${JSON.stringify(text.slice(0, 200))}…` : JSON.stringify(text);

/** Sends values all the way: Argo, kubelet, bash, spark-submit, kubelet, the driver's spark-submit, Python. */
async function judgeValues(count: number): Promise<number> {
  // What fills an argument to the last byte that it may have, and what has hurt somebody.
  const known = [
    '',
    '=',
    'a=',
    '--help',
    '-x',
    '--conf=a=b',
    ' ',
    '\n',
    '\t',
    "'",
    '"',
    '\\',
    '$$$$',
    '$(X)',
    '$(HOSTNAME)',
    '{{x}}',
    '}}',
    '{',
    '\u200b\u{e0067}\u{10ffff}',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  ];
  const large = ['x', '$', 'ü'].map((unit) => unit.repeat((60 * 1024) / new TextEncoder().encode(unit).length));
  const all = [...known, ...large, ...sample(plainArgument(60), count - known.length - large.length)];
  const batches: string[][] = [];
  for (let at = 0; at < all.length; at += perBatch) {
    batches.push(Array.from({ length: perBatch }, (_, index) => all[at + index] ?? ''));
  }
  const calls = await Promise.all(
    batches.map(async (batch, index) => {
      const given = Object.fromEntries(batch.map((value, at) => [keys[at] ?? '', value]));
      const pod = await clientPod(carrier, given);
      const call = runClient(pod, index % 2 === 0 ? 'C' : 'C.UTF-8');
      return { given, call, expected: batch.map((value, at) => `--${keys[at] ?? ''}=${value}`) };
    }),
  );
  say(`${all.length} values through Argo's controller, the kubelet's expansion and bash`);

  const submitted = spark(
    'submit',
    calls.map(({ call }, index) => ({ id: String(index), ...call })),
  ) as {
    refused?: string;
    driver: { spec: { containers: { name: string; args: string[]; env: { name: string; value?: string }[] }[] } };
  }[];
  const drivers = await Promise.all(
    submitted.map(async ({ driver, refused }, index) => {
      const container = driver.spec.containers.find(({ name }) => name === 'spark-kubernetes-driver');
      if (!container) throw new Error(`batch ${index}: no driver: ${refused ?? ''}`);
      const env = Object.fromEntries(container.env.map(({ name, value = '' }) => [name, value]));
      const { args } = await argo.ask<{ args: string[] }>({ op: 'expand', args: container.args, env });
      return args;
    }),
  );
  calls.forEach(({ expected, given }, index) => {
    const args = drivers[index] ?? [];
    const received = args.slice(args.indexOf('local:///app/src/main/main.py') + 1);
    const planned = plan(carrier, new Map(Object.entries(given))).argv.slice(-perBatch);
    expected.forEach((value, at) => {
      if (received[at] !== value)
        disagree(`value ${index}.${at}`, `${show(value)} arrives as ${show(received[at] ?? '')}`);
      if (planned[at] !== value)
        disagree(`value ${index}.${at}`, `${show(value)} is planned as ${show(planned[at] ?? '')}`);
    });
    if (received.length !== expected.length) disagree(`batch ${index}`, `${received.length} arguments arrive`);
  });
  say(`${all.length} values through spark-submit and the driver's kubelet`);

  // The last steps are processes: some batches, the first of which holds the hurtful ones.
  const last = drivers.slice(0, 4);
  const programs = spark(
    'driver',
    last.map((args) => ({ args, env: { LC_ALL: 'C.UTF-8' } })),
  ) as { argv: string[] }[];
  programs.forEach(({ argv }, index) => {
    const expected = calls[index]?.expected ?? [];
    expected.forEach((value, at) => {
      if (argv[at] !== value)
        disagree(`program ${index}.${at}`, `${show(value)} reaches Python as ${show(argv[at] ?? '')}`);
    });
  });
  say(`${last.length * perBatch} values through the driver's spark-submit to Python`);
  return all.length + (await judgeHostileValues());
}

/** Values that cannot arrive, or may not: unchanged, or a named error, never anything else. */
async function judgeHostileValues(): Promise<number> {
  const tagged = sample(
    argument(30).map((text) => `{{${text}`),
    60,
  );
  const control = ['\r', 'a\u0001b', '\u007f', '\u001b[0m', 'x'.repeat(140 * 1024), '$'.repeat(70 * 1024)];
  const all = [...tagged, ...control, '{{', '{{ {{', '{{x', '{{=', '{{=1}}x', 'a}}{{b'];
  await Promise.all(
    all.map(async (value, index) => {
      const given = { ...Object.fromEntries(keys.map((key) => [key, 'k'])), 'v-3': value };
      let argv: string[];
      try {
        ({ argv } = runClient(await clientPod(carrier, given), 'C.UTF-8'));
      } catch (error) {
        // Our own sentence, or Argo's before there is a pod.
        if (error instanceof Refused || String(error).includes('argo submit: templates.main ')) return;
        throw error;
      }
      const doubled = value.replaceAll('$', '$$$$');
      // `{{=1}}` in a value given at submit is Argo's own.
      if (argv.at(-perBatch + 3) !== `--v-3=${doubled}` && !value.startsWith('{{=')) {
        disagree(`hostile ${index}`, `${show(value)} becomes ${show(argv.at(-perBatch + 3) ?? '')}`);
      }
    }),
  );
  return all.length;
}

/** Sizes of off-heap memory: alone they mean nothing, and switched on they must be given. */
const sizes: [string, string][][] = [
  [],
  [],
  ...['1g', '1073741824', '1500000k'].map((size): [string, string][] => [
    ['spark.memory.offHeap.enabled', 'true'],
    ['spark.memory.offHeap.size', size],
  ]),
  [['spark.memory.offHeap.size', '1g']],
];

/** Combinations of everything that changes what driver and executors ask Kubernetes for. */
function resourceDefinitions(count: number): Record<string, unknown>[] {
  const setting = (key: string, ...values: string[]): fc.Arbitrary<[string, string] | undefined> =>
    fc.constantFrom(...values.map((value): [string, string] => [key, value]), undefined);
  const combination = fc.tuple(
    setting('spark.driver.memory', '1g', '4g', '5000m', '1536m'),
    setting('spark.executor.memory', '2g', '900m', '10g', '3841m'),
    setting('spark.driver.memoryOverhead', '1g', '100m'),
    setting('spark.executor.memoryOverhead', '700m', '2g'),
    setting('spark.driver.memoryOverheadFactor', '0.2', '0.333'),
    setting('spark.executor.memoryOverheadFactor', '0.07', '0.5'),
    setting('spark.driver.minMemoryOverhead', '1g', '10m'),
    setting('spark.executor.minMemoryOverhead', '2g', '100m'),
    setting('spark.kubernetes.memoryOverheadFactor', '0.15', '0.5'),
    setting('spark.driver.cores', '1', '3'),
    setting('spark.executor.cores', '1', '4'),
    setting('spark.kubernetes.driver.request.cores', '500m', '1.5'),
    setting('spark.kubernetes.executor.request.cores', '250m', '2'),
    setting('spark.kubernetes.driver.limit.cores', '4', '3500m'),
    setting('spark.kubernetes.executor.limit.cores', '5'),
    setting('spark.executor.pyspark.memory', '512m'),
    fc.constantFrom(...sizes),
    fc.constantFrom<'a.jar' | 'a.R' | undefined>('a.jar', 'a.R', undefined),
    setting('spark.dynamicAllocation.enabled', 'true'),
    setting('TARGET', '{}', '{"tolerations":[{"key":"gpu","operator":"Exists","effect":"NoSchedule"}]}'),
  );
  return sample(fc.tuple(combination, fc.boolean()), count).map(([settings, tuned], index) => {
    const file = settings.find((s) => typeof s === 'string');
    const given = settings.flatMap((s): [string, string][] =>
      s === undefined || typeof s === 'string'
        ? []
        : typeof s[0] === 'string'
          ? [s as [string, string]]
          : (s as [string, string][]),
    );
    return {
      name: `pods-${index}`,
      url: 'registry.example/c:1',
      properties: [
        ['spark.kubernetes.container.image', 'registry.example/a:1'] as const,
        ...(file === undefined ? [] : [['mainApplicationFile', `local:///app/${file}`] as const]),
        ...(file === 'a.jar' ? [['mainClass', 'org.example.Main'] as const] : []),
        ...given,
      ].map(([key, defaultValue]) => ({
        key,
        // Baked, or a parameter of the run.
        type: tuned && key.startsWith('spark.') ? 'tuning' : 'static',
        valueType: 'string',
        defaultValue,
      })),
    };
  });
}

/** Cases in which a profile says what pods hold. */
function podCases(): CompiledSpark[] {
  return ['each-role-has-a-pod-of-its-own', 'a-service-gets-gpus-by-the-profiles-rule'].map((name) => {
    const report = new Report();
    const files = readCase(name);
    const read = (file: string): SourceFile => {
      const source = readSource(file, String(files.get(file)), report);
      if (!source) throw new Error(`${name}: ${file}`);
      return source;
    };
    const profile = readProfile(read('profile.yaml'), report);
    const compiled = profile && compileService(read('service.json'), { ...profile, ...inVersion }, report);
    if (!compiled?.spark) throw new Error(`${name}: ${JSON.stringify(report.diagnostics)}`);
    return compiled;
  });
}

async function judgePods(count: number): Promise<number> {
  const examples = readdirSync('examples').map((name) => {
    const report = new Report();
    const read = (file: string): ReturnType<typeof readSource> =>
      readSource(file, readFileSync(join('examples', name, file), 'utf8'), report);
    const files = readdirSync(join('examples', name));
    const profileFile = files.find((file) => file.startsWith('profile'));
    const profileSource = profileFile === undefined ? undefined : read(profileFile);
    const named = profileSource ? readProfile(profileSource, report) : defaultProfile;
    const profile = named && { ...named, ...inVersion };
    const definition = files.find((file) => file.startsWith('service'));
    const source = definition === undefined ? undefined : read(definition);
    return source && profile ? compileService(source, profile, report) : undefined;
  });
  const known = examples.flatMap((c) => (c?.spark ? [c] : []));
  const all = [...known, ...podCases(), ...resourceDefinitions(count).map((d) => compile(d))];
  const requests = await Promise.all(
    all.map(async (compiled) => {
      const given = Object.fromEntries(plan(compiled).missing.map((name) => [name, `value of ${name}`]));
      const pod = await clientPod(compiled, given);
      const call = runClient(pod, 'C');
      const planned = plan(compiled, new Map(Object.entries(given)));
      return { id: planned.name, ...call, promised: promised(compiled, planned, call.attempt) };
    }),
  );
  // The examples go through the real spark-submit, where there is a real API server to that; the rest to one that records.
  const real = process.env.KUBECONFIG === undefined && !options.spark ? [] : requests.slice(0, known.length);
  const answers = [
    ...(real.length > 0 ? spark(options.spark ? 'judge --exec' : 'judge --real', real) : []),
    ...spark('judge', requests),
  ] as SparkAnswer[];
  for (const answer of answers) {
    if (answer.refused !== undefined) disagree(`pods of ${answer.id}`, answer.refused);
    for (const found of answer.disagreements) disagree(`pods of ${answer.id}`, found);
  }
  return 2 * answers.length;
}

/** Credentials by reference: none of their values in anything that a submission creates, and each reference as planned. */
async function judgeSecrets(): Promise<number> {
  const report = new Report();
  const ref = { secret: 'minio', key: 'key' };
  const names = ['go_manager.minIO_ACCESS_KEY', 'go_manager.minIO_SECRET_KEY', 'input-dataset.minIO_SECRET_KEY'];
  const profile = {
    apiVersion: 'alida-argo/v1',
    kind: 'PlatformProfile',
    ...inVersion,
    conf: {
      'spark.kubernetes.driverEnv.GET_PROPERTIES_FROM_ENV': 'true',
      'spark.executorEnv.GET_PROPERTIES_FROM_ENV': 'true',
    },
    secretEnv: Object.fromEntries(names.map((name) => [name, ref])),
    s3: { endpoint: 'http://minio:9000', buckets: { partner: { secret: 'partner', accessKey: 'a', secretKey: 's' } } },
  };
  const source = readSource('profile', JSON.stringify(profile), report);
  const read = source && readProfile(source, report);
  if (!read) throw new Error(JSON.stringify(report.diagnostics));
  const image = { key: 'spark.kubernetes.container.image', type: 'static', valueType: 'string', defaultValue: 'r/a:1' };
  const compiled = compile({ name: 'secrets', url: 'r/c:1', properties: [image] }, read);
  const pod = await clientPod(compiled, {});
  const call = runClient(pod, 'C');
  // The worst that a client's image can do: it has all of them in its own environment.
  const all = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'HASH_TOKEN', 'S3A_PARTNER_SECRET_KEY', ...names];
  const env = Object.fromEntries(all.map((name, index) => [name, `planted-${index}-wJalrXUtnFEMI`]));
  const request = { id: 'secrets', ...call, env };
  const [created] = spark('submit', [request]) as { refused?: string; others?: unknown[] }[];
  if (!created?.others?.length) disagree('secrets', created?.refused ?? 'no ConfigMap was created');
  const text = JSON.stringify(created);
  for (const [name, value] of Object.entries(env)) {
    for (const trace of [value, Buffer.from(value).toString('base64').slice(0, -4)]) {
      if (text.includes(trace)) disagree('secrets', `the value of ${name} is in what Spark creates`);
    }
  }
  const [answer] = spark('judge', [
    { ...request, promised: promised(compiled, plan(compiled), call.attempt) },
  ]) as SparkAnswer[];
  for (const name of all.filter((one) => one !== 'S3A_PARTNER_SECRET_KEY')) {
    if (typeof answer?.driver.env[name] !== 'object')
      disagree('secrets', `${name} is no reference in the driver's pod`);
  }
  for (const found of answer?.disagreements ?? ['nothing was judged']) disagree('secrets', found);
  return 2;
}

/** Where each member of an operator's application that is carried over shows, in what Spark creates. */
async function judgeMembers(): Promise<number> {
  const [shown, judged] = await whereShown();
  if (process.env.UPDATE) writtenWhere.write(shown);
  const [before, after] = [writtenWhere.read(), shown].map((text) => text.split('\n'));
  for (const line of after?.filter((one) => !before?.includes(one)) ?? []) disagree('members', `not written: ${line}`);
  for (const line of before?.filter((one) => !after?.includes(one)) ?? []) disagree('members', `not seen: ${line}`);
  return judged;
}

say(`seeds ${fixed} and ${fresh}`);
/** What ends one stage does not spare the next: its count stays 0. */
async function judged(stage: string, judge: () => Promise<number>): Promise<number> {
  try {
    return await judge();
  } catch (error) {
    disagree(stage, error instanceof Error ? error.message : String(error));
    return 0;
  }
}
const [manifests, values] = options.spark
  ? [0, 0]
  : [
      await judged('manifests', () => judgeManifests(Number(options.manifests))),
      await judged('values', () => judgeValues(Number(options.values))),
    ];
say(`${manifests} manifests through Argo's validator and the full CRD, ${values} values`);
let pods = (await judged('pods', () => judgePods(Number(options.pods)))) + (await judged('secrets', judgeSecrets));
// Once: what Spark creates does not depend on which Argo runs it.
if (!options.spark && process.env.ARGO === undefined) pods += await judged('members', judgeMembers);
say(`${pods} pods made by Spark`);
argo.close();
console.log(`${manifests} manifests, ${values} values, ${pods} pods judged, ${disagreements.length} disagreements`);
process.exitCode = disagreements.length > 0 ? 1 : 0;
