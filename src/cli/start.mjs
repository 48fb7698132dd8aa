#!/usr/bin/env node
// Runs the command line with what V8 made of it, which would take half of a start to make anew: the build made it for its
// own V8; for another one the first run keeps it among the user's caches. (What Node 22 keeps by itself,
// module.enableCompileCache, holds a seventh of it and gains little.) No imports: they would load what nobody needs.
const builtin = (name) => process.getBuiltinModule(name);
const { Buffer } = builtin('node:buffer');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = builtin('node:fs');
const { createRequire, wrap } = builtin('node:module');
const { Script } = builtin('node:vm');
const { basename, dirname, join } = builtin('node:path');
const filename = builtin('node:url').fileURLToPath(new URL('alida-argo.cjs', import.meta.url));

const v8 = `${process.versions.v8}-${process.arch}`;
const built = `${filename}.${v8}.cache`;
const caches = process.env.ALIDA_ARGO_CACHE ?? join(builtin('node:os').homedir(), '.cache', 'alida-argo');
const kept = join(caches, `code-${v8}`);
/* global ALIDA_ARGO_BUILD */
const build = Buffer.from(ALIDA_ARGO_BUILD);

const isBuilt = existsSync(built);

/** What V8 made before of this very build: it would take that of another one for a text of the same length. */
function before() {
  if (isBuilt) return readFileSync(built);
  const bytes = existsSync(kept) ? readFileSync(kept) : build.subarray(0, 0);
  return build.equals(bytes.subarray(0, build.length)) ? bytes.subarray(build.length) : undefined;
}

function keep(script) {
  try {
    mkdirSync(caches, { recursive: true });
    const own = `${kept}.${process.pid}`;
    writeFileSync(own, Buffer.concat([build, script.createCachedData()]));
    renameSync(own, kept);
  } catch {
    // Without it a start takes its time.
  }
}

const cachedData = before();
// By a name without a place: V8 takes it from the cache, wherever that was made.
const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename: basename(filename), cachedData });
if (!isBuilt && (cachedData === undefined || script.cachedDataRejected)) process.once('exit', () => keep(script));
const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(import.meta.url), module, filename, dirname(filename));
