import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { filesOf, prepareOptions, readAttempt } from '../../src/status-resolver/prepare.js';
import { readValues, sparkSubmitCall, type Attempt } from '../../src/submission.js';

export interface Started {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

export interface Pod {
  readonly name: string;
  /** The service account's, which is the pod's. */
  readonly namespace: string;
  readonly template: string;
  readonly init: readonly Started[];
  readonly problems: readonly string[];
}

const scratch = mkdtempSync(join(tmpdir(), 'alida-argo-conformance-'));
process.on('exit', () => {
  rmSync(scratch, { recursive: true, force: true });
});

// Records how it is called.
mkdirSync(join(scratch, 'bin'));
writeFileSync(join(scratch, 'bin/spark-submit'), `#!/bin/bash\nprintf '%s\\0' "$@" > "$RECORD"\n`);
chmodSync(join(scratch, 'bin/spark-submit'), 0o755);

/** What spark-submit is called with, and the files that it is to read. */
export interface Call {
  readonly attempt: Attempt;
  readonly argv: string[];
  readonly files: Record<string, string>;
}

/** Plays the pod's first two containers: our own code prepares what a real bash calls spark-submit with. */
export function runClient({ init, name, namespace }: Pod, locale: string): Call {
  const [preparing, submitting] = init.map(({ argv }) => argv);
  if (!preparing || !submitting) throw new Error(`${init.length} init containers`);
  const { positionals, values } = parseArgs({
    args: preparing.slice(2),
    options: prepareOptions,
    allowPositionals: true,
  });
  const given = readAttempt(values, name);
  const driver = `spark-${given.workflowUid}-${name.split('-').at(-1) ?? ''}`;
  const attempt = { ...given, namespace, driver };
  const [length = '', ...pieces] = positionals;
  const files = filesOf(driver, sparkSubmitCall(readValues(length, pieces), attempt));
  const run = mkdtempSync(join(scratch, 'run-'));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(run, file), content);
  const record = join(run, 'record');
  const [program = '', ...args] = submitting;
  const { error, status, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'], // on a socket, bash reads the user's .bashrc
    env: { PATH: process.env.PATH, LANG: locale, SPARK_HOME: scratch, RECORD: record, RUN_FOLDER: run },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`client ${status}: ${stderr.trim()}`);
  const argv = readFileSync(record, 'utf8').split('\0').slice(0, -1);
  rmSync(run, { recursive: true });
  const paths = argv.flatMap((a) => /podTemplateFile=(.*)/.exec(a)?.[1] ?? []);
  return {
    attempt,
    argv,
    files: Object.fromEntries(paths.map((path) => [path, files[path.replace(/.*\//, '')] ?? ''])),
  };
}
