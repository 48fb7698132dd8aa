#!/usr/bin/env node
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { clusterConfig, connect, namespaceOf } from './api.js';
import { cleanup } from './cleanup.js';
import { own, type Outcome, type OwnReason } from './outcome.js';
import { resolve } from './resolve.js';
import type { Clock, Send } from './watch.js';

const usage = `usage: alida-status-resolver --workflow-uid=UID --submission=LABEL --since=RFC3339 --submit-status=PHASE
         [--pending-deadline=SECONDS] [--running-deadline=SECONDS] [--outputs=DIR]
           waits for the Spark driver of a submission and ends with its exit code
       alida-status-resolver cleanup --workflow-uid=UID
           deletes the workflow's drivers that have not ended
both:  [--namespace=NAME] [--api-timeout=SECONDS] [--termination-log=FILE]
See docs/status-resolver.md.`;

const options = {
  'workflow-uid': { type: 'string' },
  submission: { type: 'string' },
  since: { type: 'string' },
  'submit-status': { type: 'string' },
  'pending-deadline': { type: 'string' },
  'running-deadline': { type: 'string' },
  'api-timeout': { type: 'string', default: '600' },
  namespace: { type: 'string' },
  outputs: { type: 'string', default: '/tmp/alida' },
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

const write = (file: string, content: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  } catch (error) {
    console.error(String(error)); // the exit code still tells
  }
};

/** The output parameters, a file each. */
const writeOutputs = (dir: string, outcome: Outcome): void => {
  write(join(dir, 'exit-code'), String(outcome.exitCode));
  write(join(dir, 'phase'), outcome.phase);
  write(join(dir, 'reason'), outcome.reason);
  write(join(dir, 'message'), outcome.message);
  write(join(dir, 'started-at'), outcome.startedAt);
  write(join(dir, 'finished-at'), outcome.finishedAt);
};

const required = (values: Values, name: 'workflow-uid' | 'submission' | 'since' | 'submit-status'): string => {
  const value = values[name];
  if (!value) throw new Error(`--${name} is missing`);
  return value;
};

const seconds = (values: Values, name: 'pending-deadline' | 'running-deadline' | 'api-timeout'): number | undefined => {
  const value = values[name];
  if (!value) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name}=${value} is not a number of seconds`);
  return Number(value);
};

/** What both commands need. @throws {Error} that says what is wrong with the options */
const readCommon = (values: Values) => ({
  workflowUid: required(values, 'workflow-uid'),
  apiTimeout: seconds(values, 'api-timeout') ?? 600,
});

/** @throws {Error} that says what is wrong with the options */
const readSubmission = (values: Values) => {
  const since = Date.parse(required(values, 'since'));
  if (Number.isNaN(since)) throw new Error(`--since=${values.since ?? ''} is not a time in RFC 3339`);
  const pendingDeadline = seconds(values, 'pending-deadline');
  const runningDeadline = seconds(values, 'running-deadline');
  return {
    submission: required(values, 'submission'),
    since,
    submitStatus: required(values, 'submit-status'),
    ...(pendingDeadline !== undefined && { pendingDeadline }),
    ...(runningDeadline !== undefined && { runningDeadline }),
  };
};

const main = async (): Promise<void> => {
  // Even a wrong command line is told where someone looks.
  const lenient = parseArgs({ options, strict: false, allowPositionals: true });
  const end = (outcome: Outcome): never => {
    if (lenient.positionals[0] !== 'cleanup') writeOutputs(String(lenient.values.outputs), outcome);
    write(String(lenient.values['termination-log']), outcome.message);
    console.log(`${outcome.reason}: ${outcome.message}`);
    process.exit(outcome.exitCode);
  };
  const fail = (reason: OwnReason, error: unknown): never =>
    end(own(reason, error instanceof Error ? error.message : String(error)));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => fail('Stopped', `stopped by ${signal} before the outcome was known`));
  }

  let run: (common: { namespace: string }, send: Send) => Promise<Outcome>;
  let namespace: string | undefined;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) {
      console.log(usage);
      return;
    }
    const common = readCommon(values);
    namespace = values.namespace;
    if (positionals.length === 0) {
      const submission = readSubmission(values);
      run = (more, send) => resolve({ ...common, ...submission, ...more }, send, clock, console.log);
    } else if (positionals.length === 1 && positionals[0] === 'cleanup') {
      run = (more, send) => cleanup({ ...common, ...more }, send, clock, console.log);
    } else {
      throw new Error(`there is no command ${positionals.join(' ')}`);
    }
  } catch (error) {
    console.error(usage);
    return fail('InvalidArguments', error);
  }
  try {
    const config = clusterConfig();
    end(await run({ namespace: namespace ?? namespaceOf(config) }, connect(config)));
  } catch (error) {
    fail('InternalError', error);
  }
};

await main();
