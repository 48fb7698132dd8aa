#!/usr/bin/env node
// Runs the command line with what V8 made of it, which would take half of a start to make anew: the first run that gets
// what it was called for keeps it among the user's caches, for each command what that one calls. (What Node 22 keeps by
// itself, module.enableCompileCache, holds a seventh of it and gains little.) CommonJS: Node's loader of ES modules takes a
// tenth of a start.
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { homedir } = require('node:os');
const { basename, dirname, join } = require('node:path');
const { Script } = require('node:vm');
const filename = join(__dirname, 'commands.cjs');

const caches = process.env.ALIDA_ARGO_CACHE ?? join(homedir(), '.cache', 'alida-argo');
const command = /^[a-z-]+$/.exec(process.argv[2])?.[0] ?? '';
const kept = join(caches, `code-${process.versions.v8}-${process.arch}-${command}`);
/* global ALIDA_ARGO_BUILD */
const build = Buffer.from(ALIDA_ARGO_BUILD);

/**
 * What V8 made before of this very build: it would take that of another one for a text of the same length. It runs what
 * it is given, whatever became of it, so it is kept twice: to read it again takes less time than to load what sums it up.
 */
function before() {
  try {
    const bytes = readFileSync(kept);
    const second = (build.length + bytes.length) / 2;
    const made = bytes.subarray(build.length, second);
    return build.equals(bytes.subarray(0, build.length)) && made.equals(bytes.subarray(second)) ? made : undefined;
  } catch {
    return undefined;
  }
}

/** As a recursive mkdir, which does not end below /proc. */
function make(folder) {
  if (existsSync(folder)) return;
  make(dirname(folder));
  mkdirSync(folder);
}

function keep(script) {
  try {
    make(caches);
    const made = script.createCachedData();
    const own = `${kept}.${process.pid}`;
    writeFileSync(own, Buffer.concat([build, made, made]));
    renameSync(own, kept);
  } catch {
    // Without it a start takes its time.
  }
}

const cachedData = before();
// By a name without a place: V8 takes it from the cache, wherever that was made.
const script = new Script(wrap(readFileSync(filename, 'latin1')), { filename: basename(filename), cachedData });
if (cachedData === undefined || script.cachedDataRejected) {
  // One that refused its input called little of what the next one will; 16 says that there are differences.
  process.once('exit', (code) => {
    if (code === 0 || code === 16) keep(script);
  });
}
script.runInThisContext()(exports, require, module, filename, __dirname);
