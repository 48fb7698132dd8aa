import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { commitMessage, describe as inWords, fileDiff, type FileDiff } from '../../src/diff/index.js';
import { asYaml, compileService, defaultProfile, readProfile, readSource, Report } from '../../src/index.js';
import { alida, git, repository, service, workspace, write } from './workspace.js';

interface Definition {
  name: string;
  version: string;
  properties: Record<string, unknown>[];
}

/** The manifest of a definition, after a change to it. */
function manifest(change: (definition: Definition) => void = () => undefined, profile = ''): string {
  const definition = JSON.parse(service('a')) as Definition;
  change(definition);
  const report = new Report();
  const source = readSource('a.json', JSON.stringify(definition), report);
  const head = 'apiVersion: alida-argo/v1\nkind: PlatformProfile\n';
  const platform = profile === '' ? undefined : readSource('profile.yaml', head + profile, report);
  const own = platform && readProfile(platform, report);
  const compiled = source && compileService(source, own ?? defaultProfile, report);
  if (!compiled) throw new Error(JSON.stringify(report.diagnostics));
  return asYaml(compiled.products);
}

const changed = (before: string, after: string): FileDiff => {
  const diff = fileDiff('a.yaml', before, after);
  if (!diff) throw new Error('no difference');
  return diff;
};
const words = (before: string, after: string): string[] => changed(before, after).changes.map(inWords);
const add = (property: Record<string, unknown>) => (definition: Definition) => {
  definition.properties.push({ type: 'static', mandatory: true, valueType: 'string', ...property });
};
const set = (key: string, value: unknown) => (definition: Definition) => {
  const property = definition.properties.find((one) => one.key === key);
  if (property) property.defaultValue = value;
};

describe('a difference in words', () => {
  it.each<[string, (definition: Definition) => void, string[]]>([
    ['memory', set('spark.executor.memory', '8g'), ['executor memory 4g → 8g']],
    [
      'an image, by its tag',
      set('spark.kubernetes.container.image', 'registry.example.com/a:1.0.1'),
      ['driver and executor image 1.0.0 → 1.0.1'],
    ],
    [
      'an image of another name, whole',
      set('spark.kubernetes.container.image', 'registry.example.com/b:1.0.0'),
      ['driver and executor image registry.example.com/a:1.0.0 → registry.example.com/b:1.0.0'],
    ],
    ['a parameter, once', set('k', 9), ['parameter k 8 → 9']],
    [
      'a new setting',
      add({ key: 'spark.sql.shuffle.partitions', defaultValue: '64' }),
      ['spark.sql.shuffle.partitions added: 64'],
    ],
    [
      'a fixed setting that becomes a parameter',
      add({ key: 'spark.driver.memory', type: 'tuning', defaultValue: '6g' }),
      ['driver memory 4g → 6g', 'run-time parameter added: spark-driver-memory'],
    ],
    [
      'a parameter that a run must give',
      add({ key: 'input', type: 'application', valueType: 'string' }),
      ['parameter input added: (none)'],
    ],
    [
      'a version',
      (definition) => {
        definition.version = '1.0.1';
      },
      ['service version 1.0.0 → 1.0.1'],
    ],
    [
      'what is gone',
      (definition) => {
        definition.properties = definition.properties.filter(({ key }) => key !== 'k');
      },
      ['parameter k removed (was 8)'],
    ],
  ])('%s', (_, change, expected) => {
    expect(words(manifest(), manifest(change))).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    ['a retry', 'retry: {limit: 5}', ['client retries 2 → 5']],
    [
      'an image of our own',
      'statusResolver: {image: "registry.example.com/resolver:2"}',
      ['resolver image', 'clean-up image'],
    ],
    ['a node selector', 'pod: {nodeSelector: {disk: ssd}}', ['pod nodeSelector disk added: ssd']],
    ['a TARGET', 'target: {affinity: null, tolerations: null}', ['affinity removed', 'toleration removed']],
  ])('%s of the profile', (_, profile, expected) => {
    const told = words(manifest(), manifest(undefined, profile));
    for (const start of expected) expect(told).toContainEqual(expect.stringContaining(start));
  });

  it('is the provenance hash where nothing else differs', () => {
    const hash = /(inputs-sha256: )[0-9a-f]{64}/;
    const other = manifest().replace(hash, `$1${'f'.repeat(64)}`);
    expect(words(manifest(), other)).toEqual([expect.stringMatching(/^provenance hash [0-9a-f]{12} → f{12}$/)]);
  });

  it('is none where only the form differs', () => {
    const diff = changed(manifest(), `# reviewed\n${manifest()}`);
    expect(diff.changes).toEqual([]);
    expect(commitMessage([diff], 'test')).toContain('order or form only');
  });

  it('needs no manifest on the other side', () => {
    const bomb = `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`).join('')}`;
    for (const text of [
      '',
      'a: [',
      'just text',
      '- 1\n- 2\n',
      '&a [*a]',
      'a: 1\n---\nb: 2\n',
      '['.repeat(5000) + ']'.repeat(5000),
      bomb,
    ]) {
      expect(changed(text, manifest()).changes.length).toBeGreaterThan(10);
    }
  });
});

describe('a credential in an edited file', () => {
  const secret = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY';
  it.each([
    `              --conf=spark.hadoop.fs.s3a.secret.key=${secret}`,
    `    minio_SECRET_KEY: "${secret}"`,
    `    password: ${secret}`,
    '    note: AKIAIOSFODNN7EXAMPLE',
  ])('is not shown: %s', (line) => {
    const text = manifest().replace('              --conf=spark.executor.memory=4g', (all) => `${all}\n${line}`);
    const diff = changed(text, manifest());
    const said = [diff.patch(), JSON.stringify(diff.changes), commitMessage([diff], 'test')].join('\n');
    expect(said).not.toContain(secret);
    expect(said).not.toContain('AKIAIOSFODNN7EXAMPLE');
    expect(diff.patch()).toContain('(hidden)');
  });
});

describe('a commit message', () => {
  const of = (path: string, before: string | undefined, after: string | undefined): FileDiff => {
    const diff = fileDiff(path, before, after);
    if (!diff) throw new Error('no difference');
    return diff;
  };
  const more = manifest(set('spark.executor.memory', '8g'));

  it('tells the same change of several clusters once', () => {
    const files = ['dev/a.yaml', 'prod/a.yaml'].map((path) => of(path, manifest(), more));
    expect(commitMessage(files, 'test')).toBe(
      'a (dev, prod): executor memory 4g → 8g\n\na (dev, prod):\n- executor memory 4g → 8g\n\nGenerated by test.\n',
    );
  });

  it('stays short for a thousand services', () => {
    const one = of('a.yaml', manifest(), more);
    const files = Array.from({ length: 1000 }, (_, n) => ({ ...one, path: `s${n}.yaml`, name: `s${n}` }));
    const message = commitMessage(files, 'test');
    expect(message.split('\n')[0]).toBe('1000 services: executor memory 4g → 8g');
    expect(message).toContain('and 950 more');
    expect(message.length).toBeLessThan(2000);
  });

  it('has a subject of one line of at most 72 characters', () => {
    const long = manifest(set('spark.kubernetes.container.image', `registry.example.com/${'x'.repeat(150)}:1`));
    for (const files of [
      [of('a.yaml', manifest(), long)],
      [of('a.yaml', undefined, more), of('b.yaml', manifest(), more)],
    ]) {
      const [subject = '', second] = commitMessage(files, 'test').split('\n');
      expect(subject.length).toBeLessThanOrEqual(72);
      expect(second).toBe('');
    }
  });
});

describe('diff', () => {
  let dir = '';
  const diff = (...args: readonly string[]) => alida(dir, 'diff', 'in', '--out', 'out', ...args);

  beforeEach(() => {
    dir = workspace();
    write(join(dir, 'in/a.json'), service('a'));
    write(join(dir, 'in/b.json'), service('b'));
    alida(dir, 'generate', 'in', '--out', 'out');
    write(join(dir, 'in/a.json'), service('a', { memory: '8g' }));
    write(join(dir, 'in/c.json'), service('c'));
    rmSync(join(dir, 'in/b.json'));
  });

  it('ends with 0 where nothing differs', () => {
    alida(dir, 'generate', 'in', '--out', 'out', '--prune');
    expect(diff()).toEqual({ exit: 0, stdout: 'no differences\n', stderr: '' });
    expect(diff('--format', 'json').stdout).toBe('{\n  "files": []\n}\n');
  });

  it('tells words, then lines', () => {
    const { exit, stdout } = diff();
    expect(exit).toBe(16);
    expect(stdout).toMatch(/^a\.yaml\n {2}executor memory 4g → 8g\nb\.yaml\n {2}removed\nc\.yaml\n {2}added\n\n/);
    expect(stdout).toContain(
      '-              --conf=spark.executor.memory=4g\n+              --conf=spark.executor.memory=8g\n',
    );
    expect(stdout).toContain('--- /dev/null\n+++ b/c.yaml\n');
    expect(stdout).toMatch(/\n1 changed, 1 added, 1 removed\n$/);
  });

  it('tells a program', () => {
    const { stdout } = diff('--format', 'json');
    const { files } = JSON.parse(stdout) as { files: { path: string; kind: string; changes: unknown[] }[] };
    expect(files.map(({ kind, path }) => [path, kind])).toEqual([
      ['a.yaml', 'changed'],
      ['b.yaml', 'removed'],
      ['c.yaml', 'added'],
    ]);
    const change = { what: 'executor memory', from: '4g', to: '8g', text: 'executor memory 4g → 8g' };
    expect(files[0]?.changes).toEqual([change]);
  });

  it('tells a reviewer, in at most the length of a comment', () => {
    expect(diff('--format', 'markdown').stdout).toContain('| a.yaml | executor memory 4g → 8g |\n| b.yaml | removed |');
    for (let n = 0; n < 60; n += 1) write(join(dir, `in/s${n}.json`), service(`s${n}`));
    const { stdout } = diff('--format', 'markdown', '--no-summary');
    expect(stdout.length).toBeLessThan(65_536);
    expect(stdout).toMatch(/\nThe lines of \d+ more files are too long for a comment\.\n$/);
  });

  it('tells once what changed alike in more than 20 files, with a sample', () => {
    for (let n = 10; n < 40; n += 1) write(join(dir, `in/s${n}.json`), service(`s${n}`));
    alida(dir, 'generate', 'in', '--out', 'out', '--prune');
    for (let n = 10; n < 40; n += 1) write(join(dir, `in/s${n}.json`), service(`s${n}`, { memory: '8g' }));
    write(join(dir, 'in/s39.json'), service('s39', { memory: '6g' }));
    const { exit, stdout } = diff();
    expect(exit).toBe(16);
    expect(stdout).toMatch(
      /^29 files alike: executor memory 4g → 8g\n {2}s10\.yaml, s11\.yaml, s12\.yaml and 26 more\n\n--- a\/s10\.yaml\n/,
    );
    expect(stdout).toContain('\n1 file: executor memory 4g → 6g\n  s39.yaml\n\n--- a/s39.yaml\n');
    expect(stdout).toMatch(/\n30 changed; --no-summary shows each\n$/);
    expect(stdout.match(/^--- /gm)).toHaveLength(2);
    const markdown = diff('--format', 'markdown').stdout;
    expect(markdown).toContain('| s10.yaml, s11.yaml, s12.yaml and 26 more | 29 alike: executor memory 4g → 8g |\n');
    expect(markdown.match(/<details>/g)).toHaveLength(2);
    const { groups } = JSON.parse(diff('--format', 'json').stdout) as {
      groups: { kind: string; count: number; paths: string[]; sample: { path: string; patch: string } }[];
    };
    expect(groups.map(({ count, kind, paths, sample }) => [kind, count, paths.length, sample.path])).toEqual([
      ['changed', 29, 29, 's10.yaml'],
      ['changed', 1, 1, 's39.yaml'],
    ]);
    expect(diff('--no-summary').stdout.match(/^--- /gm)).toHaveLength(30);
    expect(diff('--summary', '30').stdout.match(/^--- /gm)).toHaveLength(30);
  });

  it('compares with a revision of the repository', () => {
    const repo = repository();
    const commit = () => alida(dir, 'commit', 'in', '--repo', repo, '--path', 'deploy', '--prune');
    const against = (revision: string) =>
      alida(dir, 'diff', 'in', '--out', join(repo, 'deploy'), '--revision', revision, '--format', 'json');
    const told = (revision: string) =>
      (JSON.parse(against(revision).stdout) as { files: { path: string; kind: string }[] }).files.map(
        ({ kind, path }) => `${kind} ${path}`,
      );
    commit();
    rmSync(join(dir, 'in/c.json'));
    write(join(dir, 'in/a.json'), service('a'));
    expect(told('main')).toEqual(['changed a.yaml', 'removed c.yaml']);
    commit();
    git(repo, 'tag', 'v1');
    expect(against('v1').exit).toBe(0);
    expect(told('HEAD^')).toEqual(['changed a.yaml', 'removed c.yaml']);
    expect(told('HEAD~2')).toEqual(['added a.yaml']);
    expect(against('--output=x').stderr).toContain('error[unknown-revision]');
    expect(against('origin/x').stderr).toContain('git fetch origin x) and give --revision FETCH_HEAD');
    for (const name of ['', 'HEAD:deploy'])
      expect(against(name).stderr).toContain('remedy: name a commit, a branch or a tag\n');
    git(dir, 'init', '--quiet', 'new');
    expect(alida(dir, 'diff', 'in', '--out', 'new', '--revision', 'HEAD').stderr).toContain('remedy: commit first');
    expect(alida(dir, 'diff', 'in', '--out', 'out', '--revision', 'HEAD').stderr).toContain('error[no-repository]');
  });

  it('compares clusters', () => {
    const profile = (name: string, rest: string): void => {
      write(join(dir, `${name}.yaml`), `apiVersion: alida-argo/v1\nkind: PlatformProfile\nname: ${name}\n${rest}`);
    };
    profile('dev', 'conf: {spark.driver.memory: 1g}\n');
    profile('prod', 'conf: {spark.driver.memory: 6g}\nretry: {limit: 5}\n');
    const args = ['diff', 'in', '--profile', 'dev.yaml', '--profile', 'prod.yaml'];
    const { exit, stdout } = alida(dir, ...args);
    expect(exit).toBe(16);
    expect(stdout.replace(/ +/g, ' ')).toContain('| service | value | dev | prod |\n');
    expect(stdout.replace(/ +/g, ' ')).toContain('| all 2 | driver memory | 1g | 6g |\n');
    expect(stdout.replace(/ +/g, ' ')).toContain('| all 2 | client retries | 2 | 5 |\n');
    expect(stdout).not.toContain('provenance');
    const json = JSON.parse(alida(dir, ...args, '--format', 'json').stdout) as { rows: unknown[] };
    expect(json.rows).toContainEqual({ services: ['a', 'c'], what: 'driver memory', values: ['1g', '6g'] });
  });
});
