import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, run } from './cli.js';

// Every example is a golden test: its inputs beside the manifest that they become. UPDATE=1 writes the manifests.
const folder = join(root, 'examples');
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

const argsOf = (name: string): string[] => {
  const files = readdirSync(join(folder, name)).sort();
  const profiles = files.filter((file) => file.startsWith('profile'));
  const definitions = files.filter((file) => /^service|^workflow\./.test(file));
  return ['generate', ...definitions, ...profiles.flatMap((profile) => ['--profile', profile])];
};

describe.concurrent('examples', () => {
  it.each(names)('%s', async (name) => {
    const cwd = join(folder, name);
    const { exit, stderr, stdout } = await run(argsOf(name), cwd);
    expect(stderr).not.toContain('error[');
    expect(exit).toBe(0);
    const golden = join(cwd, 'workflow-template.yaml');
    if (process.env.UPDATE) writeFileSync(golden, stdout);
    expect(stdout).toBe(existsSync(golden) ? readFileSync(golden, 'utf8') : '');
  });

  it('are the same bytes from a copy in another folder', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'alida-argo-'));
    cpSync(join(folder, 'with-profile'), copy, { recursive: true });
    const [here, there] = await Promise.all([
      run(argsOf('with-profile'), join(folder, 'with-profile')),
      run(argsOf('with-profile'), copy),
    ]);
    rmSync(copy, { recursive: true });
    expect(there.stdout).toBe(here.stdout);
  });
});
