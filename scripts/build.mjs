// Bundles the commands, so that a start loads few files, and the library with the types of what it exports.
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
// Beside dist/, then in its place: whoever runs the commands meanwhile finds them whole.
const outdir = `dist.${process.pid}`;
process.on('exit', () => rmSync(outdir, { recursive: true, force: true }));

// All that decides what the commands do.
const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name, parentPath }) => join(parentPath, name));
const digest = createHash('sha256');
for (const file of [...sources.sort(), 'package-lock.json']) digest.update(readFileSync(file));

const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'linked',
  outdir,
  logLevel: 'warning',
  define: { ALIDA_ARGO_BUILD: JSON.stringify(digest.digest('hex')) },
  // For Node the package offers CommonJS, of which a bundle holds all.
  alias: { yaml: fileURLToPath(new URL('../node_modules/yaml/browser/index.js', import.meta.url)) },
};
// CommonJS packages ask for Node's modules by require().
const require = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
// client-node does not say that its modules have no side effects, and names node-fetch in methods that nobody calls.
const onlyWhatIsCalled = {
  name: 'only-what-is-called',
  setup(build) {
    build.onResolve({ filter: /^\./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === 'seen' || !resolveDir.includes('@kubernetes/client-node')) return undefined;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: 'seen' });
      return { ...found, sideEffects: false };
    });
    build.onResolve({ filter: /^node-fetch$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {}' }));
  },
};

// Commands that are large, or that nobody calls a thousand times a day, by their bundles; those of `live` ask a cluster.
const bundles = {
  apart: [
    'cli/commands/commit',
    'cli/commands/completion',
    'cli/commands/diff',
    'cli/commands/graph',
    'cli/commands/import',
    'cli/commands/init',
    'cli/commands/lsp',
    'cli/commands/schema',
    'cli/commands/serve',
    'cli/commands/watch',
    'http/worker',
    'spark/dockerfile',
  ],
  live: ['cli/commands/apply', 'cli/commands/doctor', 'cli/commands/submit', 'cluster/runs'],
};
const bundleOf = new Map(
  Object.entries(bundles).flatMap(([bundle, names]) => names.map((name) => [basename(name), bundle])),
);
/** What lies in other bundles than this one is loaded from there, when it is asked for. */
const elsewhere = (own) => ({
  name: 'elsewhere',
  setup(build) {
    const names = [...bundleOf].flatMap(([name, bundle]) => (bundle === own ? [] : [name]));
    build.onResolve({ filter: new RegExp(`/(${names.join('|')})\\.js$`) }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: basename(path, '.js'), namespace: 'elsewhere' } : undefined,
    );
    build.onResolve({ filter: new RegExp(`^\\./(${Object.keys(bundles).join('|')})\\.cjs$`) }, ({ path }) => ({
      path,
      external: true,
    }));
    build.onLoad({ filter: /.*/, namespace: 'elsewhere' }, ({ path }) => ({
      contents: `module.exports = require('./${bundleOf.get(path)}.cjs').${path}();`,
    }));
  },
});
// commander asks for it at once, for commands that are programs of their own; it takes a tenth of a start.
const noChildProcess = {
  name: 'no-child-process',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      importer.includes('commander') ? { path, namespace: 'unused' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {}' }));
  },
};

// The library holds no Node module: it also runs in a browser.
await build({
  ...common,
  entryPoints: { index: 'src/index.ts' },
  platform: 'neutral',
  conditions: ['browser'],
  mainFields: ['module', 'main'],
});
// One file, because each one that a start loads takes time, and CommonJS, of which V8 can keep what it made of it.
const commonJs = { ...common, format: 'cjs', outExtension: { '.js': '.cjs' }, conditions: ['browser'] };
await build({ ...commonJs, entryPoints: { commands: 'src/cli/main.ts' }, plugins: [elsewhere(), noChildProcess] });
// A start reads it as bytes; what esbuild leaves as it is stands in regular expressions, which know the same escapes.
const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
const commands = `${outdir}/commands.cjs`;
writeFileSync(commands, readFileSync(commands, 'utf8').replace(/[\u0080-\uffff]/g, escape));
for (const [bundle, names] of Object.entries(bundles)) {
  const members = names.map((name) => `${basename(name)}: () => require('./src/${name}.ts')`);
  await build({
    ...commonJs,
    stdin: { contents: `module.exports = { ${members.join(', ')} };`, resolveDir: '.', sourcefile: `${bundle}.js` },
    entryNames: bundle,
    plugins: [elsewhere(bundle), ...(bundle === 'live' ? [onlyWhatIsCalled] : [])],
  });
}
writeFileSync(`${outdir}/worker.cjs`, "require('./apart.cjs').worker().worker();\n");
await build({ ...commonJs, bundle: false, alias: undefined, entryPoints: { 'alida-argo': 'src/cli/start.cjs' } });
await build({
  ...common,
  entryPoints: { 'alida-status-resolver': 'src/status-resolver/main.ts' },
  plugins: [onlyWhatIsCalled],
  banner: { js: require },
});

// The page: one script, which holds what its worker runs, so that it works wherever it is opened from.
const page = { ...common, format: 'iife', platform: 'browser', target: 'es2023', loader: { '.css': 'text' } };
const worker = await build({ ...page, entryPoints: ['web/worker.ts'], write: false, legalComments: 'none' });
const examples = readdirSync('examples', { withFileTypes: true }).filter((entry) => entry.isDirectory());
const filesIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name !== 'workflow-template.yaml')
    // A workflow before its services, and those before a profile.
    .sort()
    .reverse()
    .sort((a, b) => a.startsWith('profile') - b.startsWith('profile'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
const made = {
  'worker-code': { contents: worker.outputFiles[0].text, loader: 'text' },
  examples: {
    contents: JSON.stringify(Object.fromEntries(examples.map(({ name }) => [name, filesIn(`examples/${name}`)]))),
    loader: 'json',
  },
};
await build({
  ...page,
  entryPoints: { workbench: 'web/workbench.ts' },
  outdir: `${outdir}/web`,
  plugins: [
    {
      name: 'made',
      setup(build) {
        build.onResolve({ filter: /^(worker-code|examples)$/ }, ({ path }) => ({ path, namespace: 'made' }));
        build.onLoad({ filter: /.*/, namespace: 'made' }, ({ path }) => made[path]);
      },
    },
  ],
});
copyFileSync('web/index.html', `${outdir}/web/index.html`);
for (const command of ['alida-argo.cjs', 'alida-status-resolver.js']) chmodSync(`${outdir}/${command}`, 0o755);

if (!process.argv.includes('--no-types')) {
  const types = await rollup({ input: 'src/index.ts', plugins: [dts()] });
  await types.write({ file: `${outdir}/index.d.ts` });
}
rmSync('dist', { recursive: true, force: true });
renameSync(outdir, 'dist');
