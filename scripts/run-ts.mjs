// Runs a TypeScript program: node scripts/run-ts.mjs FILE ARGS…
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const [file, ...args] = process.argv.slice(2);
const folder = mkdtempSync(resolve('node_modules/.run-ts-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const outfile = join(folder, 'main.mjs');
await build({
  entryPoints: [file],
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  outfile,
  logLevel: 'warning',
});
process.argv.splice(1, Infinity, file, ...args);
await import(outfile);
