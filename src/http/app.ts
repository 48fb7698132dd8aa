import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { accepts } from 'hono/accepts';
import { stream } from 'hono/streaming';
import { createMiddleware } from 'hono/factory';
import type { HttpBindings } from '@hono/node-server';
import { decodeUtf8 } from '../definition/index.js';
import { Report } from '../diagnostics/index.js';
import { Answered } from './answered.js';
import type { Answer, Status } from './answers.js';
import { openapi } from './openapi.js';
import type { PageFile } from './page.js';
import type { Outcome } from './pool.js';
import { NoAnswer, type Runs } from './runs.js';
import type { Token } from './token.js';
import { Uploads } from './uploads.js';
import { json, refusal } from './work.js';

/** What the hook writes of each request; nothing that a client chose freely is in it. */
export interface LogEntry {
  readonly method: string;
  /** The route that was asked for; `-` for an unknown path, which might hold anything. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Name and stack of an exception, which is a bug. */
  readonly error?: string;
}

export interface HookOptions {
  /** Works a request out; never rejects. */
  readonly work: (request: HookRequest) => Promise<Outcome>;
  /** Absent: nobody is asked for one, and only this machine may ask. */
  readonly token?: Token | undefined;
  /** Bytes. */
  readonly maxBody: number;
  /** Requests that have arrived and are not answered yet; more are sent away. */
  readonly maxRequests: number;
  /** Whether new clients are welcome. */
  readonly ready: () => boolean;
  readonly log: (entry: LogEntry) => void;
  /** Files for a browser, by route. */
  readonly page?: ReadonlyMap<string, PageFile>;
  /** The runs of a cluster, for those who know the token. */
  readonly runs?: Runs;
}

/** What a worker needs of a request. */
export interface HookRequest {
  readonly route: string;
  readonly inline: boolean;
  /** Whether the manifests are wanted as YAML. */
  readonly yaml: boolean;
  readonly text: string;
}

const respond = (c: Context, { body, status, type }: Answer, headers: Record<string, string> = {}): Response =>
  c.body(body, status, { 'content-type': type, ...headers });

const refuse = (
  c: Context,
  status: Exclude<Status, 200>,
  detail?: string,
  report?: Report,
  headers: Record<string, string> = {},
): Response => respond(c, refusal(status, detail, report), headers);

const yaml = 'application/yaml';
const types = [json, yaml, 'application/x-yaml', 'text/yaml'];
/** The rest of the body stays unread. */
const unread = { connection: 'close' };

const framesOf = (error: Error): string =>
  [error.name, ...(error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))].join('\n');

/** Names of this machine that it alone answers to. */
export const loopback = /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/i;

/** For requests and answers that may come again, in UTF-16 code units. */
const room = 2 ** 24;

/** The hook as a function from request to response. */
export function hook(options: HookOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({ strict: true });
  const routes = new Map<string, 'GET' | 'POST'>();
  const failures = new WeakMap<Request, string>();
  let running = 0;
  const routeOf = (path: string): string | undefined =>
    [path, path.replace(/^(\/v1\/runs\/)[^/]+/, '$1{name}')].find((route) => routes.has(route));

  app.use(async (c, next) => {
    const start = performance.now();
    await next();
    // So clients that keep their connection take leave; nobody is cut off in the middle of a request.
    if (!options.ready()) c.header('connection', 'close');
    const failure = failures.get(c.req.raw);
    options.log({
      method: c.req.method,
      route: routeOf(c.req.path) ?? '-',
      status: c.res.status,
      milliseconds: Math.round(performance.now() - start),
      ...(failure !== undefined && { error: failure }),
    });
  });
  app.onError((error, c) => {
    // The client has gone: nobody reads this answer.
    if ('code' in error && error.code === 'ECONNRESET') return refuse(c, 400, 'the body did not arrive whole');
    failures.set(c.req.raw, framesOf(error));
    return refuse(c, 500);
  });
  app.notFound((c) => {
    const method = routes.get(routeOf(c.req.path) ?? '');
    if (method === undefined) return refuse(c, 404);
    const allow = method === 'GET' ? 'GET, HEAD' : method;
    return refuse(c, 405, `use ${method}`, undefined, { allow });
  });

  if (!options.token) {
    // A page in a browser of this machine can give the hook a name of its own (DNS rebinding), but no other one.
    app.use(async (c, next) => {
      const host = c.req.header('host') ?? 'localhost';
      if (!loopback.test(host.replace(/:\d+$/, ''))) return refuse(c, 421, 'ask for localhost', undefined, unread);
      await next();
      return undefined;
    });
  }
  const get = (path: string, answer: (c: Context) => Response): void => {
    routes.set(path, 'GET');
    app.get(path, answer);
  };
  get('/healthz', (c) => c.text('ok\n'));
  get('/readyz', (c) => (options.ready() ? c.text('ok\n') : refuse(c, 503, 'stopping')));
  get('/openapi.json', (c) => c.json(openapi()));
  for (const [route, { body, gzipped, policy, tag, type }] of options.page ?? []) {
    get(route, (c) => {
      const isSmall = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
      const headers = {
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
        vary: 'accept-encoding',
        etag: tag,
      };
      if (c.req.header('if-none-match') === tag) return c.body(null, 304, headers);
      const coding = isSmall ? { 'content-encoding': 'gzip' } : {};
      return c.body(new Uint8Array(isSmall ? gzipped : body), 200, { ...headers, ...coding, 'content-type': type });
    });
  }

  const authorised = createMiddleware(async (c, next) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (options.token && !options.token.matches(given ?? '')) {
      return refuse(c, 401, 'send Authorization: Bearer TOKEN', undefined, { 'www-authenticate': 'Bearer' });
    }
    await next();
    return undefined;
  });
  const { runs } = options;
  if (runs) {
    for (const route of ['/v1/runs', '/v1/runs/{name}', '/v1/runs/{name}/log']) routes.set(route, 'GET');
    lookAtRuns(app, runs, authorised, options.maxRequests);
  }

  const readable = createMiddleware(async (c, next) => {
    const query = Object.entries(c.req.queries()).flatMap(([name, values]) =>
      values.map((value) => `${name}=${value}`),
    );
    if (query.length > 1 || query.some((one) => !/^inline=(?:true|false)$/.test(one)))
      return refuse(c, 400, 'the query takes inline=true or inline=false, and nothing else');
    const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const coding = c.req.header('content-encoding') ?? 'identity';
    if (!types.includes(type)) return refuse(c, 415, `send one of ${types.join(', ')}`);
    if (coding !== 'identity') return refuse(c, 415, 'send the body without a content encoding');
    await next();
    return undefined;
  });

  const answered = new Answered(room);
  const uploads = new Uploads(options.maxRequests * options.maxBody);
  const post = (route: string): void => {
    routes.set(route, 'POST');
    app.post(route, authorised, readable, async (c) => {
      const bytes = await uploads.read(c.env.incoming, options.maxBody);
      if (bytes === 'too large') return refuse(c, 413, `send at most ${options.maxBody} bytes`, undefined, unread);
      const isBusy = bytes === 'cut' || running >= options.maxRequests;
      if (isBusy) return refuse(c, 503, 'try again in a moment', undefined, { 'retry-after': '1', ...unread });
      const reading = new Report();
      const text = decodeUtf8('request', bytes, reading);
      if (text === undefined) return refuse(c, 400, undefined, reading);
      const inline = c.req.query('inline') === 'true';
      const accepted = accepts(c, { header: 'Accept', supports: [json, yaml], default: json });
      const request = { route, inline, yaml: route === '/v1/export' && accepted === yaml, text };
      const id = JSON.stringify([route, inline, request.yaml]) + text;
      const before = answered.get(id);
      if (before) return respond(c, before);
      running += 1;
      const outcome = await options.work(request);
      running -= 1;
      if ('error' in outcome) throw outcome.error;
      if (outcome.answer.status === 200) answered.set(id, outcome.answer);
      return respond(c, outcome.answer);
    });
  };
  for (const route of ['/v1/export', '/v1/validate', '/v1/plan']) post(route);
  return app;
}

/** Runs as they are; nothing of them can be changed here. */
function lookAtRuns(
  app: Hono<{ Bindings: HttpBindings }>,
  runs: Runs,
  authorised: MiddlewareHandler,
  mostLogs: number,
): void {
  let logs = 0;
  const answered = async (c: Context, ask: () => Promise<object | undefined>): Promise<Response> => {
    try {
      const found = await ask();
      return found ? c.json(found) : refuse(c, 404);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return refuse(c, 502, error.message);
    }
  };
  app.get('/v1/runs', authorised, (c) => answered(c, async () => ({ runs: await runs.list() })));
  app.get('/v1/runs/:name', authorised, (c) => answered(c, () => runs.find(c.req.param('name'))));
  app.get('/v1/runs/:name/log', authorised, async (c) => {
    const name = c.req.param('name');
    if (logs >= mostLogs) return refuse(c, 503, 'too many logs are read', undefined, { 'retry-after': '5' });
    const refused = await answered(c, () => runs.find(name));
    if (refused.status !== 200) return refused;
    c.header('content-type', 'text/plain; charset=utf-8');
    c.header('x-content-type-options', 'nosniff');
    logs += 1;
    return stream(c, async (to) => {
      const left = new AbortController();
      to.onAbort(() => {
        left.abort();
      });
      try {
        await runs.follow(
          name,
          async (bytes) => {
            await to.write(bytes);
          },
          left.signal,
        );
      } finally {
        logs -= 1;
      }
    });
  });
}
