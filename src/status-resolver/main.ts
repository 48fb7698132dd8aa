#!/usr/bin/env node
import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { file, folder, outputs, type OwnReason } from '../contract.js';
import { clusterConfig, connect, namespaceOf } from './api.js';
import { cleanup } from './cleanup.js';
import { follow, type Left } from './follow.js';
import { own, type Outcome } from './outcome.js';
import { prepare, prepareOptions, readAttempt } from './prepare.js';
import { resolve } from './resolve.js';
import { type Clock, type Send, textOf } from './watch.js';

const usage = `usage: alida-status-resolver --workflow-uid=UID --submission=LABEL --since=RFC3339 --submit-status=PHASE
         [--pending-deadline=SECONDS] [--image-deadline=SECONDS] [--running-deadline=SECONDS] [--outputs=DIR]
           waits for the Spark driver of a submission and ends with its exit code
       alida-status-resolver prepare --workflow-uid=UID --workflow-name=NAME --submission=LABEL --submitted-at=SECONDS
         --service=LABEL --master=URL --service-account=NAME [--running-deadline=SECONDS] [--folder=DIR]
         -- LENGTH PIECE…
           leaves what spark-submit is to be called with, unless there is a driver already
       alida-status-resolver follow --workflow-uid=UID --submission=LABEL
         [--pending-deadline=SECONDS] [--image-deadline=SECONDS] [--executors-deadline=SECONDS]
         [--running-deadline=SECONDS] [--folder=DIR]
           gives out the log of the driver that this pod's init containers submitted, and ends when it ends
       alida-status-resolver cleanup --workflow-uid=UID
           deletes the workflow's drivers that have not ended
all:   [--namespace=NAME] [--api-timeout=SECONDS] [--termination-log=FILE]
See docs/status-resolver.md.`;

const options = {
  ...prepareOptions,
  'workflow-uid': { type: 'string' },
  submission: { type: 'string' },
  since: { type: 'string' },
  'submit-status': { type: 'string' },
  'pending-deadline': { type: 'string' },
  'image-deadline': { type: 'string' },
  'executors-deadline': { type: 'string' },
  'api-timeout': { type: 'string', default: '600' },
  namespace: { type: 'string' },
  folder: { type: 'string', default: folder },
  outputs: { type: 'string', default: outputs.folder },
  'termination-log': { type: 'string', default: '/dev/termination-log' },
  help: { type: 'boolean', default: false },
} as const;

const clock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, { ...(signal && { signal }) }).catch(() => undefined);
  },
};

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** How a command ended. */
interface Ended {
  readonly exitCode: number;
  /** What Kubernetes and Argo show. */
  readonly message: string;
  /** The last line. */
  readonly line: string;
  readonly outcome?: Outcome;
}

const told = (outcome: Outcome): Ended => ({
  exitCode: outcome.exitCode,
  message: outcome.message,
  line: `${outcome.reason}: ${outcome.message}`,
  outcome,
});

interface Place {
  readonly namespace: string;
  readonly workflowUid: string;
  readonly apiTimeout: number;
}

interface Command {
  /** @throws {Error} that says what is wrong with the options */
  readonly read: (values: Values, rest: readonly string[]) => (place: Place, send: Send) => Promise<Ended>;
  /** It ends by itself when it is asked to end. */
  readonly ends?: boolean;
}

const write = (path: string, content: string): void => {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (error) {
    console.error(String(error)); // the exit code still tells
  }
};

/** The output parameters, a file each. */
const writeOutputs = (dir: string, outcome: Outcome): void => {
  const { exitCode, phase, reason, message, startedAt, finishedAt, history } = outcome;
  const values = [String(exitCode), phase, reason, message, startedAt, finishedAt];
  outputs.names.forEach((name, index) => {
    write(join(dir, name), values[index] ?? '');
  });
  if (history !== undefined) write(join(dir, outputs.history), history);
};

const required = (values: Values, name: 'workflow-uid' | 'submission' | 'since' | 'submit-status'): string => {
  const value = values[name];
  if (!value) throw new Error(`--${name} is missing`);
  return value;
};

type Seconds = 'pending-deadline' | 'image-deadline' | 'executors-deadline' | 'running-deadline' | 'api-timeout';

const seconds = (values: Values, name: Seconds): number | undefined => {
  const value = values[name];
  if (!value) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name}=${value} is not a number of seconds`);
  return Number(value);
};

const deadlines = (values: Values) => ({
  pendingDeadline: seconds(values, 'pending-deadline'),
  imageDeadline: seconds(values, 'image-deadline'),
  executorsDeadline: seconds(values, 'executors-deadline'),
  runningDeadline: seconds(values, 'running-deadline'),
});

const onSignal = (then: (signal: string) => void): void => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, then);
};

// V8 lets tens of megabytes of the network's buffers pile up before it looks for them; a log is nothing but that.
let collect: ((how: { type: 'minor' }) => void) | undefined;
const collectAfter = 1 << 20;
let printed = 0;

/** Whoever reads may be slow, or gone. */
const print = (bytes: Uint8Array | string): Promise<void> => {
  printed += bytes.length;
  if (printed >= collectAfter) {
    printed = 0;
    if (!collect) {
      setFlagsFromString('--expose-gc');
      collect = runInNewContext('gc') as typeof collect;
    }
    collect?.({ type: 'minor' });
  }
  return new Promise((done) => {
    process.stdout.write(bytes, () => {
      done();
    });
  });
};

const commands: Readonly<Record<string, Command>> = {
  resolve: {
    read: (values) => {
      const since = Date.parse(required(values, 'since'));
      if (Number.isNaN(since)) throw new Error(`--since=${values.since ?? ''} is not a time in RFC 3339`);
      const submission = {
        submission: required(values, 'submission'),
        since,
        submitStatus: required(values, 'submit-status'),
        ...deadlines(values),
      };
      return async (place, send) => told(await resolve({ ...place, ...submission }, send, clock, console.log));
    },
  },
  cleanup: {
    read: () => async (place, send) => {
      const { exitCode, message, line } = told(await cleanup(place, send, clock, console.log));
      return { exitCode, message, line };
    },
  },
  prepare: {
    read: (values, rest) => {
      const attempt = readAttempt(values, process.env.POD_NAME ?? '');
      return async (place, send) => {
        const files = await prepare(attempt, rest, place, send, clock, console.log);
        for (const [name, content] of Object.entries(files)) write(join(values.folder, name), content);
        const line = files[file.refused] ?? `driver ${files[file.driver] ?? ''}`;
        return { exitCode: 0, message: '', line };
      };
    },
  },
  follow: {
    ends: true,
    read: (values) => {
      const attempt = {
        submission: required(values, 'submission'),
        podName: process.env.POD_NAME ?? '',
        ...deadlines(values),
      };
      const stopped = new Promise<string>((fulfil) => {
        onSignal((signal) => {
          fulfil(`stopped by ${signal}`);
        });
      });
      const marked = (): boolean => existsSync(join(values.folder, file.evicted));
      return async (place, send) => {
        const around = { send, clock, write: print, tell: console.error, stopped, marked };
        const { exitCode, line } = await follow({ ...place, ...attempt }, await readLeft(values.folder), around);
        return { exitCode, message: line, line };
      };
    },
  },
};

const logEnd = 256 << 10;

/** What the attempt's init containers left; what spark-submit printed is printed again if it failed. */
const readLeft = async (dir: string): Promise<Left> => {
  const read = (name: string): string | undefined => {
    const path = join(dir, name);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  };
  const left = { driver: read(file.driver), refused: read(file.refused), exitCode: read(file.exitCode) };
  let log = Buffer.of();
  const path = join(dir, file.log);
  if (left.exitCode !== undefined && left.exitCode !== '0' && existsSync(path)) {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
      await print(piece);
      log = Buffer.concat([log, piece]).subarray(-logEnd);
    }
  }
  return { ...left, log: log.toString() };
};

const main = async (): Promise<void> => {
  // Even a wrong command line is told where someone looks.
  const lenient = parseArgs({ options, strict: false, allowPositionals: true });
  const name = lenient.positionals[0] ?? 'resolve';
  const end = async ({ exitCode, line, message, outcome }: Ended): Promise<never> => {
    if (outcome && name === 'resolve') writeOutputs(String(lenient.values.outputs), outcome);
    write(String(lenient.values['termination-log']), message);
    await print(`${line}\n`);
    process.exit(exitCode);
  };
  const fail = (reason: OwnReason, error: unknown): Promise<never> => end(told(own(reason, textOf(error))));
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command?.ends) {
    onSignal((signal) => void fail('Stopped', `stopped by ${signal} before the outcome was known`));
  }
  // A reader of the log that is gone is no reason to leave the driver.
  process.stdout.on('error', () => undefined);

  let run: ReturnType<Command['read']>;
  let values: Values;
  let common: Omit<Place, 'namespace'>;
  try {
    const parsed = parseArgs({ options, allowPositionals: true });
    values = parsed.values;
    if (values.help) {
      console.log(usage);
      return;
    }
    const rest = parsed.positionals.slice(1);
    if (!command || (rest.length > 0 && name !== 'prepare'))
      throw new Error(`there is no command ${parsed.positionals.join(' ')}`);
    common = { workflowUid: required(values, 'workflow-uid'), apiTimeout: seconds(values, 'api-timeout') ?? 600 };
    run = command.read(values, rest);
  } catch (error) {
    console.error(usage);
    return fail('InvalidArguments', error);
  }
  try {
    const config = clusterConfig();
    await end(await run({ ...common, namespace: values.namespace ?? namespaceOf(config) }, connect(config)));
  } catch (error) {
    await fail('InternalError', error);
  }
};

await main();
