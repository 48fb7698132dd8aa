// Runs a CommonJS program as src/cli/start.mjs does, and writes beside it what this V8 made of all that it called.
//   node scripts/code-cache.mjs FILE ARGS…
import { readFileSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { Script } from 'node:vm';

process.argv.splice(1, 1);
const [, filename] = process.argv;
const script = new Script(Module.wrap(readFileSync(filename, 'utf8')), { filename: basename(filename) });
const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(filename), module, filename, dirname(filename));
process.once('exit', () =>
  writeFileSync(`${filename}.${process.versions.v8}-${process.arch}.cache`, script.createCachedData()),
);
