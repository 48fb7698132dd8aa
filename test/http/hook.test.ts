import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createAdaptorServer } from '@hono/node-server';
import { Agent, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { hook as hookOf } from '../../src/http/app.js';
import validate from '../../src/http/generated/hook.validate.js';
import { fileToken, fixedToken } from '../../src/http/token.js';
import { env, root, run } from '../cli.js';
import { designersExport, listen, post, token, type Listening } from './running.js';

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

let hook: Listening;
beforeAll(async () => {
  hook = await listen();
});
afterAll(() => hook.stop());

/** All that comes on a connection until it ends. */
const answerOn = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(text);
    });
  });

interface Begun {
  readonly socket: Socket;
  readonly answer: Promise<string>;
}

/** A request whose body has only begun. */
function begin(url: string, length: number, text: string, route = 'export'): Begun {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    `POST /v1/${route} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${text}`,
  );
  return { socket, answer: answerOn(socket) };
}

describe('the hook', () => {
  it('answers as its schema says', async () => {
    const body = JSON.stringify(designersExport());
    for (const request of ['export', 'validate', 'plan']) {
      const response = await post(`${hook.url}/v1/${request}`, body);
      expect(response.status).toBe(200);
      expect(validate({ [`POST /v1/${request}`]: await response.json() }), JSON.stringify(validate.errors)).toBe(true);
    }
    const profile = '{"apiVersion": "alida-argo/v1", "kind": "PlatformProfile", "name": "x"}';
    const { diagnostics } = await json(await post(`${hook.url}/v1/export`, profile));
    expect(diagnostics).toMatchObject([
      {
        code: 'unknown-document',
        pointer: '/kind',
        message: expect.stringContaining('this is a platform profile') as string,
      },
    ]);
    const refused = await post(`${hook.url}/v1/export`, '{"apiVersion": "alida-argo/v1", "kind": "ServiceWorkflow"}');
    expect(refused.status).toBe(422);
    expect(validate({ 'every status but 200': await refused.json() })).toBe(true);
  });

  it('gives the bytes of the command line', async () => {
    const body = JSON.stringify(designersExport());
    const cli = await run(['export', '-'], root, body);
    const yaml = await post(`${hook.url}/v1/export`, body, { accept: 'application/yaml' });
    expect(yaml.headers.get('content-type')).toBe('application/yaml');
    const text = await yaml.text();
    expect(text).toBe(cli.stdout);
    const { manifests } = await json(await post(`${hook.url}/v1/export`, body));
    expect(parseAllDocuments(text).map((document) => document.toJS() as unknown)).toEqual(manifests);
    const inCli = await run(['export', '--format', 'json', '-'], root, body);
    expect((JSON.parse(inCli.stdout) as { manifests: unknown }).manifests).toEqual(manifests);
  });

  it('takes YAML, a single definition, and gives a workflow in one piece', async () => {
    const service = readFileSync(join(root, 'examples/with-profile/service.yaml'), 'utf8');
    expect((await post(`${hook.url}/v1/validate`, service, { 'content-type': 'application/yaml' })).status).toBe(200);
    const response = await post(`${hook.url}/v1/export?inline=true`, JSON.stringify(designersExport()));
    expect((await json(response)).manifests).toHaveLength(1);
  });

  it('names a mistake with its place', async () => {
    const workflow = designersExport();
    workflow.steps[2] = { ...workflow.steps[2], values: { algorithm: 'x', 'max-iter': 'many' } };
    const response = await post(`${hook.url}/v1/export`, JSON.stringify(workflow, undefined, 1));
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const { diagnostics } = await json(response);
    expect(diagnostics).toEqual([
      expect.objectContaining({ code: 'value-not-of-type', pointer: '/steps/2/values/max-iter' }),
    ]);
  });

  it.each([
    [404, 'GET', '/', {}],
    [404, 'POST', '/v1/export/', {}],
    [404, 'POST', '/v1/../../etc/passwd', {}],
    [404, 'POST', '/V1/EXPORT', {}],
    [405, 'GET', '/v1/export', {}],
    [405, 'DELETE', '/healthz', {}],
    [401, 'POST', '/v1/export', { authorization: '' }],
    [401, 'POST', '/v1/plan', { authorization: `Bearer ${token}x` }],
    [401, 'POST', '/v1/plan', { authorization: `Basic ${token}` }],
    [415, 'POST', '/v1/validate', { 'content-type': 'text/plain' }],
    [415, 'POST', '/v1/validate', { 'content-encoding': 'gzip' }],
    [400, 'POST', '/v1/validate', {}],
    [200, 'GET', '/healthz', { authorization: '' }],
    [200, 'HEAD', '/readyz', { authorization: '' }],
    [200, 'GET', '/openapi.json', { authorization: '' }],
  ])('answers %i to %s %s %o', async (status, method, path, headers) => {
    const response = await fetch(hook.url + path, {
      method,
      body: method === 'POST' ? '{' : null,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    });
    expect(response.status).toBe(status);
    if (status === 405) expect(response.headers.get('allow')).toBe(method === 'GET' ? 'POST' : 'GET, HEAD');
    if (status === 401) expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('refuses a large body, announced or not', async () => {
    const small = await listen({ maxBody: 1000 });
    expect((await post(`${small.url}/v1/export`, 'x'.repeat(1001))).status).toBe(413);
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const request = httpRequest(`${small.url}/v1/export`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      for (let part = 0; part < 20; part += 1) request.write('x'.repeat(100));
      request.end();
    });
    expect(status).toBe(413);
    await small.stop();
  });

  it('sends requests away when it has enough to do', async () => {
    const app = hookOf({
      work: () => new Promise(() => undefined),
      maxBody: 1000,
      maxRequests: 1,
      ready: () => true,
      log: () => undefined,
    });
    const server = createAdaptorServer({ fetch: app.fetch, hostname: 'localhost' });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/export`;
    // Whichever of the two comes first is worked on for ever.
    const refused = await Promise.race([post(url, '{}'), post(url, '{ }')]);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    (server as Server).closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('takes no turn for a body that does not arrive, and cuts it', async () => {
    const busy = await listen({ maxRequests: 1, timeout: 1 });
    const slow = Array.from({ length: 20 }, () => begin(busy.url, 100, '{'));
    expect((await post(`${busy.url}/v1/export`, '{}')).status).toBe(422);
    for (const { answer } of slow) expect(await answer).toContain(' 408 ');
    await busy.stop();
  });

  it('cuts the oldest bodies on their way when they take too much memory', async () => {
    const small = await listen({ maxRequests: 2, maxBody: 1000 });
    const slow: Begun[] = [];
    for (let n = 0; n < 3; n += 1) {
      slow.push(begin(small.url, 1000, `{${' '.repeat(800)}`));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await slow[0]?.answer).toMatch(/^HTTP\/1\.1 503 /);
    for (const { socket } of slow.slice(1)) socket.write(`${' '.repeat(198)}}`);
    for (const { answer } of slow.slice(1)) expect(await answer).toMatch(/^HTTP\/1\.1 422 /);
    await small.stop();
  });

  it('takes a new connection when there are too many that do nothing', async () => {
    const crowded = await listen();
    const { port } = new URL(crowded.url);
    const idle = Array.from({ length: 1100 }, () => connect(Number(port), '127.0.0.1').on('error', () => undefined));
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect((await fetch(`${crowded.url}/healthz`)).status).toBe(200);
    for (const socket of idle) socket.destroy();
    await crowded.stop();
  });

  it('cuts no client that keeps its connection when it stops', async () => {
    const stopping = await listen();
    const outcomes: string[] = [];
    const client = async (): Promise<void> => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (;;) {
        const outcome = await new Promise<string>((resolve) => {
          const request = httpRequest(`${stopping.url}/v1/validate`, {
            agent,
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          });
          request.on('response', (response) => {
            response.resume().on('end', () => {
              resolve(String(response.statusCode));
            });
          });
          request.on('error', (error: NodeJS.ErrnoException) => {
            resolve(error.code ?? error.message);
          });
          request.end('{}');
        });
        outcomes.push(outcome);
        if (outcome !== '422') return;
      }
    };
    const clients = Array.from({ length: 16 }, client);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await stopping.stop();
    await Promise.all(clients);
    // That it stops they learn from their next connection.
    expect(new Set(outcomes)).toEqual(new Set(['422', 'ECONNREFUSED']));
  });

  it('gives up on what takes too long, and says so', async () => {
    const hasty = await listen({ deadline: 0.001 });
    const { steps, ...rest } = designersExport();
    const body = JSON.stringify({ ...rest, steps: Array.from({ length: 2000 }, () => steps).flat() });
    const response = await post(`${hasty.url}/v1/export`, body);
    expect(response.status).toBe(422);
    expect((await json(response)).diagnostics).toEqual([expect.objectContaining({ code: 'too-much-work' })]);
    expect((await fetch(`${hasty.url}/healthz`)).status).toBe(200);
    await hasty.stop();
  });

  it.each([
    ['GET /healthz HTTP/1.0\r\n\r\n', 200],
    ['GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n', 200],
    ['GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: close\r\n\r\n', 200],
    ['GET /healthz HTTP/1.1\r\nHost: LOCALHOST:8080\r\nConnection: close\r\n\r\n', 200],
    ['GET /healthz HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n', 200],
    ['GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 421],
    ['GET /healthz HTTP/1.1\r\nHost: localhost.evil.example:8080\r\nConnection: close\r\n\r\n', 421],
    ['GET /healthz HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\nConnection: close\r\n\r\n', 421],
    ['GET /healthz HTTP/1.1\r\nHost: 10.0.0.1\r\nConnection: close\r\n\r\n', 421],
    ['POST /v1/export HTTP/1.1\r\nHost: rebound.example\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}', 421],
  ])('without a token answers to this machine alone: %j', async (text, status) => {
    const open = await listen({ token: undefined });
    const socket = connect(Number(new URL(open.url).port), '127.0.0.1', () => socket.write(text));
    expect(await answerOn(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    await open.stop();
  });

  it('finishes what it has begun before it stops', async () => {
    const stopping = await listen();
    const body = JSON.stringify(designersExport());
    const { answer, socket } = begin(stopping.url, Buffer.byteLength(body), body.slice(0, 10), 'validate');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stopped = stopping.stop();
    await expect(fetch(`${stopping.url}/healthz`)).rejects.toThrow();
    socket.write(body.slice(10));
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
    await stopped;
  });

  it('logs a line a request, without what a client wrote', async () => {
    const before = hook.log.length;
    await post(`${hook.url}/v1/export?password=hunter2`, '{"password": "hunter2"}', {
      authorization: 'Bearer hunter2',
    });
    await fetch(`${hook.url}/hunter2`);
    const lines = hook.log.slice(before);
    expect(lines.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['POST', '/v1/export', 401],
      ['GET', '-', 404],
    ]);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });
});

describe('a token', () => {
  it('is matched whole, and an empty one never', () => {
    expect(fixedToken('abc').matches('abc')).toBe(true);
    for (const other of ['', 'ab', 'abcd', 'abC']) expect(fixedToken('abc').matches(other)).toBe(false);
    expect(fixedToken('').matches('')).toBe(false);
  });

  it('in a file is read again when the file changes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'alida-argo-'));
    const path = join(folder, 'token');
    writeFileSync(path, 'first\n');
    const kept = fileToken(path);
    expect(kept.matches('first')).toBe(true);
    writeFileSync(path, 'second, and longer\n');
    expect(kept.matches('first')).toBe(false);
    expect(kept.matches('second, and longer')).toBe(true);
    rmSync(path);
    expect(kept.matches('second, and longer')).toBe(false);
    expect(kept.matches('')).toBe(false);
    rmSync(folder, { recursive: true });
  });
});

describe('serve', () => {
  const command = join(root, 'dist/alida-argo.cjs');

  it.each(['', ' ', '\n', ' \t\n', 'a b', 'a\tb', 'tökén', '\u001b[2J'])('takes no token %j', (blank) => {
    const folder = mkdtempSync(join(tmpdir(), 'alida-argo-'));
    writeFileSync(join(folder, 'token'), blank);
    const serve = (options: string[], more: object) =>
      spawnSync(process.execPath, [command, 'serve', '--listen', '127.0.0.1:0', ...options], {
        env: { ...env, ...more },
        encoding: 'utf8',
        timeout: 20_000,
      });
    for (const { status, stderr } of [
      serve([], { ALIDA_ARGO_TOKEN: blank }),
      serve(['--token-file', join(folder, 'token')], {}),
    ]) {
      expect({ status, stderr }).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/ (is empty|holds a )/) as string,
      });
    }
    rmSync(folder, { recursive: true });
  });

  it('answers a real client until it is told to stop', async () => {
    const server = spawn(process.execPath, [command, 'serve', '--listen', '127.0.0.1:0'], {
      env: { ...env, ALIDA_ARGO_TOKEN: token },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    const url = await new Promise<string>((resolve) => {
      server.stderr.on('data', (data: Buffer) => {
        said += data.toString();
        const found = /listening on (\S+)\n/.exec(said)?.[1];
        if (found) resolve(found);
      });
    });
    const body = JSON.stringify(designersExport());
    const answer = await post(`${url}/v1/export`, body, { accept: 'application/yaml' });
    expect(await answer.text()).toBe((await run(['export', '-'], root, body)).stdout);
    const ended = new Promise((resolve) => server.on('close', resolve));
    server.kill('SIGTERM');
    expect(await ended).toBe(0);
    const lines = said.trimEnd().split('\n').slice(1);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ method: 'POST', route: '/v1/export', status: 200 });
  });
});
