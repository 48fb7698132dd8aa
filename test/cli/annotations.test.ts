import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { env, root } from '../cli.js';

const dir = mkdtempSync(join(tmpdir(), 'annotations-'));
mkdirSync(join(dir, 'team/jobs'), { recursive: true });
const wrong = 'apiVersion: alida-argo/v1\nkind: PlatformProfile\nname: here\npodSecurty: none\n';
writeFileSync(join(dir, 'team/profile.yaml'), wrong);
afterAll(() => {
  rmSync(dir, { recursive: true });
});

const annotated = (format: string, variables: Record<string, string>): string =>
  spawnSync(
    process.execPath,
    [join(root, 'dist/alida-argo.cjs'), 'validate', '../profile.yaml', '-', '--format', format],
    {
      cwd: join(dir, 'team/jobs'),
      env: { ...env, ...variables },
      encoding: 'utf8',
      input: '{"name": 1, "properties": []}',
    },
  ).stdout;

it.each([
  ['github', 'GITHUB_WORKSPACE', 'file=', 'file=<stdin>'],
  ['gitlab', 'CI_PROJECT_DIR', '"path": "', '"path": "<stdin>"'],
  ['sarif', 'GITHUB_WORKSPACE', '"uri": "', '"uri": "%3Cstdin%3E"'],
])('names files in %s from the root that %s says, and as ever without', (format, variable, before, stdin) => {
  const inRoot = annotated(format, { [variable]: dir });
  expect(inRoot).toContain(`${before}team/profile.yaml`);
  expect(inRoot).not.toContain('../');
  expect(inRoot).toContain(stdin);
  for (const elsewhere of [{}, { [variable]: join(dir, 'team/jobs') }, { [variable]: join(dir, 'absent') }])
    expect(annotated(format, elsewhere)).toContain(`${before}../profile.yaml`);
});
