import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hook, type HookOptions } from './app.js';

export interface ServerOptions extends Omit<HookOptions, 'ready'> {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Seconds in which a request must have arrived. */
  readonly timeout: number;
}

/** A hook that listens. */
export interface RunningHook {
  readonly url: string;
  /** Takes no more requests, finishes those at hand (after 10 s they are cut), and resolves when all is closed. */
  stop(): Promise<void>;
}

/** Longest time that a stop waits for requests at hand, in milliseconds. */
const grace = 10_000;

/** Starts the hook. Rejects if it cannot listen. */
export async function start({ host, port, timeout, ...options }: ServerOptions): Promise<RunningHook> {
  let stopping = false;
  const app = hook({ ...options, ready: () => !stopping });
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      requestTimeout: timeout * 1000,
      headersTimeout: Math.min(timeout, 10) * 1000,
      connectionsCheckingInterval: 1000,
    },
  }) as Server;
  // Connections that do nothing cost memory too.
  server.maxConnections = 1024;
  server.on('request', (_, response) => {
    response.on('close', () => {
      if (stopping)
        setImmediate(() => {
          server.closeIdleConnections();
        });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, family, port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`,
    stop: () =>
      new Promise((resolve) => {
        stopping = true;
        const cut = setTimeout(() => {
          server.closeAllConnections();
        }, grace);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
