import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
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

describe('the hook', () => {
  it('answers as its schema says', async () => {
    const body = JSON.stringify(designersExport());
    for (const request of ['export', 'validate', 'plan']) {
      const response = await post(`${hook.url}/v1/${request}`, body);
      expect(response.status).toBe(200);
      expect(validate({ [`POST /v1/${request}`]: await response.json() }), JSON.stringify(validate.errors)).toBe(true);
    }
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

  it('sends requests away when it has enough to do, and cuts those that do not arrive', async () => {
    const busy = await listen({ maxRequests: 1, timeout: 1 });
    const { port } = new URL(busy.url);
    const slow = connect(Number(port), '127.0.0.1');
    const answered = new Promise<string>((resolve) => {
      let text = '';
      slow.on('data', (data) => (text += data.toString()));
      slow.on('close', () => {
        resolve(text);
      });
      slow.on('error', () => undefined);
    });
    slow.write(
      `POST /v1/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const refused = await post(`${busy.url}/v1/export`, '{}');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await answered).toContain(' 408 ');
    expect((await post(`${busy.url}/v1/export`, '{}')).status).toBe(422);
    await busy.stop();
  });

  it('finishes what it has begun before it stops', async () => {
    const stopping = await listen();
    const { port } = new URL(stopping.url);
    const body = JSON.stringify(designersExport());
    const socket = connect(Number(port), '127.0.0.1');
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('close', () => {
        resolve(text);
      });
    });
    socket.write(
      `POST /v1/validate HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 10)}`,
    );
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
  it('answers a real client until it is told to stop', async () => {
    const command = join(root, 'dist/alida-argo.js');
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
