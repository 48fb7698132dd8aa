import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { env, root, run, type Result } from '../cli.js';

const folders: string[] = [];
const workspace = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'alida-argo-init-'));
  folders.push(dir);
  return dir;
};
afterAll(() => {
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true });
});

/** Nothing but what was done is told. */
const clean = async (cwd: string, ...args: string[]): Promise<Result> => {
  const result = await run(args, cwd);
  expect(result.stderr).not.toMatch(/(?:error|warning|info)\[/);
  expect(result.exit).toBe(0);
  return result;
};

const cis = ['github', 'gitlab', 'none'] as const;
const ways = ['python', 'java'].flatMap((language) =>
  ['kind', 'minikube', 'generic', 'alida'].map((cluster, n) => [language, cluster, cis[n % 3] ?? 'none'] as const),
);

describe.concurrent('init', () => {
  it.each(ways)('begins a sound project in %s for %s with %s', async (language, cluster, ci) => {
    const dir = workspace();
    const project = join(dir, 'a project');
    await clean(dir, 'init', 'a project', '--language', language, '--cluster', cluster, '--ci', ci);
    await clean(project, 'validate', '--dockerfile', 'app/Dockerfile');
    await clean(project, 'generate');
    await clean(join(project, 'app'), 'generate', '--check');
    expect(readdirSync(join(project, 'deploy'))).toEqual(['.alida-argo.lock', 'a-project.yaml', 'kustomization.yaml']);
    const readme = readFileSync(join(project, 'README.md'), 'utf8');
    expect(readme).not.toMatch(/undefined|\n\n\n/);
    const {
      metadata: { namespace },
      ...manifest
    } = JSON.parse((await clean(project, 'generate', '--no-out', '--no-kustomization', '--format', 'json')).stdout) as {
      metadata: { namespace: string };
    };
    expect(readme).toContain(`kubectl create namespace ${namespace}\n`);
    expect(readme).toContain('alida-argo submit a-project ');
    const asked = JSON.stringify(manifest).match(/"name":"(?:input|output)-dataset"/g);
    expect(new Set(asked).size).toBe(2);
  });

  it('keeps what a repository has, and what is there of a project', async () => {
    const dir = workspace();
    writeFileSync(join(dir, 'README.md'), 'mine\n');
    const { stderr } = await run(['init', '--name', 'wc'], dir);
    expect(stderr).toContain('README.md: kept as it was');
    expect(readFileSync(join(dir, 'README.md'), 'utf8')).toBe('mine\n');
    const again = await run(['init', '--name', 'wc'], dir);
    expect(again.exit).toBe(1);
    expect(again.stderr).toContain('services/wc.json:1:1: error[file-exists]');
  });

  it('begins with what runs already', async () => {
    const dir = workspace();
    writeFileSync(
      join(dir, 'submit.sh'),
      '/opt/spark/bin/spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster --name daily \\\n' +
        '  --conf spark.kubernetes.namespace=jobs --conf spark.kubernetes.container.image=registry.example/daily:1 \\\n' +
        '  local:///app/daily.py --day "$DAY"\n',
    );
    await run(['init', 'daily', '--from', 'submit.sh', '--ci', 'gitlab'], dir);
    const project = join(dir, 'daily');
    const { exit, stderr } = await run(['validate'], project);
    expect(stderr).not.toContain('error[');
    expect(exit).toBe(0);
    expect((await run(['generate'], project)).exit).toBe(0);
    expect(readFileSync(join(project, 'README.md'), 'utf8')).toContain('alida-argo submit daily ');
  });

  it.each([
    ['--name', 'Kmeans'],
    ['--registry', 'https://registry.example'],
    ['--cluster', 'openshift'],
    ['--from', 'submit.sh', '--language', 'java'],
  ])('refuses %s %s', async (...args) => {
    const dir = workspace();
    expect((await run(['init', ...args], dir)).exit).toBe(2);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('asks on a terminal, again where an answer is wrong', async () => {
    const dir = workspace();
    const command = `${process.execPath} ${join(root, 'dist/alida-argo.cjs')} init`;
    const answers = ['No Name', 'daily', '', 'java', 'generic', 'registry.example/a', 'none'];
    const terminal = spawn('script', ['-qec', command, '/dev/null'], { cwd: dir, env });
    let shown = '';
    // Each answer is typed when it is asked for.
    terminal.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      while (/\]: [^ \n]*$/.test(shown) && answers.length > 0) {
        shown += '\n';
        terminal.stdin.write(`${answers.shift() ?? ''}\r`);
      }
    });
    const exit = await new Promise((resolve) => terminal.on('close', resolve));
    expect(exit).toBe(0);
    expect(shown).toContain('a name has at most 30 of a-z');
    expect(readFileSync(join(dir, 'services/daily.json'), 'utf8')).toContain('registry.example/a/daily:0.1.0');
  });
});
