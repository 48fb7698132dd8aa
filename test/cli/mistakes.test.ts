// What authors get wrong in a new project: each is told where it is, and its remedy makes the project work again.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, run } from '../cli.js';

const service = 'services/word-count.json';
const workflow = 'services/twice.yaml';
const profile = 'profiles/kind.yaml';
const project = 'alida-argo.yaml';
const dockerfile = 'app/Dockerfile';

/** In a file, one text becomes another. */
type Change = readonly [file: string, from: string, to: string];

interface Mistake {
  readonly what: string;
  readonly change: Change;
  /** Where it is told, and by which code. */
  readonly told: `${string}:${number}:${number} ${string}`;
  /** What mends it: an option of `validate`, or what a person does who reads the remedy; without it, taking the change back. */
  readonly by?: '--fix' | '--unsafe' | readonly Change[];
}

/** A static property of the service, with a value. */
const set = (key: string, value: string): Change => [
  service,
  '"properties": [',
  `"properties": [\n    { "key": "${key}", "type": "static", "mandatory": true, "valueType": "string", "defaultValue": ${value} },`,
];

const ofWorkflow = `apiVersion: alida-argo/v1
kind: ServiceWorkflow
name: twice
steps:
  - { name: first, service: { name: word-count }, values: { input-dataset: s3a://alida/in.txt } }
  - { name: second, service: { name: word-count } }
edges:
  - { from: { step: first, port: output-dataset }, to: { step: second, port: input-dataset } }
`;

const undone = (what: string, change: Change, told: Mistake['told']): Mistake => ({
  what,
  change,
  told,
});
const fixed = (what: string, change: Change, told: Mistake['told'], by: '--fix' | '--unsafe'): Mistake => ({
  ...{ what, change, told, by },
});

const mistakes: readonly Mistake[] = [
  // The text
  fixed(
    'a comma after the last member',
    [service, '"minValue": 1\n', '"minValue": 1,\n'],
    `${service}:36:20 syntax-error`,
    '--unsafe',
  ),
  fixed(
    'no comma between two members',
    [service, '"name": "word-count",', '"name": "word-count"'],
    `${service}:3:23 syntax-error`,
    '--unsafe',
  ),
  undone('a text without quotes', [service, '"version": "0.1.0"', '"version": 0.1.0'], `${service}:4:14 syntax-error`),
  fixed(
    'a tab in YAML',
    [profile, '  spark.driver.cores: 1', '\tspark.driver.cores: 1'],
    `${profile}:14:1 syntax-error`,
    '--unsafe',
  ),
  fixed(
    'no blank after a colon of YAML',
    [profile, 'namespace: alida', 'namespace:alida'],
    `${profile}:6:1 syntax-error`,
    '--unsafe',
  ),
  fixed(
    'a key twice',
    [service, '"mandatory": false,', '"mandatory": false,\n      "mandatory": false,'],
    `${service}:34:7 duplicate-key`,
    '--unsafe',
  ),
  // Names of keys and their values
  fixed('`properties` misspelt', [service, '"properties"', '"propertys"'], `${service}:6:3 missing-key`, '--unsafe'),
  fixed(
    '`defaultValue` misspelt',
    [service, '"defaultValue": 1,', '"defaultVaule": 1,'],
    `${service}:35:7 misspelt-field`,
    '--unsafe',
  ),
  undone('a property without its `key`', [service, '"key": "min-count",\n      ', ''], `${service}:29:5 missing-key`),
  fixed(
    'a key of the profile misspelt',
    [profile, 'imagePullSecrets', 'imagePullSecret'],
    `${profile}:7:1 unknown-key`,
    '--unsafe',
  ),
  fixed(
    '`type` misspelt',
    [service, '"type": "static"', '"type": "statik"'],
    `${service}:10:15 not-allowed-value`,
    '--unsafe',
  ),
  fixed(
    'a type of another language',
    [service, '"int"', '"integer"'],
    `${service}:34:20 not-allowed-value`,
    '--unsafe',
  ),
  fixed(
    'a version that is a number',
    [service, '"version": "0.1.0"', '"version": 0.1'],
    `${service}:4:14 wrong-type`,
    '--fix',
  ),
  undone(
    'a word where a number is wanted',
    [service, '"defaultValue": 1,', '"defaultValue": "one",'],
    `${service}:35:23 value-not-of-type`,
  ),
  fixed(
    'a value beyond its bounds',
    [service, '"defaultValue": 1,', '"defaultValue": 0,'],
    `${service}:35:23 out-of-range`,
    '--unsafe',
  ),
  {
    what: 'one key for two properties',
    change: [service, '"key": "output-dataset"', '"key": "input-dataset"'],
    told: `${service}:23:14 duplicate-property`,
    by: [
      [
        service,
        '"key": "input-dataset",\n      "description": "Where words',
        '"key": "output-dataset",\n      "description": "Where words',
      ],
    ],
  },
  fixed(
    'a name with capitals and a blank',
    [service, '"name": "word-count"', '"name": "Word Count"'],
    `${service}:3:11 name-normalised`,
    '--unsafe',
  ),
  // Images and programs
  undone(
    'an image without its tag',
    [service, 'word-count:0.1.0"', 'word-count"'],
    `${service}:13:23 image-without-tag`,
  ),
  undone(
    'an image of a registry that the profile does not allow',
    [service, '"localhost/', '"docker.io/me/'],
    `${service}:13:23 not-permitted`,
  ),
  undone(
    'no image of the program',
    [service, 'spark.kubernetes.container.image', 'image'],
    `${service}:1:1 image-missing`,
  ),
  {
    what: 'the path of the program as a module',
    change: set('pythonModule', '"/app/src/main/main.py"'),
    told: `${service}:7:106 not-a-python-module`,
    by: [
      [service, 'pythonModule', 'mainApplicationFile'],
      [service, '"/app/src/main/main.py"', '"local:///app/src/main/main.py"'],
    ],
  },
  undone(
    'an ENTRYPOINT of one\u2019s own',
    [dockerfile, 'USER spark', 'USER spark\nENTRYPOINT ["python3", "main.py"]'],
    `${dockerfile}:13:1 dockerfile-entrypoint`,
  ),
  undone(
    'an image that ends as root',
    [dockerfile, 'main.py\nUSER spark', 'main.py'],
    `${dockerfile}:7:1 dockerfile-user`,
  ),
  // Spark and Kubernetes
  fixed('memory in words', set('spark.driver.memory', '"2 GB"'), `${service}:7:113 spark-value`, '--fix'),
  fixed('memory as Kubernetes writes it', set('spark.driver.memory', '"2Gi"'), `${service}:7:113 spark-value`, '--fix'),
  fixed('a setting misspelt', set('spark.executor.memroy', '"2g"'), `${service}:7:14 unknown-spark-key`, '--unsafe'),
  fixed(
    'a setting that is the cluster\u2019s',
    set('spark.kubernetes.namespace', '"mine"'),
    `${service}:7:120 not-permitted`,
    '--unsafe',
  ),
  {
    what: 'a CPU in words',
    change: [profile, 'cpu: 100m', 'cpu: 100 milli'],
    told: `${profile}:9:87 malformed-value`,
    by: [[profile, '100 milli', '100m']],
  },
  undone(
    'a namespace with capitals',
    [profile, 'namespace: alida', 'namespace: My_Team'],
    `${profile}:6:12 malformed-value`,
  ),
  // Secrets
  {
    what: 'a password in a definition',
    change: set('db-password', '"hunter2-hunter2"'),
    told: `${service}:7:105 credential-in-plain-text`,
    by: [
      [service, ', "defaultValue": "hunter2-hunter2"', ''],
      [
        service,
        '"db-password", "type": "static", "mandatory": true',
        '"db-password", "type": "static", "mandatory": false',
      ],
      [profile, 'secretEnv: { ', 'secretEnv: { db-password: { secret: db, key: password }, '],
    ],
  },
  {
    what: 'a secret key among settings',
    change: [profile, 'conf:\n', 'conf:\n  spark.hadoop.fs.s3a.secret.key: abcdefghijklmnop\n'],
    told: `${profile}:14:35 credential-in-plain-text`,
    by: [[profile, '  spark.hadoop.fs.s3a.secret.key: abcdefghijklmnop\n', '']],
  },
  // Workflows and projects
  fixed(
    'an edge to a step that is not there',
    [workflow, 'step: second', 'step: secnd'],
    `${workflow}:8:64 unknown-step`,
    '--unsafe',
  ),
  fixed(
    'an edge to a port that is not there',
    [workflow, 'port: input-dataset', 'port: input-data'],
    `${workflow}:8:78 unknown-port`,
    '--unsafe',
  ),
  fixed(
    'a step of a service that is not there',
    [workflow, 'second, service: { name: word-count }', 'second, service: { name: wordcount }'],
    `${workflow}:6:38 unknown-service`,
    '--unsafe',
  ),
  undone(
    'steps that wait for one another',
    [
      workflow,
      'edges:\n',
      'edges:\n  - { from: { step: second, port: output-dataset }, to: { step: first, port: input-dataset } }\n',
    ],
    `${workflow}:9:5 workflow-cycle`,
  ),
  undone(
    'a profile that is not there',
    [project, 'profiles/kind.yaml', 'profiles/knd.yaml'],
    `${project}:5:12 cannot-read`,
  ),
];

const dir = mkdtempSync(join(tmpdir(), 'mistakes-'));
afterAll(() => {
  rmSync(dir, { recursive: true });
});
const sound = join(dir, 'sound');
beforeAll(async () => {
  expect((await run(['init', 'sound', '--name', 'word-count'], dir)).exit).toBe(0);
  writeFileSync(join(sound, workflow), ofWorkflow);
});

function make(at: string, [file, from, to]: Change): void {
  const path = join(at, file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(from);
  writeFileSync(
    path,
    before.replace(from, () => to),
  );
}

/** `FILE:LINE:COLUMN CODE` of each error and warning. */
const findings = (stderr: string): string[] =>
  [...stderr.matchAll(/^(\S+:\d+:\d+): (?:error|warning)\[([\w-]+)\]/gm)].map(
    ([, place = '', code = '']) => `${place} ${code}`,
  );

describe.concurrent('a mistake', () => {
  it.each(mistakes)('$what', async ({ by, change, told, what }) => {
    const at = join(dir, what.replaceAll(/\W/g, '-'));
    cpSync(sound, at, { recursive: true });
    make(at, change);
    const validate = ['validate', ...(change[0] === dockerfile ? ['--dockerfile', dockerfile] : [])];
    expect(findings((await run(validate, at)).stderr)).toContain(told);
    if (by === undefined) cpSync(join(sound, change[0]), join(at, change[0]));
    else if (typeof by === 'string') await run(['validate', '--fix', ...(by === '--unsafe' ? ['--unsafe'] : [])], at);
    else for (const one of by) make(at, one);
    // What `validate` says, `generate` says too; but for a Dockerfile.
    for (const command of [...(change[0] === dockerfile ? [validate] : []), ['generate']]) {
      const { exit, stderr } = await run(command, at);
      expect([findings(stderr), exit]).toEqual([[], 0]);
    }
    expect(existsSync(join(at, 'deploy/twice.yaml'))).toBe(true);
  });
});

it('they are shown in docs/mistakes.md', () => {
  const rows = mistakes.map(({ by, told, what }) => {
    const [place = '', code = ''] = told.split(' ');
    const mended =
      typeof by === 'string' ? `\`validate --fix${by === '--fix' ? '' : ' --unsafe'}\`` : 'by its remedy\u2019s words';
    return `| ${what} | ${place} | [${code}](diagnostics/${code}.md) | ${mended} |\n`;
  });
  const page = join(root, 'docs/mistakes.md');
  const text = readFileSync(page, 'utf8');
  const table = text.replace(/(\n\| -.*\n)(?:\|.*\n)*/, (_, rule: string) => rule + rows.join(''));
  if (process.env.UPDATE) writeFileSync(page, table);
  else
    expect(text.replaceAll(/ +\|/g, ' |').replaceAll(/-+/g, '-')).toBe(
      table.replaceAll(/ +\|/g, ' |').replaceAll(/-+/g, '-'),
    );
});
