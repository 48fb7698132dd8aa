import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pod } from '../../src/status-resolver/pod.js';

export interface Exchange {
  readonly query: URLSearchParams;
  readonly answer: ServerResponse;
  /** What was sent, to its end. */
  readonly body?: string;
}

type Steps = readonly ((exchange: Exchange) => void)[];

/** What the server does with the n-th request of a kind; the last one repeats. */
export interface Script {
  readonly list: Steps;
  readonly watch: Steps;
  readonly events?: Steps;
  readonly remove?: Steps;
  readonly patch?: Steps;
  readonly log?: Steps;
  readonly executors?: Steps;
  readonly quota?: Steps;
  readonly create?: Steps;
}

/** Speaks as much of the Kubernetes API as a list and a watch of pods need, and misbehaves on demand. */
export const fakeApiServer = async (script: Script) => {
  const requests: { kind: keyof Script; url: string; body: string; at: number }[] = [];
  const steps: Required<Script> = {
    events: [refuse(404, 'no events')],
    remove: [refuse(404, 'gone')],
    patch: [refuse(404, 'gone')],
    log: [refuse(404, 'pods "x" not found')],
    executors: [list()],
    quota: [refuse(404, 'gone')],
    create: [refuse(201, '')],
    ...script,
  };
  const counts = new Map<keyof Script, number>();
  const kindOf = (method: string | undefined, { pathname, searchParams }: URL): keyof Script => {
    if (method === 'DELETE') return 'remove';
    if (method === 'PATCH') return 'patch';
    if (method === 'POST') return 'create';
    if (pathname.endsWith('/events')) return 'events';
    if (pathname.endsWith('/log')) return 'log';
    if (pathname.includes('/resourcequotas/')) return 'quota';
    if (searchParams.has('fieldSelector')) return 'executors';
    return searchParams.has('watch') ? 'watch' : 'list';
  };
  const server = createServer((request: IncomingMessage, answer: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://x');
    const kind = kindOf(request.method, url);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      requests.push({ kind, url: url.pathname + url.search, body, at: performance.now() });
      steps[kind][Math.min(count, steps[kind].length - 1)]?.({ query: url.searchParams, answer, body });
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const dir = mkdtempSync(join(tmpdir(), 'resolver-'));
  const kubeconfig = join(dir, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  const close = (): void => {
    stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { kubeconfig, requests, stop, close };
};

const kubeconfigFor = (server: string): string =>
  JSON.stringify({
    clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'fake', user: { token: 'x' } }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake', namespace: 'alida' } }],
    'current-context': 'fake',
  });

export const list =
  (...items: Pod[]) =>
  ({ answer }: Exchange): void => {
    answer
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ metadata: { resourceVersion: '100' }, items }));
  };

export const refuse =
  (code: number, message: string, headers: Record<string, string> = {}) =>
  ({ answer }: Exchange): void => {
    answer.writeHead(code, headers).end(JSON.stringify({ kind: 'Status', code, message }));
  };

/** Answers 200 and these events, then leaves the watch open. */
export const watch =
  (...events: { type: string; object: unknown }[]) =>
  ({ answer }: Exchange): void => {
    answer.flushHeaders();
    for (const event of events) answer.write(`${JSON.stringify(event)}\n`);
  };

/** The connection breaks in the middle of an event. */
export const broken = ({ answer }: Exchange): void => {
  answer.flushHeaders();
  answer.write('{"type":"MODIFIED","obj', () => answer.destroy());
};

/** Ends the watch as API servers do when its time is over. */
export const over =
  (after: number, ...events: { type: string; object: unknown }[]) =>
  (exchange: Exchange): void => {
    watch(...events)(exchange);
    setTimeout(() => exchange.answer.end(), after);
  };
