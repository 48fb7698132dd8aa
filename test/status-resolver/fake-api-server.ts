import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pod } from '../../src/status-resolver/pod.js';

export interface Exchange {
  readonly query: URLSearchParams;
  readonly answer: ServerResponse;
}

/** What the server does with the n-th list, watch or DELETE; the last one repeats. */
export interface Script {
  readonly list: readonly ((exchange: Exchange) => void)[];
  readonly watch: readonly ((exchange: Exchange) => void)[];
  readonly events?: readonly ((exchange: Exchange) => void)[];
  readonly remove?: readonly ((exchange: Exchange) => void)[];
}

/** Speaks as much of the Kubernetes API as a list and a watch of pods need, and misbehaves on demand. */
export const fakeApiServer = async (script: Script) => {
  const requests: { kind: string; url: string; at: number }[] = [];
  const steps = { events: [refuse(404, 'no events')], remove: [refuse(404, 'gone')], ...script };
  const count = { list: 0, watch: 0, events: 0, remove: 0 };
  const kindOf = (method: string | undefined, url: URL): keyof typeof count => {
    if (method === 'DELETE') return 'remove';
    if (url.pathname.endsWith('/events')) return 'events';
    return url.searchParams.has('watch') ? 'watch' : 'list';
  };
  const server = createServer((request: IncomingMessage, answer: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://x');
    const kind = kindOf(request.method, url);
    requests.push({ kind, url: url.pathname + url.search, at: performance.now() });
    steps[kind][Math.min(count[kind]++, steps[kind].length - 1)]?.({ query: url.searchParams, answer });
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
