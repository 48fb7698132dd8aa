import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { HttpBindings } from '@hono/node-server';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { diff } from '../../src/cli/commands/diff.js';
import { exportFiles } from '../../src/cli/commands/export.js';
import { generate } from '../../src/cli/commands/generate.js';
import { graph } from '../../src/cli/commands/graph.js';
import { importInto } from '../../src/cli/commands/import.js';
import { showPlan } from '../../src/cli/commands/plan.js';
import { showPodTemplate } from '../../src/cli/commands/pod-template.js';
import { showRbac } from '../../src/cli/commands/rbac.js';
import { validate } from '../../src/cli/commands/validate.js';
import { Report, type Diagnostic } from '../../src/diagnostics/index.js';
import { hook } from '../../src/http/app.js';
import { answer } from '../../src/http/work.js';
import { defaultProfile } from '../../src/platform/index.js';
import { hostile, type Written } from './mutate.js';
import { ours } from './seeds.js';

// Runs the commands and the hook as functions, in a folder of its own.

export interface Call {
  readonly command: string;
  readonly documents: readonly Written[];
  /** Bits that choose among a command's options. */
  readonly switches: number;
}

export interface Outcome {
  /** An exit code; of the hook its status. */
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly diagnostics: readonly Diagnostic[];
  /** The inputs by the names that diagnostics give them. */
  readonly inputs: ReadonlyMap<string, Buffer>;
  /** All files that are none of the inputs, before and after. */
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

/** Commands by how often they run. */
export const commands = {
  generate: 6,
  write: 4,
  check: 1,
  validate: 4,
  plan: 4,
  export: 4,
  diff: 2,
  graph: 1,
  rbac: 1,
  'pod-template': 2,
  import: 6,
  dockerfile: 1,
  hook: 4,
} as const;
export type Command = keyof typeof commands;

const said = { stdout: '', stderr: '' };
let told: Diagnostic[] = [];

/** The folder that nothing may leave. */
let root = '';
/** Where in it the commands run. */
export const here = 'outer/inner';

/** Makes this process one that is listened to. */
export function listen(folder: string): void {
  root = folder;
  const work = join(folder, here);
  mkdirSync(join(work, 'in'), { recursive: true });
  process.chdir(work);
  for (const name of ['victim.yaml', '../victim.yaml']) writeFileSync(name, ours);
  process.env.ALIDA_ARGO_CACHE = join(folder, 'cache');
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array): boolean => {
      said[name] += String(text);
      return true;
    };
  }
  const whole = Object.getOwnPropertyDescriptor(Report.prototype, 'diagnostics');
  Object.defineProperty(Report.prototype, 'diagnostics', {
    get(this: Report): readonly Diagnostic[] {
      const all = whole?.get?.call(this) as readonly Diagnostic[];
      for (const one of all) told.push(one);
      return all;
    },
  });
  const { now } = Date;
  Date.now = (): number => now() + late;
  Atomics.wait = (): 'timed-out' => {
    late += 30_000;
    return 'timed-out';
  };
}

/** All files below the folder that nothing may leave. */
function files(inputs: ReadonlyMap<string, unknown>): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(root.length + 1);
    if (entry.isFile() && !inputs.has(relative(here, path))) found.set(path, readFileSync(join(root, path), 'utf8'));
  }
  return found;
}

/** Commands that write into folders; other ones find there what these left. */
const writing = new Set(['write', 'check', 'diff', 'import', 'export']);
let inputFiles: readonly string[] = [];

function prepare({ command, documents }: Call): Map<string, Buffer> {
  for (const name of inputFiles) rmSync(name);
  if (writing.has(command)) {
    for (const name of ['out', 'imported']) rmSync(name, { recursive: true, force: true });
    mkdirSync('out/sub', { recursive: true });
    for (const name of ['out/ours.yaml', 'out/sub/ours.yaml']) writeFileSync(name, ours);
  }
  const inputs = new Map<string, Buffer>();
  for (const [n, { bytes, kind }] of documents.entries()) {
    const names: Readonly<Record<string, string>> = {
      record: 'out/.alida-argo.lock',
      holder: 'out/.alida-argo.busy',
      dockerfile: 'Dockerfile',
    };
    const name = names[kind] ?? `in/${kind}-${n}.yaml`;
    writeFileSync(name, bytes);
    if (!name.startsWith('out')) inputs.set(name, bytes);
  }
  inputFiles = [...inputs.keys()];
  return inputs;
}

const reports = ['text', 'json', 'sarif', 'github', 'gitlab'] as const;

async function ask(inputs: ReadonlyMap<string, Buffer>, pick: <T>(all: readonly T[]) => T): Promise<number> {
  const [body = Buffer.alloc(0)] = inputs.values();
  const errors: string[] = [];
  const app = hook({
    work: (request) => {
      try {
        return Promise.resolve({ answer: answer(request, defaultProfile) });
      } catch (error) {
        return Promise.resolve({ error: error as Error });
      }
    },
    maxBody: 10 * 1024 * 1024,
    maxRequests: 4,
    ready: () => true,
    log: ({ error }) => {
      if (error !== undefined) errors.push(error);
    },
  });
  const route = pick(['export', 'validate', 'plan', 'export?inline=true']);
  const headers = {
    host: 'localhost',
    'content-type': pick(['application/json', 'application/yaml']),
    accept: pick(['application/json', 'application/yaml', '*/*']),
  };
  const incoming = Object.assign(Readable.from([body]), { headers: {} });
  const bindings = { incoming } as unknown as HttpBindings;
  const answered = await app.request(`/v1/${route}`, { method: 'POST', headers }, bindings);
  said.stdout += await answered.text();
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return answered.status;
}

/** Whoever waits for another process has waited long enough: milliseconds that seem to have passed in this run. */
let late = 0;

/** Runs it once. What is thrown is a bug. */
export async function run(call: Call): Promise<Outcome> {
  const { command, switches } = call;
  const inputs = prepare(call);
  let left = switches;
  const pick = <T>(all: readonly T[]): T => {
    const taken = all[left % all.length] as T;
    left = Math.floor(left / all.length);
    return taken;
  };
  const named = (...kinds: string[]): string[] =>
    [...inputs.keys()].filter((name) => kinds.some((kind) => name.startsWith(`in/${kind}-`)));
  const isNamed = pick([true, true, false]);
  const definitions = isNamed ? named('service', 'workflow') : ['in'];
  const profile = isNamed ? named('platform') : [];
  const output = {
    profile,
    layout: pick(['flat', 'namespace'] as const),
    kustomization: pick([false, true]),
    prune: pick([true, false]),
    force: pick([false, true]),
    out: 'out',
  };
  const format = pick(['yaml', 'json', 'json'] as const);
  if (['write', 'check', 'diff'].includes(command) && pick([false, false, true])) symlinkSync('..', 'out/alida');
  const one = profile[0] === undefined ? {} : { profile: profile[0] };
  const [any = 'in'] = inputs.keys();
  const calls: Record<string, () => number | Promise<number>> = {
    generate: () => generate(definitions, { profile, layout: 'flat', prune: true, format }),
    write: () => generate(definitions, { ...output, format }),
    check: () => generate(definitions, { ...output, check: true, format: pick(['yaml', 'github', 'gitlab'] as const) }),
    validate: () => validate(definitions, { profile, format: pick(reports) }),
    plan: () => {
      const parameter = new Map(
        pick([false, false, true]) ? [[pick(['execution-id', 'k', 'columns', 'application-args']), pick(hostile)]] : [],
      );
      return showPlan(definitions, { profile, parameter, format: pick(['text', 'json'] as const) });
    },
    export: () =>
      exportFiles(definitions, {
        ...one,
        inline: pick([false, true]),
        format,
        ...(pick([false, false, true]) && { out: 'out' }),
      }),
    diff: () =>
      diff(definitions, {
        ...output,
        summary: pick([20, 0, false] as const),
        manifests: format === 'yaml' ? 'yaml' : 'json',
        format: pick(['text', 'json', 'markdown'] as const),
      }),
    graph: () => graph(definitions, { profile, format: pick(['mermaid', 'dot', 'svg'] as const) }),
    rbac: () => showRbac({ profile: profile.length > 0 ? profile : [any] }),
    'pod-template': () => showPodTemplate({ ...one, target: named('target')[0] ?? any }),
    import: () => importInto(any, { out: 'imported' }),
    dockerfile: () => validate([], { profile, dockerfile: 'Dockerfile', format: pick(reports) }),
    hook: () => ask(inputs, pick),
  };
  [said.stdout, said.stderr, told] = ['', '', []];
  late = 0;
  const before = files(inputs);
  const exit = (await calls[command]?.()) ?? -1;
  if (command === 'hook') inputs.set('request', inputs.get(any) ?? Buffer.alloc(0));
  return { exit, ...said, diagnostics: [...new Set(told)], inputs, before, after: files(inputs) };
}
