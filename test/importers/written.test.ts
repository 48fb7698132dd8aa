import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../cli.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alida-argo-import-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const application = (name: string, namespace: string): string => `
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }
spec: { type: Python, image: registry.example/app:1, mainApplicationFile: local:///app/main.py }
`;

describe('a file with several applications', () => {
  it.each([
    ['one profile where one serves them all', 'jobs', ['a/service.json', 'b/service.json', 'profile.yaml'], ['.']],
    [
      'a profile each where they differ',
      'others',
      ['a/profile.yaml', 'a/service.json', 'b/profile.yaml', 'b/service.json'],
      ['a', 'b'],
    ],
  ])('becomes several definitions, with %s', async (_, namespace, expected, valid) => {
    const file = join(folder, `${namespace}.yaml`);
    writeFileSync(file, `${application('a', 'jobs')}---${application('b', namespace)}`);
    const out = join(folder, namespace);
    expect(await run(['import', file, '--out', out], folder)).toMatchObject({ exit: 0 });
    const written = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) => /\.\w+$/.test(path));
    expect(written.sort()).toEqual(expected);
    for (const part of valid) {
      expect(await run(['validate', join(out, part)], folder)).toMatchObject({ exit: 0 });
    }
  });
});

describe('a note', () => {
  it('is one line, whatever stands in the file', async () => {
    const file = join(folder, 'job.yaml');
    const container = {
      image: 'registry.example/client:1\njob.yaml:1:1: error: forged',
      command: ['spark-submit', '--deploy-mode=cluster', 'local:///app/report.py'],
    };
    const template = { spec: { containers: [container] } };
    writeFileSync(file, JSON.stringify({ kind: 'Job', metadata: { name: 'report' }, spec: { template } }));
    const { exit, stderr } = await run(['import', file, '--out', join(folder, 'report')], folder);
    expect(exit).toBe(0);
    expect(stderr).toContain('registry.example/client:1\\u000ajob.yaml:1:1: error: forged: no client image');
    expect(stderr.split('\n').filter((line) => line.startsWith('job.yaml:'))).toEqual([]);
  });
});
