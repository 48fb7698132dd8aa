import { Hono, type Context } from 'hono';
import { accepts } from 'hono/accepts';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { decodeUtf8, readSource } from '../definition/index.js';
import { Report } from '../diagnostics/index.js';
import { exportDocument, type Exported } from '../export.js';
import type { PlatformProfile } from '../platform/index.js';
import { Answered } from './answered.js';
import { exported, plans, problem, validated } from './answers.js';
import { openapi } from './openapi.js';
import type { Token } from './token.js';

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
  readonly profile: PlatformProfile;
  /** Absent: nobody is asked for one. */
  readonly token?: Token | undefined;
  /** Bytes. */
  readonly maxBody: number;
  /** Requests that are worked on at once; more are sent away. */
  readonly maxRequests: number;
  /** Whether new requests are welcome. */
  readonly ready: () => boolean;
  readonly log: (entry: LogEntry) => void;
}

const titles = {
  400: 'The body cannot be read',
  401: 'A token is needed',
  404: 'Not found',
  405: 'The method is not allowed here',
  413: 'The body is too large',
  415: 'The body is of an unknown type',
  422: 'The input has errors',
  500: 'The hook failed',
  503: 'Busy',
} as const;

type Status = keyof typeof titles;

function refuse(c: Context, status: Status, detail?: string, report?: Report, headers: Record<string, string> = {}) {
  const body = problem(status, titles[status], detail, report?.diagnostics);
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json', ...headers });
}

const json = 'application/json';
const yaml = 'application/yaml';
const readable = [json, yaml, 'application/x-yaml', 'text/yaml'];

const framesOf = (error: Error): string =>
  [error.name, ...(error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))].join('\n');

/** For requests and answers that may come again, in UTF-16 code units. */
const room = 2 ** 24;

/** The hook as a function from request to response. */
export function hook(options: HookOptions): Hono {
  const app = new Hono({ strict: true });
  const routes = new Map<string, 'GET' | 'POST'>();
  const failures = new WeakMap<Request, string>();
  let running = 0;

  app.use(async (c, next) => {
    const start = performance.now();
    await next();
    const failure = failures.get(c.req.raw);
    options.log({
      method: c.req.method,
      route: routes.has(c.req.path) ? c.req.path : '-',
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
    const method = routes.get(c.req.path);
    if (method === undefined) return refuse(c, 404);
    const allow = method === 'GET' ? 'GET, HEAD' : method;
    return refuse(c, 405, `use ${method}`, undefined, { allow });
  });

  const get = (path: string, answer: (c: Context) => Response): void => {
    routes.set(path, 'GET');
    app.get(path, answer);
  };
  get('/healthz', (c) => c.text('ok\n'));
  get('/readyz', (c) => (options.ready() ? c.text('ok\n') : refuse(c, 503, 'stopping')));
  get('/openapi.json', (c) => c.json(openapi()));

  const authorised = createMiddleware(async (c, next) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (options.token && !options.token.matches(given ?? '')) {
      return refuse(c, 401, 'send Authorization: Bearer TOKEN', undefined, { 'www-authenticate': 'Bearer' });
    }
    await next();
    return undefined;
  });
  const notBusy = createMiddleware(async (c, next) => {
    if (running >= options.maxRequests || !options.ready()) {
      return refuse(c, 503, 'try again in a moment', undefined, { 'retry-after': '1' });
    }
    running += 1;
    try {
      await next();
    } finally {
      running -= 1;
    }
    return undefined;
  });
  const typed = createMiddleware(async (c, next) => {
    const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const coding = c.req.header('content-encoding') ?? 'identity';
    if (!readable.includes(type)) return refuse(c, 415, `send one of ${readable.join(', ')}`);
    if (coding !== 'identity') return refuse(c, 415, 'send the body without a content encoding');
    await next();
    return undefined;
  });
  const limited = bodyLimit({
    maxSize: options.maxBody,
    onError: (c) => refuse(c, 413, `send at most ${options.maxBody} bytes`, undefined, { connection: 'close' }),
  });

  const answered = new Answered(room);
  const post = (path: string, answer: (product: Exported, report: Report, type: string) => string): void => {
    routes.set(path, 'POST');
    app.post(path, authorised, notBusy, typed, limited, async (c) => {
      const reading = new Report();
      const text = decodeUtf8('request', new Uint8Array(await c.req.arrayBuffer()), reading);
      if (text === undefined) return refuse(c, 400, undefined, reading);
      const inline = c.req.query('inline') === 'true';
      const type = accepts(c, { header: 'Accept', supports: [json, yaml], default: json });
      const request = JSON.stringify([path, inline, type]) + text;
      const before = answered.get(request);
      if (before) return c.body(before.body, 200, { 'content-type': before.type });
      const report = new Report();
      const source = readSource('request', text, report);
      if (!source) return refuse(c, 400, undefined, report);
      const product = exportDocument(source, options.profile, report, { inline });
      if (!product) return refuse(c, 422, undefined, report);
      const now = { type: path === '/v1/export' ? type : json, body: answer(product, report, type) };
      answered.set(request, now);
      return c.body(now.body, 200, { 'content-type': now.type });
    });
  };
  post('/v1/export', (product, report, type) =>
    type === json ? JSON.stringify(exported(product, report)) : product.files.map((file) => file.text).join('---\n'),
  );
  post('/v1/validate', (_, report) => JSON.stringify(validated(report)));
  post('/v1/plan', (product, report) => JSON.stringify(plans(product, report)));
  return app;
}
