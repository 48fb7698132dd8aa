import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pod } from '../../src/status-resolver/pod.js';

export interface Exchange {
  readonly query: URLSearchParams;
  readonly answer: ServerResponse;
}

/** What the server does with the n-th list, watch or event request; the last one repeats. */
export interface Script {
  readonly list: readonly ((exchange: Exchange) => void)[];
  readonly watch: readonly ((exchange: Exchange) => void)[];
  readonly events?: (exchange: Exchange) => void;
}

/** Speaks as much of the Kubernetes API as a list and a watch of pods need, and misbehaves on demand. */
export const fakeApiServer = async (script: Script) => {
  const requests: { kind: string; url: string; at: number }[] = [];
  const count = { list: 0, watch: 0, events: 0 };
  const server = createServer((request: IncomingMessage, answer: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://x');
    const kind = url.pathname.endsWith('/events') ? 'events' : url.searchParams.has('watch') ? 'watch' : 'list';
    requests.push({ kind, url: url.pathname + url.search, at: performance.now() });
    const steps = kind === 'events' ? [script.events ?? refuse(404, 'no events')] : script[kind];
    steps[Math.min(count[kind]++, steps.length - 1)]?.({ query: url.searchParams, answer });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const kubeconfig = join(mkdtempSync(join(tmpdir(), 'resolver-')), 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  return {
    kubeconfig,
    requests,
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
};

export const kubeconfigFor = (server: string): string =>
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
