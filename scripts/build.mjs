// Bundles the commands and the library, so that a start loads few files; types come from tsc.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
rmSync('dist', { recursive: true, force: true });

const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  keepNames: false,
  legalComments: 'linked',
  outdir: 'dist',
  logLevel: 'warning',
};
// CommonJS packages ask for Node's modules by require().
const require = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

// The library holds no Node module: it also runs in a browser.
await build({
  ...common,
  entryPoints: { index: 'src/index.ts' },
  platform: 'neutral',
  conditions: ['browser'],
  mainFields: ['module', 'main'],
});
await build({
  ...common,
  entryPoints: { 'alida-argo': 'src/cli/main.ts' },
  conditions: ['browser'],
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  banner: { js: require },
});
await build({
  ...common,
  entryPoints: { 'alida-status-resolver': 'src/status-resolver/main.ts' },
  banner: { js: require },
});
for (const command of ['alida-argo', 'alida-status-resolver']) chmodSync(`dist/${command}.js`, 0o755);

if (!process.argv.includes('--no-types')) {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
}
