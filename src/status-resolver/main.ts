#!/usr/bin/env node
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { clusterConfig, connect, namespaceOf } from './api.js';
import { own, type Outcome, type OwnReason } from './outcome.js';
import { resolve } from './resolve.js';
import type { Clock } from './watch.js';

const usage = `usage: alida-status-resolver --workflow-uid=UID --submission=LABEL --since=RFC3339 --submit-status=PHASE
         [--pending-deadline=SECONDS] [--running-deadline=SECONDS] [--api-timeout=SECONDS]
         [--namespace=NAME] [--outputs=DIR] [--termination-log=FILE]

Waits for the Spark driver of a submission and ends with its exit code. See docs/status-resolver.md.`;

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

/** Tells the outcome in every way that someone may look for it, and ends the process with its code. */
const finish = (outcome: Outcome, outputs: string, log: string): never => {
  const files = {
    [join(outputs, 'exit-code')]: String(outcome.exitCode),
    [join(outputs, 'phase')]: outcome.phase,
    [join(outputs, 'reason')]: outcome.reason,
    [join(outputs, 'message')]: outcome.message,
    [join(outputs, 'started-at')]: outcome.startedAt,
    [join(outputs, 'finished-at')]: outcome.finishedAt,
    [log]: outcome.message,
  };
  for (const [file, content] of Object.entries(files)) {
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    } catch (error) {
      console.error(String(error)); // the exit code still tells
    }
  }
  console.log(`${outcome.reason}: ${outcome.message}`);
  process.exit(outcome.exitCode);
};

/** The options and what they mean. @throws {Error} that says what is wrong with them */
const read = (values: Values) => {
  const text = (name: 'workflow-uid' | 'submission' | 'since' | 'submit-status'): string => {
    const value = values[name];
    if (!value) throw new Error(`--${name} is missing`);
    return value;
  };
  const seconds = (name: 'pending-deadline' | 'running-deadline' | 'api-timeout'): number | undefined => {
    const value = values[name];
    if (!value) return undefined;
    if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name}=${value} is not a number of seconds`);
    return Number(value);
  };
  const since = Date.parse(text('since'));
  if (Number.isNaN(since)) throw new Error(`--since=${text('since')} is not a time in RFC 3339`);
  const pendingDeadline = seconds('pending-deadline');
  const runningDeadline = seconds('running-deadline');
  return {
    workflowUid: text('workflow-uid'),
    submission: text('submission'),
    since,
    submitStatus: text('submit-status'),
    ...(pendingDeadline !== undefined && { pendingDeadline }),
    ...(runningDeadline !== undefined && { runningDeadline }),
    apiTimeout: seconds('api-timeout') ?? 600,
  };
};

const main = async (): Promise<void> => {
  // Even a wrong command line is told where someone looks.
  const { outputs, 'termination-log': log } = parseArgs({ options, strict: false }).values;
  const end = (outcome: Outcome): never => finish(outcome, String(outputs), String(log));
  const fail = (reason: OwnReason, error: unknown): never =>
    end(own(reason, error instanceof Error ? error.message : String(error)));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () =>
      fail('Stopped', `stopped by ${signal} before the driver ended; the driver was left alone`),
    );
  }

  let values: Values;
  let submission: ReturnType<typeof read>;
  try {
    ({ values } = parseArgs({ options }));
    if (values.help) {
      console.log(usage);
      return;
    }
    submission = read(values);
  } catch (error) {
    console.error(usage);
    return fail('InvalidArguments', error);
  }
  try {
    const config = clusterConfig();
    const namespace = values.namespace ?? namespaceOf(config);
    end(await resolve({ ...submission, namespace }, connect(config), clock, console.log));
  } catch (error) {
    fail('InternalError', error);
  }
};

await main();
