// The packed tarball is the product: installed in an empty folder, and used there as a user would.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../src/version.js';
import { root } from '../cli.js';

const folder = mkdtempSync(join(tmpdir(), 'package-'));
const installed = join(folder, 'node_modules/alida-argo');
/** A command's output; one that fails fails the test with what it said. */
const run = (file: string, args: readonly string[], cwd = folder): string => {
  const env = { ...process.env, ALIDA_ARGO_CACHE: join(folder, 'cache') };
  const { status, stderr, stdout } = spawnSync(file, args, { cwd, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
};
const npm = (...args: readonly string[]): string => run('npm', [...args, '--no-audit', '--no-fund']);
let said = '';

beforeAll(() => {
  run('npm', ['pack', '--pack-destination', folder], root);
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  said = execFileSync('sh', ['-c', `npm install --no-audit --no-fund ./alida-argo-${version}.tgz 2>&1`], {
    cwd: folder,
    encoding: 'utf8',
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const files = (): string[] =>
  readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => relative(installed, join(parentPath, name)));

it('is installed without a warning, and brings nothing else', () => {
  expect(said).not.toMatch(/warn/i);
  expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['alida-argo']);
});

it('holds no cache of one processor, and the types of its public interface only', () => {
  expect(files().filter((file) => /\.cache$|\.map$/.test(file))).toEqual([]);
  expect(files().filter((file) => file.endsWith('.d.ts'))).toEqual(['dist/index.d.ts']);
});

it('has no link that leads out of it', () => {
  const broken = files()
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => {
      const links = readFileSync(join(installed, file), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g);
      return [...links]
        .filter(([, target = '']) => !existsSync(resolve(installed, dirname(file), decodeURI(target))))
        .map(([, target = '']) => `${file}: ${target}`);
    });
  expect(broken).toEqual([]);
});

// npm's own packages of Node.
describe.each(['20.19.0', '22', '24'])('on Node %s', (wanted) => {
  const at = join(folder, `node-${wanted}`);
  const node = join(at, 'node_modules/node/bin/node');
  beforeAll(() => {
    mkdirSync(at);
    writeFileSync(join(at, 'package.json'), '{"private": true}');
    npm('install', '--prefix', at, `node@${wanted}`);
  });
  const command = (...args: string[]): string => run(node, [join(installed, 'dist/alida-argo.js'), ...args]);

  it('tells its version, generates and validates', () => {
    expect(run(node, ['--version'])).toMatch(new RegExp(`^v${wanted}`));
    for (const start of ['first', 'second']) {
      expect(command('--version'), start).toBe(`${version}\n`);
      const example = join(installed, 'examples/kmeans');
      expect(command('generate', join(example, 'service.json')), start).toBe(
        readFileSync(join(example, 'workflow-template.yaml'), 'utf8'),
      );
      command('validate', join(example, 'service.json'));
    }
    expect(run(node, [join(installed, 'dist/alida-status-resolver.js'), '--help'])).toContain('alida-status-resolver');
  });
});

describe('as a library', () => {
  const [, snippet = ''] = /^```ts\n([\s\S]*?)^```/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('README’s program is typed under %s/%s, its declarations included', (module, moduleResolution) => {
    writeFileSync(join(folder, 'snippet.ts'), `declare const text: string;\n${snippet}`);
    const strict = ['--strict', '--noEmit', '--lib', 'es2023,dom', '--target', 'es2023'];
    run(process.execPath, [
      ...[tsc, ...strict, '--skipLibCheck', 'false'],
      ...['--module', module, '--moduleResolution', moduleResolution, 'snippet.ts'],
    ]);
  });

  it('README’s program runs in a browser, where Node is not', async () => {
    const text = readFileSync(join(installed, 'examples/kmeans/service.json'), 'utf8');
    writeFileSync(join(folder, 'page.ts'), `const text = ${JSON.stringify(text)};\n${snippet}`);
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'page.ts')],
      bundle: true,
      platform: 'browser',
      format: 'iife',
      write: false,
    });
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    const page = createContext({ console: { log, error: log }, TextEncoder, TextDecoder, atob, btoa, URL });
    runInContext(outputFiles[0]?.text ?? '', page);
    expect(lines.join('\n')).toBe(readFileSync(join(installed, 'examples/kmeans/workflow-template.yaml'), 'utf8'));
  });
});
