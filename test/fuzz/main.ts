// npm run fuzz [-- INPUTS] [--seed N] [--only I] [--workers N]
// Mutated inputs for all commands and the hook, until something does not hold. An input is a function of the seed and its
// number: `--seed N --only I` runs one again, smaller and smaller, and shows it.
import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { holds } from './holds.js';
import { callOf, numbers, type Numbers } from './inputs.js';
import { listen, run } from './run.js';

/** A file system in memory, where there is one: nothing is to outlive the run. */
const memory = '/dev/shm';
/** Inputs that a worker takes at once: each batch has a seed of its own. */
const batch = 500;
/** Milliseconds in which something must have come; what never ends is ended. */
const patience = 30_000;
/** Milliseconds to find a smaller input that fails too. */
const shrinking = 60_000;

interface Done {
  readonly batch: number;
  readonly ran: number;
  readonly failure?: Failure;
}
interface Failure {
  readonly input: number;
  readonly what: string;
  readonly smallest: string;
}

/** The same as a worker makes of it. */
function inputOf(seed: number, input: number): Numbers {
  const [given] = fc.sample(numbers, {
    seed: (seed + input - (input % batch)) | 0,
    path: String(input % batch),
    numRuns: 1,
  });
  if (!given) throw new Error('there is no such input');
  return given;
}

/** What a reader sees of an input. */
function shown(given: Numbers): string {
  const { command, documents, switches } = callOf(given);
  const texts = documents.map(
    ({ bytes, kind }) => `--- ${kind}\n${JSON.stringify(bytes.toString('utf8').slice(0, 20_000))}`,
  );
  const { again, form, mutations } = given;
  return `${command}, switches ${switches}, form ${form}, again ${again}, ${JSON.stringify(mutations)}\n${texts.join('\n')}`;
}

/** A worker: takes numbers of batches, or of one input. */
function work(folder: string, seed: number): void {
  const root = join(folder, 'root');
  mkdirSync(root, { recursive: true });
  const progress = openSync(join(folder, 'at'), 'w');
  listen(root);
  const test = async (first: number, path?: string): Promise<Done> => {
    const skipped = Number(path ?? 0);
    let ran = 0;
    let failed = Infinity;
    const property = fc.asyncProperty(numbers, async (given) => {
      if (failed === Infinity) writeSync(progress, String(first + skipped + ran).padEnd(12), 0);
      if (Date.now() > failed + shrinking) return;
      try {
        if (failed === Infinity) ran += 1;
        await holds(given, run);
      } catch (error) {
        failed = Math.min(failed, performance.timeOrigin + performance.now());
        throw error;
      }
    });
    const result = await fc.check(property, {
      seed: (seed + first) | 0,
      numRuns: path === undefined ? batch : 1,
      ...(path !== undefined && { path }),
    });
    const [smallest] = result.counterexample ?? [];
    const failure = smallest && {
      input: first + skipped + ran - 1,
      what:
        result.errorInstance instanceof Error
          ? (result.errorInstance.stack ?? result.errorInstance.message)
          : String(result.errorInstance),
      smallest: shown(smallest),
    };
    return { batch: first / batch, ran, ...(failure && { failure }) };
  };
  process.on('message', ({ number, only }: { number: number; only: boolean }) => {
    const first = only ? number - (number % batch) : number * batch;
    void test(first, only ? String(number % batch) : undefined).then((done) => process.send?.(done));
  });
  process.on('disconnect', () => {
    closeSync(progress);
    process.exit();
  });
  process.send?.('ready');
}

function control(): void {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string' }, only: { type: 'string' }, workers: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const only = values.only === undefined ? undefined : Number(values.only);
  const wanted = only === undefined ? Number(positionals[0] ?? 10_000) : 1;
  const batches = Math.ceil(wanted / batch);
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'alida-argo-fuzz-'));
  const workers = new Set<ChildProcess>();
  const clean = (): void => {
    for (const worker of workers) worker.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', clean);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
  const began = performance.now();
  const failures = new Map<string, Failure & { times: number }>();
  let [next, ran, told] = [0, 0, 0];
  const summary = (): string => {
    const seconds = (performance.now() - began) / 1000;
    return `${ran} inputs, ${failures.size} kinds of failures, ${seconds.toFixed(0)} s, ${Math.round(ran / seconds)} a second`;
  };
  const note = (failure: Failure): void => {
    // Of one kind: what is said without the values, and where.
    const [head = '', frame = ''] = failure.what.split('\n');
    const kind = `${head.slice(0, 60)} ${frame.replace(/\(.*/, '')}`.replace(/\d+/g, '#');
    const before = failures.get(kind);
    failures.set(kind, { ...(before ?? failure), times: (before?.times ?? 0) + 1 });
    if (before) return;
    console.log(
      `\n${failure.what.slice(0, 3000)}\n${failure.smallest}\nagain: npm run fuzz -- --seed ${seed} --only ${failure.input}\n`,
    );
  };
  const begin = (id: number): void => {
    const own = join(folder, String(id));
    const worker = fork(fileURLToPath(import.meta.url), [], {
      env: { ...process.env, FUZZ: JSON.stringify([own, seed]) },
      execArgv: ['--max-old-space-size=1500'],
    });
    workers.add(worker);
    let timer: NodeJS.Timeout | undefined;
    const give = (): void => {
      clearTimeout(timer);
      if (next >= batches) {
        worker.disconnect();
        workers.delete(worker);
        return;
      }
      worker.send(only === undefined ? { number: next, only: false } : { number: only, only: true });
      next += 1;
      look('');
    };
    const look = (before: string): void => {
      const now = readFileSync(join(own, 'at'), 'utf8').trim();
      if (now !== before || before === '') timer = setTimeout(look, patience, now);
      else {
        note({ input: Number(now), what: 'it never ends', smallest: shown(inputOf(seed, Number(now))) });
        worker.kill('SIGKILL');
      }
    };
    worker.on('message', (message: Done | 'ready') => {
      if (message !== 'ready') {
        ran += message.ran;
        if (message.failure) note(message.failure);
        if (Math.floor(ran / 50_000) > told) {
          told = Math.floor(ran / 50_000);
          console.log(summary());
        }
      }
      give();
    });
    worker.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (!workers.delete(worker)) return;
      const at = Number(readFileSync(join(own, 'at'), 'utf8'));
      const what = `the process ended: ${code} ${signal}`;
      if (signal !== 'SIGKILL') note({ input: at, what, smallest: shown(inputOf(seed, at)) });
      begin(id + 100);
    });
  };
  console.log(`seed ${seed}`);
  for (let id = 0; id < Math.min(batches, Number(values.workers ?? availableParallelism())); id += 1) begin(id);
  process.on('beforeExit', () => {
    console.log(summary());
    for (const [kind, { times }] of failures) console.log(`${times} × ${kind}`);
    process.exitCode = failures.size > 0 ? 1 : 0;
  });
}

const { FUZZ: given } = process.env;
if (given === undefined) control();
else {
  const [folder, seed] = JSON.parse(given) as [string, number];
  work(folder, seed);
}
