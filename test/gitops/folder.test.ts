import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { acquire, Busy } from '../../src/adapters/mutex.js';
import { alida, env, service, textsBelow, workspace, write } from './workspace.js';

let dir = '';
const generate = (...args: readonly string[]) => alida(dir, 'generate', 'in', '--out', 'out', ...args);
const anyNamespace = 'apiVersion: alida-argo/v1\nkind: PlatformProfile\npolicy: { namespace: allow }\n';
const out = (path: string): string => join(dir, 'out', path);
const change = (path: string): void => {
  write(out(path), readFileSync(out(path), 'utf8').replace('value: "8"', 'value: "9"'));
};
const link = (path: string): void => {
  renameSync(out(path), join(dir, path));
  symlinkSync(join(dir, path), out(path));
};

beforeEach(() => {
  dir = workspace();
  write(join(dir, 'in/a.json'), service('a'));
  write(join(dir, 'in/b.json'), service('b'));
});

describe('an output folder', () => {
  it('has a record that sha256sum checks', () => {
    expect(generate('--kustomization').exit).toBe(0);
    expect(Object.keys(textsBelow(out('')))).toEqual(['.alida-argo.lock', 'a.yaml', 'b.yaml', 'kustomization.yaml']);
    const told = execFileSync('sh', ['-c', 'sha256sum --check .alida-argo.lock'], { cwd: out(''), encoding: 'utf8' });
    expect(told).toBe('a.yaml: OK\nb.yaml: OK\nkustomization.yaml: OK\n');
  });

  it('is touched only where something changes', () => {
    generate();
    const before = statSync(out('a.yaml')).ino;
    write(join(dir, 'in/b.json'), service('b', { k: 9 }));
    expect(generate().stderr).toContain('1 written, 1 unchanged');
    expect(statSync(out('a.yaml')).ino).toBe(before);
    const all = textsBelow(out(''));
    const record = statSync(out('.alida-argo.lock')).ino;
    expect(generate().stderr).toContain('0 written, 2 unchanged');
    expect(textsBelow(out(''))).toEqual(all);
    expect(statSync(out('.alida-argo.lock')).ino).toBe(record);
  });

  it('is what it was after a run with nothing changed, and the run says so', () => {
    const first = generate();
    const again = generate();
    expect(first.stderr).toContain('2 written, 0 unchanged\n');
    expect(again).toEqual({ exit: 0, stdout: '', stderr: '0 written, 2 unchanged\n' });
    expect(readFileSync(join(env.ALIDA_ARGO_CACHE, 'clean-runs'), 'utf8')).toMatch(/^([0-9a-f]{64}\n?)+$/m);
  });

  it.each<[string, () => void, string]>([
    [
      'a file was deleted',
      () => {
        unlinkSync(out('a.yaml'));
      },
      '1 written, 1 unchanged',
    ],
    [
      'an input changed',
      () => {
        write(join(dir, 'in/a.json'), service('a', { k: 9 }));
      },
      '1 written, 1 unchanged',
    ],
    [
      'an input was added',
      () => {
        write(join(dir, 'in/c.json'), service('c'));
      },
      '1 written, 2 unchanged',
    ],
    [
      'an input went away',
      () => {
        unlinkSync(join(dir, 'in/a.json'));
      },
      'error[nothing-deleted-unasked]',
    ],
    [
      'a file was changed by hand',
      () => {
        change('a.yaml');
      },
      'error[edited-file]',
    ],
    [
      'a file became a link',
      () => {
        link('a.yaml');
      },
      'it is no plain file',
    ],
    [
      'the record went away',
      () => {
        unlinkSync(out('.alida-argo.lock'));
      },
      '0 written, 2 unchanged',
    ],
    [
      'a run was killed',
      () => {
        mkdirSync(out('.alida-argo.new'));
      },
      '0 written, 2 unchanged',
    ],
    [
      'a profile came',
      () => {
        write(join(dir, 'in/p.yaml'), 'apiVersion: alida-argo/v1\nkind: PlatformProfile\nserviceAccount: x\n');
      },
      '2 written, 0 unchanged',
    ],
  ])('is looked at again when %s', (_, happen, told) => {
    generate();
    generate();
    happen();
    expect(generate().stderr).toContain(told);
    expect(existsSync(out('.alida-argo.new'))).toBe(false);
  });

  it('is the same where its inputs are too large to be held', () => {
    for (const name of ['a', 'b', 'c']) write(join(dir, `in/${name}.json`), service(name) + ' '.repeat(700_000));
    expect(generate()).toEqual({
      exit: 0,
      stdout: '',
      stderr: expect.stringContaining('3 written, 0 unchanged') as string,
    });
    const texts = textsBelow(out(''));
    expect(generate().stderr).toBe('0 written, 3 unchanged\n');
    for (const name of ['a', 'b', 'c']) write(join(dir, `in/${name}.json`), service(name));
    expect(generate().stderr).toBe('0 written, 3 unchanged\n');
    expect(textsBelow(out(''))).toEqual(texts);
    const wrong = service('c').replace('"version"', '"colour":"red","version"').replace('"4g"', '"4x"');
    write(join(dir, 'in/c.json'), wrong + ' '.repeat(1_100_000));
    const { exit, stderr } = generate();
    expect([exit, stderr.match(/unknown-field/g), stderr]).toEqual([
      1,
      ['unknown-field'],
      expect.stringContaining('1 error'),
    ]);
    expect(textsBelow(out(''))).toEqual(texts);
  });

  it('is not touched where an input is wrong, and every input is looked at', () => {
    write(join(dir, 'in/a.json'), service('a', { memory: '4x' }));
    write(join(dir, 'in/b.json'), service('b', { memory: '5x' }));
    write(join(dir, 'in/c.json'), '{');
    const { exit, stderr } = generate();
    expect([exit, stderr]).toEqual([1, expect.stringMatching(/4x[^]*5x[^]*3 errors[^]*nothing was written\n$/)]);
    expect(existsSync(out(''))).toBe(false);
  });

  it('goes again, with the folders above it, where nothing was written', () => {
    write(join(dir, 'in/a.json'), service('a', { memory: '4x' }));
    expect(alida(dir, 'generate', 'in', '--out', 'out/deep/deeper/').exit).toBe(1);
    expect(existsSync(out(''))).toBe(false);
  });

  it('has its warnings told in every run', () => {
    write(join(dir, 'in/a.json'), service('a').replace('"version"', '"colour":"red","version"'));
    expect(generate().stderr).toContain('unknown-field');
    expect(generate().stderr).toContain('unknown-field');
  });

  it('loses what nothing makes any more, and only that', () => {
    write(join(dir, 'in/p.yaml'), anyNamespace);
    generate('--layout', 'namespace');
    write(out('mine.yaml'), 'kind: Mine\n');
    write(join(dir, 'in/b.json'), service('b', { namespace: 'other' }));
    unlinkSync(join(dir, 'in/a.json'));
    const before = textsBelow(out(''));
    expect(generate('--layout', 'namespace').stderr).toContain(
      'error[nothing-deleted-unasked]: alida/a.yaml, alida/b.yaml:',
    );
    expect(textsBelow(out(''))).toEqual(before);
    const { exit, stderr } = generate('--layout', 'namespace', '--prune');
    expect([exit, stderr]).toEqual([0, expect.stringContaining('1 written, 2 deleted, 0 unchanged')]);
    expect(Object.keys(textsBelow(out('')))).toEqual(['.alida-argo.lock', 'mine.yaml', 'other/b.yaml']);
    expect(existsSync(out('alida'))).toBe(false);
  });

  it('keeps them if asked, also in its kustomization', () => {
    generate('--kustomization');
    unlinkSync(join(dir, 'in/a.json'));
    generate('--kustomization', '--no-prune');
    expect(readFileSync(out('kustomization.yaml'), 'utf8')).toContain('- a.yaml\n  - b.yaml\n');
    expect(generate('--kustomization', '--no-prune', '--check').exit).toBe(0);
    expect(generate('--kustomization', '--check').stderr).toContain('a.yaml:1:1: error[orphaned-file]');
  });

  it('is not written over where somebody changed a file, in no other file either', () => {
    generate();
    change('a.yaml');
    write(join(dir, 'in/b.json'), service('b', { k: 10 }));
    const before = textsBelow(out(''));
    const { exit, stderr } = generate();
    expect([exit, stderr]).toEqual([1, expect.stringContaining('out/a.yaml:1:1: error[edited-file]')]);
    expect(textsBelow(out(''))).toEqual(before);
    expect(generate('--force').exit).toBe(0);
    expect(readFileSync(out('a.yaml'), 'utf8')).toContain('value: "8"');
    expect(generate('--check').exit).toBe(0);
  });

  it('keeps an edited file whose service is gone', () => {
    generate();
    change('a.yaml');
    unlinkSync(join(dir, 'in/a.json'));
    expect(generate().stderr).toContain('out/a.yaml:1:1: error[edited-file]');
    expect(existsSync(out('a.yaml'))).toBe(true);
    expect(generate('--force', '--prune').exit).toBe(0);
    expect(existsSync(out('a.yaml'))).toBe(false);
  });

  it('is not written over where a file is of another origin', () => {
    write(out('a.yaml'), 'kind: Mine\n');
    expect(generate().stderr).toContain('out/a.yaml:1:1: error[foreign-file]');
    expect(Object.keys(textsBelow(out('')))).toEqual(['a.yaml']);
    expect(generate('--force').exit).toBe(0);
    expect(readFileSync(out('a.yaml'), 'utf8')).toContain('name: a\n');
  });

  it('may already hold the very file', () => {
    generate();
    rmSync(out('.alida-argo.lock'));
    expect(generate().stderr).toContain('0 written, 2 unchanged');
    expect(existsSync(out('.alida-argo.lock'))).toBe(true);
  });

  it('is never left through a link', () => {
    mkdirSync(join(dir, 'elsewhere'));
    mkdirSync(out(''));
    symlinkSync('../elsewhere', out('alida'));
    expect(generate('--layout', 'namespace', '--force').stderr).toContain('error[cannot-write]');
    expect(Object.keys(textsBelow(join(dir, 'elsewhere')))).toEqual([]);
    write(join(dir, 'target.yaml'), 'x\n');
    symlinkSync('../target.yaml', out('a.yaml'));
    expect(generate('--force').stderr).toContain('out/a.yaml:1:1: error[cannot-write]');
    expect(lstatSync(out('a.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(dir, 'target.yaml'), 'utf8')).toBe('x\n');
  });

  it.each(['../victim.yaml', '/tmp/victim.yaml', 'a/../../victim.yaml', 'victim.txt', './a.yaml', '.git/config.yaml'])(
    'does not follow a record that names %s',
    (path) => {
      write(join(dir, 'victim.yaml'), 'x\n');
      // SHA-256 of "x\n"
      write(out('.alida-argo.lock'), `73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac  ${path}\n`);
      const { exit, stderr } = generate();
      expect([exit, stderr]).toEqual([1, expect.stringContaining('error[unreadable-record]')]);
      expect(existsSync(join(dir, 'victim.yaml'))).toBe(true);
    },
  );

  it('survives a merge conflict in its record', () => {
    generate();
    const [head = '', ...lines] = readFileSync(out('.alida-argo.lock'), 'utf8').trimEnd().split('\n');
    const other = `${'0'.repeat(64)}  a.yaml`;
    const conflict = [head, '<<<<<<< HEAD', ...lines, '=======', other, '>>>>>>> branch', ''];
    write(out('.alida-argo.lock'), conflict.join('\n'));
    expect(generate().exit).toBe(0);
    expect(readFileSync(out('.alida-argo.lock'), 'utf8')).toBe([head, ...lines, ''].join('\n'));
  });

  it('takes no two services of one name in the flat layout', () => {
    write(join(dir, 'in/p.yaml'), anyNamespace);
    write(join(dir, 'in/b.json'), service('a', { namespace: 'other' }));
    expect(generate().stderr).toContain('error[same-file]');
    expect(existsSync(out(''))).toBe(false);
    expect(generate('--layout', 'namespace').exit).toBe(0);
    expect(Object.keys(textsBelow(out('')))).toEqual(['.alida-argo.lock', 'alida/a.yaml', 'other/a.yaml']);
  });

  it('has a folder for each profile, each with its kustomization', () => {
    for (const name of ['dev', 'prod']) {
      write(join(dir, 'in', `${name}.yaml`), `apiVersion: alida-argo/v1\nkind: PlatformProfile\nname: ${name}\n`);
    }
    expect(generate('--kustomization').exit).toBe(0);
    const files = ['a.yaml', 'b.yaml', 'kustomization.yaml'];
    const expected = [
      '.alida-argo.lock',
      ...files.map((file) => `dev/${file}`),
      ...files.map((file) => `prod/${file}`),
    ];
    expect(Object.keys(textsBelow(out('')))).toEqual(expected);
    expect(readFileSync(out('prod/kustomization.yaml'), 'utf8')).toContain('resources:\n  - a.yaml\n  - b.yaml\n');
  });

  it.each([
    [[], 'kustomization.workflow-template.yaml', 'my-kustomization.yaml'],
    [['--layout', 'namespace'], 'alida/kustomization.workflow-template.yaml', 'alida/my-kustomization.yaml'],
    [['--format', 'json'], 'kustomization.workflow-template.json', 'my-kustomization.json'],
  ])('%j holds every manifest beside its kustomization, whatever services are named', (options, ...manifests) => {
    unlinkSync(join(dir, 'in/a.json'));
    unlinkSync(join(dir, 'in/b.json'));
    for (const name of ['kustomization', 'my-kustomization']) write(join(dir, `in/${name}.json`), service(name));
    expect(generate('--kustomization', ...options).exit).toBe(0);
    const files = ['.alida-argo.lock', ...manifests, 'kustomization.yaml'];
    expect(Object.keys(textsBelow(out(''))).sort()).toEqual(files.sort());
    const listed = manifests.map((path) => `  - ${path}\n`).join('');
    expect(readFileSync(out('kustomization.yaml'), 'utf8')).toMatch(new RegExp(`resources:\n${listed}$`));
  });

  it.each(['../../../victim', '..', '.git', '/etc', 'a/b', 'a\\b', 'A', ' ', 'a\nb', 'ﬁ', 'x'.repeat(64)])(
    'is not left for the namespace %j',
    (namespace) => {
      write(join(dir, 'in/c.json'), service('c', { namespace }));
      for (const layout of ['namespace', 'flat']) {
        const { exit, stderr } = generate('--layout', layout);
        expect([exit, stderr]).toEqual([1, expect.stringMatching(/^in\/c\.json.* spark\.kubernetes\.namespace/)]);
      }
      expect(textsBelow(dir)).toEqual(textsBelow(join(dir, 'in'), 'in/'));
    },
  );

  it.each([
    '../victim.yaml',
    'a/../../victim.yaml',
    'a/.git/x.yaml',
    './a.yaml',
    'a//b.yaml',
    '/etc/x.yaml',
    'a/.json',
  ])('is not left for a record that names %s', (path) => {
    generate();
    const record = readFileSync(out('.alida-argo.lock'), 'utf8');
    write(out('.alida-argo.lock'), `${record}${'0'.repeat(64)}  ${path}\n`);
    const before = textsBelow(dir);
    for (const options of [[], ['--force'], ['--check']]) {
      expect(generate(...options).stderr).toContain('error[unreadable-record]');
    }
    expect(textsBelow(dir)).toEqual(before);
  });

  it('is checked with annotations that say what changes', () => {
    generate();
    write(join(dir, 'in/a.json'), service('a', { memory: '8g' }));
    const quality = JSON.parse(generate('--check', '--format', 'gitlab').stdout) as object[];
    expect(quality).toEqual([
      {
        description: expect.stringContaining('executor memory 4g → 8g') as string,
        check_name: 'stale-file',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        severity: 'major',
        location: { path: 'out/a.yaml', lines: { begin: 1, end: 1 } },
      },
    ]);
    const { exit, stdout } = generate('--check', '--format', 'github');
    expect(exit).toBe(16);
    expect(stdout).toMatch(/^::error file=out\/a\.yaml,line=1,.*title=stale-file::.*executor memory 4g → 8g/);
  });

  it('is not blocked by a dead process', () => {
    generate();
    const dead = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
    const host = execFileSync('hostname', { encoding: 'utf8' }).trim();
    const holder = { host, pid: Number(dead), started: '1', nonce: 'abcdef01-2345-4678-9abc-def012345678' };
    write(out('.alida-argo.busy'), JSON.stringify(holder));
    // One that breaks the mutex may have died too.
    write(
      out('.alida-argo.busy.abcdef01-2345-4678-9abc-def012345678'),
      JSON.stringify({ ...holder, nonce: '012345ab-cdef-4678-9abc-def012345678' }),
    );
    write(join(dir, 'in/a.json'), service('a', { k: 9 }));
    expect(generate().stderr).toContain('1 written, 1 unchanged');
    expect(Object.keys(textsBelow(out('')))).toEqual(['.alida-argo.lock', 'a.yaml', 'b.yaml']);
  });
});

describe('a mutex that somebody wrote into the repository', () => {
  const nonce = 'abcdef01-2345-4678-9abc-def012345678';
  const holder = { host: hostname(), pid: 2 ** 22 + 1, started: '1', nonce };

  it('which a dead process holds for itself, is told', () => {
    write(out('.alida-argo.busy'), JSON.stringify(holder));
    for (const name of ['', `.${nonce}`, `.${nonce}.${nonce}`, `.${nonce}.${nonce}.${nonce}`])
      write(out(`.alida-argo.busy${name}`), JSON.stringify(holder));
    expect(() => acquire(out('.alida-argo.busy'), 0)).toThrow(Busy);
  });

  it('whose host is a credential, is told without it', () => {
    const host = 'ghp_q7Rk2Vx9Lm4Tz8Wb1Nc6Yd3Hf5Js0PgAu2Ei';
    write(out('.alida-argo.busy'), JSON.stringify({ ...holder, host }));
    expect(() => acquire(out('.alida-argo.busy'), 0)).toThrow('held by process 4194305 on ****');
  });

  it('as a link to what has no end, is told', () => {
    mkdirSync(out(''), { recursive: true });
    symlinkSync('/dev/zero', out('.alida-argo.busy'));
    expect(() => acquire(out('.alida-argo.busy'), 0)).toThrow(Busy);
  });

  it('leaves files and folders alone that are named nearly like what it sweeps', () => {
    for (const name of ['.alida-argo.busy.notes', '.alida-argo.busyness.txt', `.alida-argo.busy.${nonce}.d/x`])
      write(out(name), 'kept');
    mkdirSync(out(`.alida-argo.busy.${nonce}`));
    expect(generate().exit).toBe(0);
    expect(Object.keys(textsBelow(out('')))).toEqual(
      expect.arrayContaining(['.alida-argo.busy.notes', '.alida-argo.busyness.txt', `.alida-argo.busy.${nonce}.d/x`]),
    );
  });
});

describe('a wrong call', () => {
  it.each([
    [['generate', 'in', '--force']],
    [['generate', 'in', '--kustomization']],
    [['generate', 'in', '--out', 'out', '--format', 'github']],
    [['generate', 'in', '--out', 'out', '--layout', 'deep']],
    [['diff', 'in']],
    [['diff', 'in', '--revision', 'HEAD']],
    [['commit', 'in']],
  ])('%s', (args) => {
    expect(alida(dir, ...args).exit).toBe(2);
    expect(existsSync(out(''))).toBe(false);
  });
});

describe('a folder in which another run writes', () => {
  it('is waited for, and not forever', () => {
    const mutex = join(dir, 'mutex');
    const letGo = acquire(mutex, 0);
    expect(() => acquire(mutex, 100)).toThrow(Busy);
    letGo();
    acquire(mutex, 0)();
  });

  // The file may have come with a repository, from anyone.
  it.each([
    ['leads elsewhere', { nonce: '/../../victim/data' }],
    ['leads elsewhere from below', { nonce: '../victim/data' }],
    ['is no text', { nonce: { toString: 'x' } }],
    ['holds a NUL', { nonce: 'abcdef012345\0' }],
    ['names every process', { pid: -1 }],
    ['names no process', { pid: '1; rm' }],
    ['writes lines into a message', { host: 'a\nb' }],
  ])('is not opened by a file whose holder %s', (_, forged) => {
    const mutex = join(dir, 'held/mutex');
    const victims = ['victim/data', 'victim/data.x', 'held/mutex.txt', 'held/mutex.d/file'];
    for (const victim of victims) write(join(dir, victim), 'kept');
    write(mutex, JSON.stringify({ host: 'elsewhere', pid: 1, started: '', nonce: 'abcdef012345', ...forged }));
    utimesSync(mutex, 0, 0); // long forgotten
    expect(() => acquire(mutex, 50)).toThrow(/is held by another process$/);
    for (const victim of victims) expect(existsSync(join(dir, victim)), victim).toBe(true);
    rmSync(mutex);
    acquire(mutex, 0)();
    for (const victim of victims) expect(existsSync(join(dir, victim)), victim).toBe(true);
  });
});
