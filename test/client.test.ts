import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { render, templates } from '../src/render/index.js';

// The client's script in a real bash; a program in the place of spark-submit says what Spark 4.0.1 was seen to say.
const folder = mkdtempSync(join(tmpdir(), 'alida-argo-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const script = render(templates.sparkClient, {});
const encode = (text: string | Buffer): string => Buffer.from(text).toString('base64');

const status = (phase: string, ...containers: string[]): string =>
  `Application status (driver): \n\t pod name: x\n\t phase: ${phase}\n\t container status: ${containers.length === 0 ? 'N/A' : ''}\n${containers.join('\n\n')}\n`;
const container = (name: string, state: string, code?: number): string =>
  `\t\t container name: ${name}\n\t\t container state: ${state}\n${code === undefined ? '' : `\t\t exit code: ${code}\n`}`;
const driver = 'spark-kubernetes-driver';
const notFound = 'Application not found.\n';

const longArgument = join(folder, 'argo_arg_5.txt');
writeFileSync(longArgument, `--k=${encode('x'.repeat(140_000))}`);

interface Scenario {
  /** What spark-submit says, how it ends, and whether it goes on until it is told to stop. */
  readonly log?: string;
  readonly code?: number;
  readonly hangs?: boolean;
  /** What `spark-submit --status` says. */
  readonly status?: string;
  readonly statusCode?: number;
  /** What it says of a driver that has the name already. */
  readonly taken?: string;
  readonly env?: Record<string, string>;
  readonly args?: readonly string[];
  /** Seconds until TERM. */
  readonly term?: number;
  readonly without?: 'spark-submit';
}

interface Outcome {
  readonly code: number | null;
  readonly said: string;
  readonly killed: boolean;
  readonly argv: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

let scenarios = 0;

function runClient(scenario: Scenario): Promise<Outcome> {
  const home = join(folder, String(scenarios++));
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'log'), scenario.log ?? '');
  writeFileSync(join(home, 'taken'), scenario.taken ?? '');
  writeFileSync(join(home, 'status'), scenario.status ?? status('Succeeded', container(driver, 'terminated', 0)));
  const submit = `#!/bin/bash
    case " $* " in
      *' --status alida:spark-uid-42 '*) [ ! -s '${home}/taken' ] || { cat '${home}/taken' >&2; exit; } ;;&
      *' --status '*) cat '${home}/status' >&2; exit ${scenario.statusCode ?? 0} ;;
      *' --kill '*) touch '${home}/killed'; exit ;;
    esac
    for a in "$@"; do [[ "$a" != *podTemplateFile=* ]] || cp "\${a#*=}" '${home}/'; done
    printf '%s\\0' "$@" >'${home}/argv'
    if [ -s '${home}/taken' ] && [[ " $* " == *pod.name=spark-uid-42' '* ]]; then
      echo 'Message: pods "spark-uid-42" already exists. Received status: 409' >&2
      exit 1
    fi
    cat '${home}/log' >&2
    ${scenario.hangs ? 'exec sleep 600' : ''}
    exit ${scenario.code ?? 0}\n`;
  if (scenario.without !== 'spark-submit') writeFileSync(join(home, 'bin/spark-submit'), submit, { mode: 0o755 });
  const env = {
    PATH: process.env.PATH,
    SPARK_HOME: home,
    POD_TEMPLATE: encode('apiVersion: v1\nkind: Pod\nspec:\n  restartPolicy: Never\n'),
    SPARK_SUBMIT_ARGS: encode('--master=k8s://https://x\n--conf=spark.a=$b\nlocal:///main.py\n--fixed=$$\n'),
    APPLICATION_ARGS: encode('--more=1\n'),
    WORKFLOW_NAME: 'wf',
    WORKFLOW_UID: 'uid',
    SUBMISSION: 'main',
    SUBMITTED_AT: '1',
    POD_NAMESPACE: 'alida',
    POD_NAME: 'wf-spark-client-42',
    PENDING_DEADLINE: '600',
    ...scenario.env,
  };
  // A minute is a second here.
  const hurried = script
    .replace('-lt 30 ]', '-lt 1 ]')
    .replace('-lt 60 ]', '-lt 1 ]')
    .replace('-t 5 ', '-t 1 ')
    .replace('sleep 5', 'sleep 0');
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', hurried, 'spark-client', ...(scenario.args ?? [])], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    if (scenario.term !== undefined) setTimeout(() => child.kill('SIGTERM'), scenario.term * 1000);
    child.on('close', (code) => {
      const read = (name: string): string => {
        try {
          return readFileSync(join(home, name), 'utf8');
        } catch {
          return '-';
        }
      };
      resolve({
        code,
        said,
        killed: read('killed') !== '-',
        argv: read('argv').split('\0').slice(0, -1),
        files: { 'driver.yaml': read('driver.yaml'), 'executor.yaml': read('executor.yaml') },
      });
    });
  });
}

const running = '\t phase: Running\n';
const terminated = `${running}\t container name: ${driver}\n\t container state: terminated\n\t exit code: 3\n`;

const outcomes: Record<string, Scenario & { expected: number; sentence: string; killed?: boolean }> = {
  'a driver that succeeded': { expected: 0, sentence: 'succeeded' },
  'a driver that failed': {
    status: status('Failed', container(driver, 'terminated', 3)),
    expected: 1,
    sentence: 'failed with exit code 3',
  },
  'a program that ended with 75': {
    status: status('Failed', container(driver, 'terminated', 75)),
    expected: 1,
    sentence: 'failed with exit code 75',
  },
  'an evicted driver': { status: status('Failed'), expected: 75, sentence: 'was evicted or its node was lost' },
  'a driver ended from outside': {
    status: status('Failed', container(driver, 'terminated', 143)),
    expected: 75,
    sentence: 'was ended from outside',
  },
  'a driver killed from outside': {
    status: status('Failed', container(driver, 'terminated', 137)),
    expected: 75,
    sentence: 'was ended from outside',
  },
  'a driver out of memory': {
    status: status('Failed', `${container(driver, 'terminated', 137)}\t\t termination reason: OOMKilled\n`),
    expected: 1,
    sentence: 'failed with exit code 137',
  },
  'a driver ended by its own deadline': {
    status: status('Failed', container(driver, 'terminated', 143)),
    env: { RUNNING_DEADLINE: '0' },
    expected: 1,
    sentence: 'failed with exit code 143',
  },
  'a driver whose sidecar failed too': {
    status: status('Failed', container('istio-proxy', 'terminated', 9), container(driver, 'terminated', 4)),
    expected: 1,
    sentence: 'failed with exit code 4',
  },
  'a driver that succeeded beside a sidecar that lives on': {
    log: terminated,
    hangs: true,
    status: status('Running', container('istio-proxy', 'running'), container(driver, 'terminated', 0)),
    expected: 0,
    sentence: 'succeeded',
  },
  'a sidecar that ended, beside a driver that runs on': {
    log: `${running}\t container name: istio-proxy\n\t container state: terminated\n`,
    status: status('Running', container('istio-proxy', 'terminated', 9), container(driver, 'running')),
    expected: 76,
    sentence: 'lives on without its client',
  },
  'a watch that never comes back': {
    log: `${running}Application status for x (phase: unknown)\n`,
    hangs: true,
    status: notFound,
    expected: 75,
    sentence: 'DriverDeleted: ',
  },
  'a driver that never starts': {
    log: '\t phase: Pending\n',
    hangs: true,
    env: { PENDING_DEADLINE: '1' },
    status: status('Pending'),
    expected: 76,
    sentence: 'lives on without its client',
  },
  'an image that cannot be pulled': {
    log: '\t phase: Pending\n',
    hangs: true,
    env: { PENDING_DEADLINE: '1' },
    status: status('Pending', `${container(driver, 'waiting')}\t\t pending reason: ImagePullBackOff\n`),
    killed: true,
    expected: 75,
    sentence: 'ImagePullError: the image of driver spark-uid-42 cannot be pulled: ImagePullBackOff for 1 s',
  },
  'a submission that hangs': {
    hangs: true,
    env: { PENDING_DEADLINE: '1' },
    status: notFound,
    expected: 75,
    sentence: 'created no driver within 1 s',
  },
  'a driver that is there already, of a client that was lost': {
    taken: status('Running', container(driver, 'running')),
    expected: 76,
    sentence: 'driver spark-uid-42 lives on without its client',
  },
  'a driver that is there already, and ended before a retry': {
    taken: status('Failed', container(driver, 'terminated', 3)),
    expected: 0,
    sentence: 'driver spark-uid-42-2 succeeded',
  },
  'a submission that was refused': {
    code: 1,
    status: notFound,
    expected: 75,
    sentence: 'created no driver: it ended with 1',
  },
  'a driver that was deleted': { log: running, status: notFound, expected: 75, sentence: 'DriverDeleted: driver' },
  'a driver that was deleted and had time to end': {
    log: terminated.replace('code: 3', 'code: 143'),
    status: notFound,
    expected: 75,
    sentence: 'DriverDeleted: driver',
  },
  'a driver that was deleted after it had failed': {
    log: terminated,
    status: notFound,
    expected: 1,
    sentence: 'failed with exit code 3, and was deleted',
  },
  'a driver that was deleted after it had succeeded': {
    log: terminated.replace('code: 3', 'code: 0'),
    status: notFound,
    expected: 0,
    sentence: 'succeeded, and was deleted',
  },
  'a driver that is not there, and a log that is hidden': { status: notFound, expected: 76, sentence: 'hides its log' },
  'a state that nobody tells': { status: 'Exception', statusCode: 1, expected: 76, sentence: 'is unknown' },
  'a stop': {
    log: running,
    hangs: true,
    term: 1,
    expected: 143,
    sentence: 'stopped; driver spark-uid-42 deleted',
  },
  'an image without Spark': { without: 'spark-submit', expected: 1, sentence: 'must hold Spark' },
  'a tag that Argo left': { args: ['--k={{=x}}'], expected: 1, sentence: '--k did not arrive whole' },
  'a NUL': { args: [`--k=${encode('a\0b')}`], expected: 1, sentence: '--k holds a NUL' },
  'a carriage return': { args: [`?--k=${encode('a\r')}`], expected: 1, sentence: '--k holds a control character' },
  'a value beyond 128 KiB': { args: [`--k=${encode('$'.repeat(66_000))}`], expected: 1, sentence: '--k is longer' },
  'an argument that Argo put into a file': { args: [`@${longArgument}`], expected: 1, sentence: '--k is longer' },
  'such a file that is not there': {
    args: [`@${folder}/none`],
    expected: 1,
    sentence: 'file that Argo put it into cannot be read',
  },
  'a pod template with metadata': {
    env: { POD_TEMPLATE: encode('metadata: {}\nspec:\n  a: 1\n') },
    expected: 1,
    sentence: 'pod-template must be YAML',
  },
  'a pod template without a spec': { env: { POD_TEMPLATE: '' }, expected: 1, sentence: 'pod-template must be YAML' },
  'arguments without a program': {
    env: { SPARK_SUBMIT_ARGS: encode('--master=x\n') },
    expected: 1,
    sentence: 'names no program',
  },
};

describe('the client ends', () => {
  it.concurrent.each(Object.entries(outcomes))(
    'after %s',
    async (_, { expected, sentence, killed: deleted = expected === 143, ...scenario }) => {
      const { code, killed, said } = await runClient(scenario);
      expect(said).toContain(sentence);
      expect(code).toBe(expected);
      expect(killed).toBe(deleted);
    },
  );
});

describe('the client calls spark-submit', () => {
  it('with a pod template of its own for the driver', async () => {
    const { files } = await runClient({ env: { RUNNING_DEADLINE: '7200' } });
    const spec = { restartPolicy: 'Never' };
    expect(parse(files['executor.yaml'] ?? '')).toEqual({ apiVersion: 'v1', kind: 'Pod', spec });
    expect(parse(files['driver.yaml'] ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name: 'wf', uid: 'uid' }],
      },
      spec: { activeDeadlineSeconds: 7200, ...spec },
    });
  });

  it('with the baked options, the run-time settings, the program and its arguments', async () => {
    const long = 'x'.repeat(100_000); // beyond 128 KiB as base64
    const offloaded = join(folder, 'argo_arg_6.txt');
    writeFileSync(offloaded, `--long=${encode(long)}`);
    const args = [
      `spark.kubernetes.driverEnv.X=${encode('$$')}`,
      `?spark.kubernetes.driverEnv.EXECUTION_ID=${encode('e-1')}`,
      `?spark.empty=`,
      `--k=${encode('$(X) ü\n')}`,
      `--empty=`,
      `?--left-out=`,
      `?--ends=${encode('=')}`,
      `@${offloaded}`,
    ];
    const { argv } = await runClient({ args });
    const settings = argv.filter((_, index) => argv[index - 1] === '--conf');
    expect(settings).toContain('spark.a=$b');
    expect(settings).toContain('spark.kubernetes.driverEnv.X=$$$$');
    expect(settings).toContain('spark.kubernetes.driver.label.alida.io/execution-id=e-1');
    expect(settings).toContain('spark.kubernetes.driver.pod.name=spark-uid-42');
    expect(settings.filter((setting) => setting.startsWith('spark.empty'))).toEqual([]);
    expect(argv.slice(argv.indexOf('local:///main.py'))).toEqual([
      'local:///main.py',
      '--fixed=$$$$',
      '--k=$$(X) ü\n',
      '--empty=',
      '--ends==',
      `--long=${long}`,
      '--more=1',
    ]);
  });
});
