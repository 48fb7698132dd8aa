import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root, run } from './cli.js';

// Inputs that are too large for a case.
const folder = mkdtempSync(join(tmpdir(), 'alida-argo-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const inputs: Record<string, { name: string; text: () => string; code: string }> = {
  'a file of 100 MB': {
    name: 'large.json',
    text: () => `{"name": "sample", "properties": [], "more": "${'x'.repeat(100_000_000)}"}`,
    code: 'too-large',
  },
  'JSON nested 100,000 deep': {
    name: 'deep.json',
    text: () => `{"name": "sample", "properties": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    code: 'too-deep',
  },
  'YAML flow nested 100,000 deep': {
    name: 'deep.yaml',
    text: () => `name: sample\nproperties: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
    code: 'too-deep',
  },
  'YAML blocks nested 100,000 deep': {
    name: 'blocks.yaml',
    text: () => `name: sample\nproperties:\n  ${'- '.repeat(100_000)}x\n`,
    code: 'too-deep',
  },
  'YAML of a million parts': {
    name: 'many.yaml',
    text: () => `name: sample\nproperties:\n${'- a\n'.repeat(250_000)}`,
    code: 'too-many-parts',
  },
  'a list of many items': {
    name: 'items.json',
    text: () => JSON.stringify({ name: 'sample', properties: Array(20_000).fill({}) }),
    code: 'too-many-items',
  },
};

describe('very many mistakes', () => {
  it('are told as far as somebody would read, and how many more there are', async () => {
    const property = { key: 'key', type: 'application', mandatory: false, fieldToCome: 1 };
    const properties = Array.from({ length: 5000 }, () => property);
    writeFileSync(join(folder, 'mistakes.json'), JSON.stringify({ name: 'sample', properties }));
    const { exit, stderr, stdout } = await run(['generate', 'mistakes.json'], folder);
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
    expect(stderr.match(/: error\[duplicate-property\]/g)).toHaveLength(200);
    expect(stderr).toMatch(
      /info\[more-findings\]: not told: 4800 more errors, 0 more warnings, 1 more notes\n.*\n.*\n\n.*\n$/,
    );
    expect(stderr.length).toBeLessThan(100_000);
  });
});

describe('bad input that is large', () => {
  it.each(Object.entries(inputs))('%s is one clear diagnostic', async (_, { code, name, text }) => {
    writeFileSync(join(folder, name), text());
    const { exit, stderr, stdout } = await run(['generate', name, '--out', 'out'], folder);
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${name}:\\d+:\\d+: error\\[${code}\\]: `));
    expect(stderr.match(/: error\[/g)).toHaveLength(1);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(folder)).not.toContain('out');
  });
});

const endless = '/dev/zero';
describe.skipIf(!existsSync(endless))('a link of a repository to what has no end', () => {
  const service = JSON.stringify({ name: 'sample', url: 'r.example/a:1', properties: [] });
  it.each([
    ['the input', 'endless.yaml', ['generate', 'endless.yaml'], 'too-large'],
    ['a file of the input’s folder', 'in/endless.yaml', ['generate', 'in'], 'it is no plain file'],
    ['the profile', 'profile.yaml', ['generate', 'service.json', '--profile', 'profile.yaml'], 'too-large'],
    ['the script', 'submit.sh', ['import', 'submit.sh', '--out', 'imported'], 'too-large'],
    ['the Dockerfile', 'Dockerfile', ['validate', '--dockerfile', 'Dockerfile'], 'too-large'],
    ['the record', 'out/.alida-argo.lock', ['generate', 'service.json', '--out', 'out'], 'too large'],
  ])('as %s is told', async (_, name, args, told) => {
    const own = mkdtempSync(join(folder, 'endless-'));
    for (const below of ['in', 'out']) mkdirSync(join(own, below));
    writeFileSync(join(own, 'service.json'), service);
    symlinkSync(endless, join(own, name));
    const { exit, stderr } = await run(args, own);
    expect(exit).toBe(1);
    expect(stderr).toContain(told);
  });
});

describe('a reader who goes away', () => {
  const piped = (to: string): string[] => {
    const script = `exec 3>&1; { sleep 0.3; node "$0" generate /no/such/service.json ${to}; echo "rc $?" >&3; } | :`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script, join(root, 'dist/alida-argo.cjs')], {
      encoding: 'utf8',
    });
    return [stdout.trim(), stderr];
  };

  it('takes nothing from what a command does where it was only told of it', () => {
    expect(piped('2>&1 >&3')).toEqual(['rc 1', '']);
  });
});

/** Runs a shell's line, in which "$0" is the command. */
const inShell = (line: string): string => {
  const command = `${process.execPath} ${join(root, 'dist/alida-argo.cjs')}`;
  const { stderr, stdout } = spawnSync('bash', ['-c', line, command], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return stdout + stderr;
};

describe('a pipe', () => {
  it('in a folder keeps nobody waiting, and is read once where it is named', () => {
    const image = { key: 'spark.kubernetes.container.image', type: 'static', defaultValue: 'r.example/app:1' };
    const service = { name: 'sample', url: 'docker://r.example/spark-client:4.0.1', properties: [image] };
    writeFileSync(join(folder, 'service.json'), JSON.stringify(service));
    expect(inShell('mkdir pipes; mkfifo pipes/x.json; $0 validate pipes')).toContain('error[cannot-read]');
    expect(inShell('$0 generate <(cat service.json) --out piped')).toContain('1 written, 0 unchanged');
  });
});

describe.skipIf(!existsSync('/dev/full'))('an output that takes nothing', () => {
  it.each([
    ['schema platform > /dev/full', /^alida-argo: cannot write to standard output: ENOSPC.*\n1\n$/],
    ['--help > /dev/full', /^alida-argo: cannot write to standard output: ENOSPC.*\n1\n$/],
    ['validate /no/such/service.json 2> /dev/full', /^1\n$/],
  ])('is told without a stack: %s', (args, told) => {
    expect(inShell(`{ $0 ${args}; echo $? >&2; }`)).toMatch(told);
  });
});

describe.skipIf(!existsSync('/proc/self'))('a folder that cannot be made', () => {
  it('keeps nobody waiting', () => {
    expect(inShell('$0 generate service.json --out /proc/nowhere/deploy')).toContain('error[cannot-write]');
  });
});
