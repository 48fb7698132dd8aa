import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { credentialIn } from '../src/credentials/index.js';
import { importFile } from '../src/importers/index.js';
import {
  asYaml,
  compileService,
  compileWorkflow,
  defaultProfile,
  plan,
  planWorkflow,
  readProfile,
  readSource,
  Report,
  type Diagnostic,
} from '../src/index.js';
import { gitlab } from '../src/reporters/gitlab.js';
import { github, json, sarif, text } from '../src/reporters/index.js';
import { run } from './cli.js';
import { listen, post } from './http/running.js';

// No byte that leaves the generator holds a credential that somebody wrote into its input.

type Json = Record<string, unknown>;
interface Input {
  readonly service: Json & { properties: Json[] };
  readonly profile: Json;
  readonly workflow: Json & { steps: Json[] };
}

const property = (key: string, value: unknown, more: Json = {}): Json => ({
  key,
  type: 'application',
  mandatory: false,
  valueType: 'string',
  defaultValue: value,
  ...more,
});

const clean = (): Input => ({
  service: {
    name: 'train',
    version: '1.0.0',
    url: 'docker://registry.example/client:1',
    properties: [property('spark.kubernetes.container.image', 'registry.example/app:1', { type: 'static' })],
  },
  profile: { apiVersion: 'alida-argo/v1', kind: 'PlatformProfile' },
  workflow: { apiVersion: 'alida-argo/v1', kind: 'ServiceWorkflow', name: 'flow', steps: [] },
});

type Plant = (input: Input, secret: string) => void;
const inService =
  (key: string, more: Json = {}, around = (secret: string) => secret): Plant =>
  ({ service }, secret) =>
    void service.properties.push(property(key, around(secret), more));
const inConf =
  (key: string, around = (secret: string) => secret): Plant =>
  ({ profile }, secret) =>
    void (profile.conf = { [key]: around(secret) });

/** Where any text is a credential by the name that it stands under, and what to write instead. */
const named: Readonly<Record<string, readonly [plant: Plant, remedy: string]>> = {
  'MinIO key of a port': [
    inService('input-dataset.minIO_SECRET_KEY'),
    'secretEnv: {input-dataset.minIO_SECRET_KEY: {secret: NAME, key: KEY}}; the program finds it in its environment, Alida’s library with GET_PROPERTIES_FROM_ENV=true',
  ],
  'go_manager credential': [
    inService('go_manager.minIO_ACCESS_KEY', { type: 'static' }),
    'secretEnv: {go_manager.minIO_ACCESS_KEY: {secret: NAME, key: KEY}}',
  ],
  HASH_TOKEN: [inService('HASH_TOKEN'), 'secretEnv: {HASH_TOKEN: {secret: NAME, key: KEY}}'],
  'value that a user set': [inService('db-password', { defaultValue: null, value: 'x' }), 'secretEnv: {db-password:'],
  'Spark setting': [
    inService('spark.hadoop.fs.s3a.secret.key', { type: 'static' }),
    'secretEnv: {AWS_SECRET_ACCESS_KEY: {secret: NAME, key: KEY}}',
  ],
  'tuning property': [
    inService('spark.hadoop.fs.s3a.access.key', { type: 'tuning' }),
    'secretEnv: {AWS_ACCESS_KEY_ID: {secret: NAME, key: KEY}}',
  ],
  "driver's environment": [
    inService('spark.kubernetes.driverEnv.API_TOKEN', { type: 'static' }),
    'secretEnv: {API_TOKEN: {secret: NAME, key: KEY}}',
  ],
  "bucket's key": [
    inService('spark.hadoop.fs.s3a.bucket.other.secret.key', { type: 'static' }),
    's3: {buckets: {other: {secret: NAME, accessKey: KEY, secretKey: KEY}}}',
  ],
  'JSON in an argument': [
    inService('options', { valueType: 'json' }, (secret) => JSON.stringify({ a: [{ password: secret }] })),
    'secretEnv: {options:',
  ],
  "profile's setting": [
    inConf('spark.hadoop.fs.s3a.secret.key'),
    'secretEnv: {AWS_SECRET_ACCESS_KEY: {secret: NAME, key: KEY}}',
  ],
  "executors' environment": [
    inConf('spark.executorEnv.DB_PASSWORD'),
    'secretEnv: {DB_PASSWORD: {secret: NAME, key: KEY}}',
  ],
  "designer's value": [
    ({ service, workflow }, secret) => {
      service.properties.push(property('db.password', ''));
      workflow.steps.push({ name: 'step', service: { name: 'train' }, values: { 'db.password': secret } });
    },
    'secretEnv: {db.password: {secret: NAME, key: KEY}}',
  ],
};
/** The same for words without a blank: what a shell would take for one. */
const inWords: Readonly<Record<string, Plant>> = {
  'JVM option': inService('spark.driver.extraJavaOptions', { type: 'static' }, (s) => `-Da=b -Ddb.password=${s}`),
  'positional argument': inService('application-args', {}, (s) => `run\n--api-key=${s}\nmore`),
  'positional argument with its value': inService('application-args', {}, (s) => `run\n--api-key\n${s}\nmore`),
  "profile's JVM option": inConf('spark.executor.extraJavaOptions', (s) => `-Dstore.password=${s} -Dx=y`),
};

/** Where a text is a credential by its shape alone. */
const anywhere: Readonly<Record<string, Plant>> = {
  name: ({ service }, s) => void (service.name = s),
  description: ({ service }, s) => void (service.description = `Ask for ${s}.`),
  version: ({ service }, s) => void (service.version = s),
  url: ({ service }, s) => void (service.url = `docker://${s}`),
  'application image': ({ service }, s) =>
    void (service.properties[0] = property('SPARK_IMAGE', s, { type: 'static' })),
  'key of a property': ({ service }, s) => void service.properties.push(property(s, 'x')),
  "property's description": ({ service }, s) => void service.properties.push(property('a', 'x', { description: s })),
  argument: inService('a'),
  'fixed argument': inService('a', { type: 'static' }),
  TARGET: inService('TARGET', { type: 'static' }, (s) => JSON.stringify({ tolerations: [{ key: s }] })),
  'name of the run': inService('spark.name', { type: 'static' }),
  master: inService('spark.master', { type: 'static' }, (s) => `k8s://https://${s}`),
  'unknown field': ({ service }, s) => void (service.assets = { note: s }),
  "profile's setting": inConf('spark.app.note'),
  "profile's TARGET": ({ profile }, s) => void (profile.target = { tolerations: [{ key: s }] }),
  "profile's node selector": ({ profile }, s) => void (profile.pod = { nodeSelector: { a: s } }),
  'key in a Secret': ({ profile }, s) => void (profile.secretEnv = { A: { secret: 'a', key: s } }),
  "workflow's description": ({ workflow }, s) => void (workflow.description = s),
  "workflow's location": ({ workflow }, s) => void (workflow.location = `s3a://${s}`),
  "step's title": ({ workflow }, s) => void workflow.steps.push({ name: 'a', title: s, service: { name: 'train' } }),
};
const shaped = fc.oneof(
  fc.stringMatching(/^AKIA[A-Z0-9]{16}$/),
  fc.stringMatching(/^ghp_[a-zA-Z0-9]{36}$/),
  fc.stringMatching(/^eyJ[a-zA-Z0-9]{12}\.eyJ[a-zA-Z0-9]{12}\.[a-zA-Z0-9]{16}$/),
  fc.stringMatching(/^https:\/\/me:[a-zA-Z0-9]{12}@host$/),
);

/** What else may be wrong with the same text, so that more is said of it. */
const defects: Readonly<Record<string, (input: Input) => void>> = {
  none: () => undefined,
  'a wrong type': ({ service }) => {
    for (const p of service.properties) p.valueType = 'int';
  },
  'a type that nobody knows': ({ service }) => {
    for (const p of service.properties) p.type = 'applicaton';
  },
  'a key given twice': ({ service }) => void service.properties.push(...service.properties),
  'a member too many': ({ profile, service, workflow }) => {
    for (const document of [service, profile, workflow]) document.unknwon = 1;
  },
  'a member too few': ({ service }) => delete service.properties[0]?.key,
};
const forms: Readonly<Record<string, (value: unknown) => string>> = {
  'JSON on one line': (value) => JSON.stringify(value),
  JSON: (value) => JSON.stringify(value, undefined, 2),
  YAML: (value) => stringify(value),
  'broken JSON': (value) => `${JSON.stringify(value)}}`,
  'broken JSON with lines': (value) => JSON.stringify(value, undefined, 1).replace(/,(?=[^,]*$)/, ''),
  'broken YAML': (value) => `${stringify(value, { defaultStringType: 'QUOTE_DOUBLE' })}\n: [`,
};

/** Everything that is said and made of an input, by every way there is. */
function outcome(input: Input, form: (value: unknown) => string): { said: string; diagnostics: readonly Diagnostic[] } {
  const report = new Report();
  const products: unknown[] = [];
  const profileSource = readSource('profile', form(input.profile), report);
  const profile = profileSource ? readProfile(profileSource, report) : defaultProfile;
  const source = readSource('service', form(input.service), report);
  const service = source && compileService(source, profile ?? defaultProfile, report);
  if (service) products.push(asYaml(service.products), service.manifest, plan(service));
  if (input.workflow.steps.length > 0 || Object.keys(input.workflow).length > 4) {
    const steps = input.workflow.steps.length > 0 ? input.workflow.steps : [{ name: 'a', service: { name: 'train' } }];
    const whole = { ...input.workflow, steps, services: [input.service] };
    const workflowSource = readSource('workflow', form(whole), report);
    const workflow = workflowSource && compileWorkflow(workflowSource, [], profile ?? defaultProfile, report);
    if (workflow) products.push(asYaml(workflow.products), workflow.manifest, planWorkflow(workflow));
  }
  const { diagnostics } = report;
  const told = [text, json, sarif, github, gitlab].map((reporter) => reporter(diagnostics));
  return {
    said: [...products.map((p) => JSON.stringify(p)), ...told, JSON.stringify(diagnostics)].join('\n'),
    diagnostics,
  };
}

/** A secret as it could show: as it is, quoted, in base64 (whatever stands before it), or its beginning. */
function traces(secret: string): string[] {
  const encoded = ['', 'x', 'xx'].map((before) =>
    Buffer.from(before + secret)
      .toString('base64')
      .slice(4, -4),
  );
  return [secret, JSON.stringify(secret).slice(1, -1), secret.slice(0, 12), ...encoded].filter((t) => t.length >= 8);
}

const silent = (said: string, secret: string): void => {
  for (const trace of traces(secret)) {
    const at = said.indexOf(trace);
    expect(at < 0 ? '' : said.slice(Math.max(0, at - 200), at + 100)).toBe('');
  }
};

const codes = (diagnostics: readonly Diagnostic[]): string[] => diagnostics.map(({ code }) => code);
const isSure = (s: string): boolean => {
  // Under every name that these tests use.
  return ['password', 'token', 'api-key'].every((name) => {
    const found = credentialIn(name, s);
    return found?.text === s && found.level === 'sure';
  });
};
const password = fc
  .string({ unit: 'grapheme', minLength: 8, maxLength: 80 })
  // The words of the documents themselves are no secrets.
  .filter((s) => isSure(s) && !/^[a-z ]*$/.test(s) && !/\{\{|[\p{Cc}\p{Zl}\p{Zp}]/u.test(s));
const word = fc
  .stringMatching(/^[A-Za-z0-9/+_.!%-]{8,40}$/)
  .filter((s) => isSure(s) && !s.startsWith('-') && !/^[a-z]*$/.test(s));
const runs = { numRuns: Number(process.env.SECRET_RUNS ?? 60) };

describe('a credential under a name that says so', () => {
  it.each(Object.entries(named))('%s: is refused, shown nowhere, and its reference named', (_, [plant, remedy]) => {
    fc.assert(
      fc.property(password, fc.constantFrom('JSON on one line', 'JSON', 'YAML'), (secret, form) => {
        const input = clean();
        plant(input, secret);
        const { diagnostics, said } = outcome(input, forms[form] ?? String);
        silent(said, secret);
        const found = diagnostics.filter(({ code }) => code === 'credential-in-plain-text');
        expect(found.map((one) => one.remedy).join('\n')).toContain(remedy);
      }),
      runs,
    );
  });

  it.each(Object.entries(inWords))('%s: is refused and shown nowhere', (_, plant) => {
    fc.assert(
      fc.property(word, fc.constantFrom('JSON on one line', 'JSON', 'YAML'), (secret, form) => {
        const input = clean();
        plant(input, secret);
        const { diagnostics, said } = outcome(input, forms[form] ?? String);
        silent(said, secret);
        expect(codes(diagnostics)).toContain('credential-in-plain-text');
      }),
      runs,
    );
  });
});

describe('a credential of a well-known shape', () => {
  it.each(Object.entries(anywhere))('%s: is shown nowhere', (where, plant) => {
    fc.assert(
      fc.property(shaped, fc.constantFrom('JSON on one line', 'JSON', 'YAML'), (secret, form) => {
        const input = clean();
        plant(input, secret);
        const { diagnostics, said } = outcome(input, forms[form] ?? String);
        silent(said, secret);
        // What nobody reads harms nobody; what is no key of a Secret is refused as such.
        if (where === 'unknown field') return;
        expect(codes(diagnostics).some((code) => /^(credential-in-plain-text|malformed-value)$/.test(code))).toBe(true);
      }),
      runs,
    );
  });
});

it('whatever else is wrong with the text, nothing shows a credential in it', () => {
  const plants = [...Object.values(named).map(([plant]) => plant), ...Object.values(inWords)];
  fc.assert(
    fc.property(
      word,
      fc.constantFrom(...plants),
      fc.constantFrom(...Object.values(defects)),
      fc.constantFrom(...Object.values(forms)),
      (secret, plant, spoil, form) => {
        const input = clean();
        plant(input, secret);
        spoil(input);
        silent(outcome(input, form).said, secret);
      },
    ),
    { numRuns: runs.numRuns * 10 },
  );
});

it('import writes and shows none', () => {
  const line = (more: string): string =>
    `export DB_PASSWORD=other\nspark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \\\n ${more} local:///a.py`;
  const places: ((secret: string) => string)[] = [
    (s) => line(`--conf spark.hadoop.fs.s3a.secret.key=${s}`),
    (s) => line(`--conf 'spark.driver.extraJavaOptions=-Da=b -Dx.password=${s}'`),
    (s) => line(`--conf spark.kubernetes.driverEnv.API_TOKEN=${s}`),
    (s) => `${line('')} --password ${s}`,
    (s) => `${line('')} run --password ${s} x`,
    (s) => `${line('')} run --password=${s} x`,
    (s) => `DB_PASSWORD=${s}\n${line('')} "$DB_PASSWORD_2"`,
    (s) => `kubectl create secret generic x --from-literal=password=${s}\n${line('')}`,
    (s) =>
      stringify({
        kind: 'SparkApplication',
        spec: { sparkConf: { 'spark.hadoop.fs.s3a.secret.key': s }, driver: { env: [{ name: 'PASSWORD', value: s }] } },
      }),
    (s) => stringify({ kind: 'SparkApplication', spec: { arguments: ['--password', s, `--api-key=${s}`] } }),
  ];
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z0-9_]{12,40}$/).filter(isSure),
      fc.constantFrom(...places),
      (secret, place) => {
        const report = new Report();
        const imported = importFile(place(secret), 'file', report);
        silent(JSON.stringify([imported, report.diagnostics]), secret);
      },
    ),
    { numRuns: runs.numRuns * 3 },
  );
});

describe('the commands and the hook', () => {
  const secret = 'wJalrXUtnFEMI+K7MDENG';
  const id = 'AKIAIOSFODNN7EXAMPLE';
  let folder: string;
  const dirty = (): Input => {
    const input = clean();
    for (const [plant] of Object.values(named)) plant(input, secret);
    for (const plant of Object.values(inWords)) plant(input, secret);
    input.service.description = id;
    return input;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    const { profile, service, workflow } = dirty();
    const write = (name: string, value: unknown): void => {
      writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
    };
    write('service.json', service);
    write('profile.json', profile);
    write('workflow.json', { ...workflow, services: [service] });
    write('clean.json', clean().service);
    write('broken.json', `${JSON.stringify(service)}}`);
    write('target.json', { tolerations: [{ key: id }] });
    write('job.sh', `DB_PASSWORD=${secret}\nspark-submit --conf spark.x.password=${secret} a.py --token ${secret}`);
    write('Dockerfile', `FROM other\nENV DB_PASSWORD ${secret}\nENTRYPOINT ["x", "--password=${secret}"]\n`);
    mkdirSync(join(folder, 'edited'));
    write(
      'edited/train.yaml',
      `spec:\n  parameters:\n    - name: db-password\n      value: "${secret}"\n  note: ${id}\n`,
    );
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const formats = ['text', 'json', 'sarif', 'github', 'gitlab'];
  it.each([
    ...formats.map((format) => `validate service.json workflow.json --profile profile.json --format ${format}`),
    ...formats.map((format) => `validate service.json --format ${format}`),
    ...formats.map((format) => `validate broken.json --dockerfile Dockerfile --format ${format}`),
    'generate service.json',
    'generate service.json --out out',
    'generate clean.json --profile profile.json --out out',
    'generate clean.json --out edited --check --format github',
    'generate clean.json --out edited',
    'diff clean.json --out edited --format markdown',
    'diff clean.json --out edited --format json',
    'plan service.json --format json',
    'plan workflow.json',
    `plan clean.json -p application-args=--go_manager.minIO_SECRET_KEY=${secret}`,
    'export workflow.json',
    'export workflow.json --inline --format json',
    'graph workflow.json',
    'rbac --profile profile.json',
    'pod-template --target target.json',
    'import job.sh --out imported',
  ])('%s', async (args) => {
    const { stderr, stdout } = await run(args.split(' '), folder);
    expect(stderr + stdout).not.toBe('');
    const written = ['out', 'imported'].flatMap((name) => {
      try {
        return readdirSync(join(folder, name)).map((file) => readFileSync(join(folder, name, file), 'utf8'));
      } catch {
        return [];
      }
    });
    for (const one of [secret, id]) silent([stderr, stdout, ...written].join('\n'), one);
  });

  it('the hook answers and logs none', async () => {
    const hook = await listen();
    try {
      const { service, workflow } = dirty();
      const said: string[] = [];
      for (const route of ['export', 'validate', 'plan']) {
        for (const body of [
          JSON.stringify(service),
          JSON.stringify({ ...workflow, services: [service] }),
          `{"password": "${secret}"`,
        ]) {
          const answer = await post(`${hook.url}/v1/${route}?token=${secret}`, body);
          expect(answer.ok).toBe(false);
          said.push(await answer.text());
        }
      }
      const refused = await post(`${hook.url}/v1/${secret}`, '{}', { authorization: `Bearer ${secret}` });
      said.push(await refused.text(), JSON.stringify(hook.log));
      expect(hook.log).toHaveLength(10);
      for (const one of [secret, id]) silent(said.join('\n'), one);
    } finally {
      await hook.stop();
    }
  });
});
