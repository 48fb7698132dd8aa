#!/usr/bin/env node
// Runs the command line with what V8 made of it when it was built, where this is the same V8: to compile it anew would
// take half of a start. Node 22 keeps such a cache itself. No imports: they would load what nobody needs.
const builtin = (name) => process.getBuiltinModule(name);
const { existsSync, readFileSync } = builtin('node:fs');
const { createRequire, enableCompileCache, wrap } = builtin('node:module');
const { Script } = builtin('node:vm');
const { basename, dirname } = builtin('node:path');
const filename = builtin('node:url').fileURLToPath(new URL('alida-argo.cjs', import.meta.url));

const require = createRequire(import.meta.url);
if (enableCompileCache) {
  enableCompileCache();
  require(filename);
} else {
  const cachedData = existsSync(`${filename}.cache`) ? readFileSync(`${filename}.cache`) : undefined;
  // By a name without a place: V8 takes it from the cache, wherever that was made.
  const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename: basename(filename), cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, filename, dirname(filename));
}
