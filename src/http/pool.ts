import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Report } from '../diagnostics/index.js';
import type { Answer } from './answers.js';
import type { HookRequest } from './app.js';
import { refusal } from './work.js';

/** What a worker is started with. */
export interface WorkerData {
  /** The profile as it was read; absent: the built-in one. */
  readonly profile?: { readonly file: string; readonly text: string };
}

export type Outcome = { readonly answer: Answer } | { readonly error: Error };

interface PoolOptions {
  /** The worker's program. */
  readonly program: string;
  readonly data: WorkerData;
  /** Seconds that one request may take. */
  readonly deadline: number;
}

interface Job {
  readonly request: HookRequest;
  readonly done: (outcome: Outcome) => void;
}

/** MiB of objects for one request. */
const memory = 512;

const tooMuch = (what: string): Outcome => {
  const report = new Report();
  const start = { line: 1, column: 1, offset: 0 };
  report.add('too-much-work', { file: 'request', pointer: '', start, end: start, lineText: '' }, { what });
  return { answer: refusal(422, undefined, report) };
};

/**
 * Threads that answer requests, so that the one that listens is always free. A request that takes too long, or too much
 * memory, costs its thread and nothing else.
 */
export class Pool {
  readonly #idle: Worker[] = [];
  readonly #waiting: Job[] = [];
  readonly #working = new Map<Worker, Job | undefined>();
  #closed = false;

  constructor(private readonly options: PoolOptions) {
    for (let n = 0; n < availableParallelism(); n += 1) this.#start();
  }

  run(request: HookRequest): Promise<Outcome> {
    return new Promise((done) => {
      this.#waiting.push({ request, done });
      if (this.#working.size === 0) this.#giveUp();
      else this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#working.keys()].map((worker) => worker.terminate()));
  }

  #start(): void {
    const { data, program } = this.options;
    const worker = new Worker(program, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: memory } });
    this.#working.set(worker, undefined);
    let [isReady, failure] = [false, undefined as NodeJS.ErrnoException | undefined];
    worker.on('message', (message: Outcome | 'ready') => {
      if (message === 'ready') isReady = true;
      else this.#end(worker, message);
      this.#idle.push(worker);
      this.#next();
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      failure = error;
    });
    worker.on('exit', () => {
      const isMemory = failure?.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#end(
        worker,
        isMemory ? tooMuch(`more than ${memory} MiB of memory`) : { error: failure ?? new Error('a worker ended') },
      );
      this.#working.delete(worker);
      // One that cannot even start would be started for ever.
      if (isReady && !this.#closed) this.#start();
      else if (this.#working.size === 0) this.#giveUp();
    });
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    const worker = this.#idle.pop();
    const job = worker && this.#waiting.shift();
    if (!job) return;
    const timer = setTimeout(() => {
      this.#end(worker, tooMuch(`more than ${this.options.deadline} s`));
      void worker.terminate();
    }, this.options.deadline * 1000);
    const done = (outcome: Outcome): void => {
      clearTimeout(timer);
      job.done(outcome);
    };
    this.#working.set(worker, { ...job, done });
    worker.postMessage(job.request);
  }

  #giveUp(): void {
    for (const { done } of this.#waiting.splice(0)) done({ error: new Error('no worker is left') });
  }

  #end(worker: Worker, outcome: Outcome): void {
    this.#working.get(worker)?.done(outcome);
    this.#working.set(worker, undefined);
  }
}
