import { createAdaptorServer } from '@hono/node-server';
import type { IncomingMessage, Server } from 'node:http';
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import type { PlatformProfile } from '../platform/index.js';
import { hook, type HookOptions } from './app.js';
import { Pool } from './pool.js';

export interface ServerOptions extends Omit<HookOptions, 'ready' | 'work'> {
  readonly profile: PlatformProfile;
  /** The program of the threads that work. */
  readonly worker: string;
  /** Seconds that one request may be worked on. */
  readonly deadline: number;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Seconds in which a request must have arrived. */
  readonly timeout: number;
}

/** A hook that listens. */
export interface RunningHook {
  readonly url: string;
  /**
   * Takes no more connections. Those that are open have their requests answered, and end with that, or when nothing comes;
   * after 10 s they are cut. Resolves when all is closed.
   */
  stop(): Promise<void>;
}

/** Longest time that a stop waits for requests at hand, in milliseconds. */
const grace = 10_000;

/** Connections that do nothing cost memory too. */
const most = 1024;

/** Cuts the oldest connection that is not being worked for when there are too many: a new one is always taken. */
function limitConnections(server: Server): void {
  const open = new Map<Socket, IncomingMessage | undefined>();
  const use = (socket: Socket, request?: IncomingMessage): void => {
    open.delete(socket);
    open.set(socket, request);
  };
  server.on('connection', (socket) => {
    use(socket);
    socket.on('close', () => open.delete(socket));
    if (open.size <= most) return;
    const [oldest] = [...open].find(([, request]) => !request?.complete) ?? [];
    oldest?.destroy();
  });
  server.on('request', (request: IncomingMessage, response) => {
    use(request.socket, request);
    response.on('close', () => {
      if (open.has(request.socket)) use(request.socket);
    });
  });
}

/** Starts the hook. Rejects if it cannot listen. */
export async function start(given: ServerOptions): Promise<RunningHook> {
  const { deadline, host, port, profile, timeout, worker, ...options } = given;
  let stopping = false;
  const { source } = profile;
  const data = source ? { profile: { file: source.file, text: source.text } } : {};
  const pool = new Pool({ program: worker, data, deadline });
  const app = hook({ ...options, ready: () => !stopping, work: (request) => pool.run(request) });
  const server = createAdaptorServer({
    fetch: app.fetch,
    // Of a request by HTTP/1.0, which may name none.
    hostname: 'localhost',
    serverOptions: {
      requestTimeout: timeout * 1000,
      headersTimeout: Math.min(timeout, 10) * 1000,
      connectionsCheckingInterval: 1000,
    },
  }) as Server;
  limitConnections(server);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    await pool.close();
    throw error;
  }
  const { address, family, port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`,
    stop: async () => {
      stopping = true;
      const cut = setTimeout(() => {
        server.closeAllConnections();
      }, grace);
      // That of HTTP would cut the connections on which no request is under way: one may just have been sent.
      await new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
      clearTimeout(cut);
      server.close();
      await pool.close();
    },
  };
}
