import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../adapters/files.js';
import { Report } from '../../diagnostics/index.js';
import { loopback } from '../../http/app.js';
import { readPage } from '../../http/page.js';
import { NoAnswer, type Runs } from '../../http/runs.js';
import { start, type RunningHook } from '../../http/server.js';
import { fileToken, fixedToken, type Token } from '../../http/token.js';
import { exit, say, tell } from '../io.js';
import { loadProfiles } from '../load.js';

export interface ServeOptions {
  readonly listen: string;
  readonly tokenFile?: string;
  readonly profile?: string;
  /** MiB. */
  readonly maxBody: number;
  readonly maxRequests: number;
  /** Seconds. */
  readonly timeout: number;
  /** Seconds. */
  readonly deadline: number;
  readonly runs?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** `serve`: answers exports over HTTP until it is told to stop. */
export async function serve(options: ServeOptions): Promise<number> {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(options.listen) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65535) return wrongUsage('--listen takes HOST:PORT, such as 0.0.0.0:8080');
  const token = tokenOf(options);
  if (typeof token === 'string') return wrongUsage(token);
  if (!token && !loopback.test(host)) {
    return wrongUsage(
      `without a token only this machine may ask: set ALIDA_ARGO_TOKEN or --token-file to listen on ${host}`,
    );
  }
  const report = new Report();
  const [profile] = loadProfiles(options.profile === undefined ? [] : [options.profile], report);
  tell(report.diagnostics);
  if (!profile || report.errors > 0) return exit.wrongInput;
  let runs: Runs | undefined;
  if (options.runs) {
    const { Cluster, runsOf } = await import('../../cluster/runs.js');
    const cluster = Cluster.open(options, report);
    tell(report.diagnostics);
    if (!cluster) return exit.wrongInput;
    const namespace = profile.settings.get('spark.kubernetes.namespace')?.value ?? 'default';
    runs = runsOf(cluster, namespace, (why) => new NoAnswer(why));
    say(`runs of namespace ${namespace} of ${cluster.name} are shown`);
  }
  let running: RunningHook;
  try {
    running = await start({
      host,
      port: Number(port),
      timeout: options.timeout,
      deadline: options.deadline,
      // Beside the bundle that this is a part of.
      worker: join(__dirname, 'worker.cjs'),
      page: readPage(join(__dirname, 'web'), runs !== undefined),
      ...(runs && { runs }),
      maxBody: options.maxBody * 1024 * 1024,
      maxRequests: options.maxRequests,
      profile,
      token,
      log: (entry) => {
        say(JSON.stringify({ time: new Date().toISOString(), ...entry }));
      },
    });
  } catch (error) {
    return wrongUsage(`cannot listen on ${options.listen}: ${(error as Error).message}`);
  }
  say(`listening on ${running.url}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'])
      process.once(signal, () => {
        resolve();
      });
  });
  await running.stop();
  return exit.fine;
}

/** The token; nothing where none is asked for; what is wrong with it, as a text. */
function tokenOf({ tokenFile }: ServeOptions): Token | string | undefined {
  const { ALIDA_ARGO_TOKEN: given } = process.env;
  let text = given;
  try {
    if (tokenFile !== undefined) text = readFileSync(tokenFile, 'utf8');
  } catch (error) {
    return `--token-file ${tokenFile ?? ''} cannot be read: ${reasonOf(error)}`;
  }
  if (text === undefined) return undefined;
  const token = text.trim();
  const name = tokenFile ?? 'ALIDA_ARGO_TOKEN';
  if (token === '') return `${name} is empty`;
  // Whatever else stands in a header, nobody could send it.
  if (!/^[\x21-\x7e]+$/.test(token)) return `${name} holds a blank or a character that is not ASCII`;
  return tokenFile === undefined ? fixedToken(token) : fileToken(tokenFile);
}

function wrongUsage(message: string): number {
  say(`error: ${message}`);
  return exit.wrongUsage;
}
