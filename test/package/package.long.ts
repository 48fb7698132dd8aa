import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../cli.js';

// The packed tarball, installed where nothing else is; what npm says there is what a user reads.
const dir = mkdtempSync(join(tmpdir(), 'package-'));
process.env.TMPDIR = dir; // npm leaves its own compile cache in it
afterAll(() => {
  rmSync(dir, { recursive: true });
});

const nodes = join(root, 'test/package/nodes');
const binaries = ['node20', 'node22', 'node24'].map((name) => join(nodes, 'node_modules', name, 'bin'));

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;
const installed = (folder: string): string => join(folder, 'node_modules', name ?? '');
const bin = (folder: string, command: string): string => join(folder, 'node_modules/.bin', command);

/** Runs a program as on a machine that has this Node; `npm run` has put another one's folders in front. */
function run(node: string, program: string, args: readonly string[], cwd: string): string {
  const path = [node, ...(process.env.PATH ?? '').split(delimiter).filter((at) => !at.includes('node_modules'))];
  const env = {
    ...process.env,
    PATH: path.join(delimiter),
    ALIDA_ARGO_CACHE: join(dir, 'cache'),
    npm_config_update_notifier: 'false',
  };
  const { status, stderr, stdout } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

function install(node: string, what: string): string {
  const folder = mkdtempSync(join(dir, 'user-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  run(node, 'npm', ['install', '--no-audit', '--no-fund', what], folder);
  return folder;
}

/** Every file below a folder, and when it was last written. */
const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => `${relative(folder, file)} ${statSync(file).mtimeMs}`)
    .sort();
const pathsOf = (folder: string): string[] => files(folder).map((line) => line.replace(/ [\d.]+$/, ''));

/** The TypeScript in a page. */
const snippets = (markdown: string): string[] =>
  [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '');

/** The ids that a page's headings have, as GitHub and GitLab make them. */
const headings = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

let tarball: string;
let home: string;
let pages: string[];

beforeAll(() => {
  execFileSync('npm', ['ci', '--silent', '--prefix', nodes], { stdio: 'inherit' });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', dir], { cwd: root, stdio: ['ignore', 'ignore', 2] });
  tarball = join(dir, `${name}-${version}.tgz`);
  home = install(dirname(process.execPath), tarball);
  pages = pathsOf(installed(home)).filter((path) => path.endsWith('.md'));
});

describe.each(binaries)('on %s', (node) => {
  it('installs without a warning and does what it is for', () => {
    const folder = install(node, tarball);
    const product = installed(folder);
    expect(readdirSync(join(folder, 'node_modules')).filter((entry) => !entry.startsWith('.'))).toEqual([name]);
    const before = files(product);
    const alida = (...args: string[]): string => run(node, bin(folder, 'alida-argo'), args, product);
    expect(alida('--version').trim()).toBe(version);
    const golden = readFileSync(join(product, 'examples/kmeans/workflow-template.yaml'), 'utf8');
    // The second time with what V8 made the first time.
    for (let time = 0; time < 2; time += 1) expect(alida('generate', 'examples/kmeans/service.json')).toBe(golden);
    alida('validate', '--format', 'json', 'examples/kmeans');
    alida('schema', 'service');
    expect(run(node, bin(folder, 'alida-status-resolver'), ['--help'], product)).toContain('alida-status-resolver');
    expect(files(product)).toEqual(before);
  });
});

it('holds the types of the public API, and nothing that one machine made', () => {
  const paths = pathsOf(installed(home));
  expect(paths.filter((path) => path.endsWith('.d.ts'))).toEqual(['dist/index.d.ts']);
  expect(paths.filter((path) => path.endsWith('.cache'))).toEqual([]);
  expect(readFileSync(join(installed(home), 'dist/index.d.ts'), 'utf8')).not.toMatch(/^import |\bfrom ['"]|import\(/m);
});

it('has no link that leads out of it', () => {
  expect(pages).toContain('README.md');
  const broken = pages.flatMap((page) => {
    const markdown = readFileSync(join(installed(home), page), 'utf8');
    const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    return links
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [path = '', heading] = link.split('#');
        const to = path === '' ? page : join(dirname(page), path);
        const file = join(installed(home), to);
        if (to.startsWith('..') || !existsSync(file)) return true;
        return heading !== undefined && !headings(readFileSync(file, 'utf8')).includes(heading);
      })
      .map((link) => `${page}: ${link}`);
  });
  expect(broken).toEqual([]);
});

it('never lets its bare name be installed, which is on no registry', () => {
  const bare = /\b(npx|npm (exec|i|install|install-test|x)\b)[^\n|;&#]*? ['"]?alida-argo(['"@\s]|$)/m;
  const shown = pathsOf(installed(home)).filter((path) => !path.startsWith('dist/'));
  expect(shown.filter((path) => bare.test(readFileSync(join(installed(home), path), 'utf8')))).toEqual([]);
  expect('run: npm install --global alida-argo@0.1.0').toMatch(bare);
  expect('npm install --global ./alida-argo-0.2.0.tgz').not.toMatch(bare);
});

describe('what the pages show of the library', () => {
  let sources: string[];

  beforeAll(() => {
    sources = pages
      .flatMap((page) => snippets(readFileSync(join(installed(home), page), 'utf8')))
      .map((code, index) => {
        const file = join(home, `snippet-${index}.ts`);
        writeFileSync(file, code);
        return file;
      });
    expect(readFileSync(sources[0] ?? '', 'utf8')).toContain(`from '${name}'`);
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['preserve', 'bundler'],
  ])('compiles under module %s, resolution %s, with no check left out', (module, resolution) => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', 'false'];
    const how = ['--module', module, '--moduleResolution', resolution];
    const { stdout, status } = spawnSync(process.execPath, [tsc, ...options, ...how, ...sources], {
      cwd: home,
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });

  it('runs in a browser', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(home, 'snippet-0.ts')],
      bundle: true,
      platform: 'browser',
      format: 'iife',
      globalName: 'snippet',
      write: false,
    });
    // The language itself, and of what browsers add only this.
    const page = createContext({ console, TextEncoder, TextDecoder });
    runInContext(outputFiles[0]?.text ?? '', page);
    const { compile } = page.snippet as { compile: (text: string) => string | undefined };
    const example = join(installed(home), 'examples/kmeans');
    const text = compile(readFileSync(join(example, 'service.json'), 'utf8'));
    expect(text).toBe(readFileSync(join(example, 'workflow-template.yaml'), 'utf8'));
  });
});

it('installs from Git as README.md says', () => {
  // What is committed: a clone holds nothing else.
  const clone = join(dir, 'clone');
  execFileSync('git', ['clone', '--quiet', '--bare', root, clone]);
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: clone, encoding: 'utf8' }).trim();
  const [line = ''] = /^tgz=.*git\+.*$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  const here = line.replace(/git\+https:.*#COMMIT/, `git+file://${clone}#${commit}`);
  const folder = mkdtempSync(join(dir, 'user-'));
  run(dirname(process.execPath), 'sh', ['-c', `export npm_config_prefix='${folder}'; ${here}`], folder);
  const product = join(folder, 'lib', installed(''));
  expect(pathsOf(product)).toEqual(pathsOf(installed(home)));
  expect(run(dirname(process.execPath), join(folder, 'bin/alida-argo'), ['--version'], folder).trim()).toBe(version);
});
