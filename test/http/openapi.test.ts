import { Validator } from '@seriousme/openapi-schema-validator';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import createClient from 'openapi-fetch';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openapi } from '../../src/http/openapi.js';
import { NoAnswer } from '../../src/http/runs.js';
import { root } from '../cli.js';
import type { components, paths } from './generated/hook.js';
import { designersExport, listen, token, type Listening } from './running.js';

// The client's types are generated from the document and committed: the compiler checks this file against them.
// UPDATE=1 writes them.
const types = join(root, 'test/http/generated/hook.ts');

let hook: Listening;
beforeAll(async () => {
  hook = await listen();
});
afterAll(() => hook.stop());

describe('the OpenAPI document', () => {
  it('is valid', async () => {
    const served: unknown = await (await fetch(`${hook.url}/openapi.json`)).json();
    expect(served).toEqual(openapi());
    const { errors, valid } = await new Validator().validate(served as Record<string, unknown>);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it('would not be valid with a mistake', async () => {
    const { valid } = await new Validator().validate({ ...openapi(), paths: { '/x': { get: { responses: 5 } } } });
    expect(valid).toBe(false);
  });

  it('gives the types of the committed client', async () => {
    const generated = astToString(await openapiTypescript(JSON.stringify(openapi())));
    if (process.env.UPDATE) writeFileSync(types, generated);
    expect(readFileSync(types, 'utf8')).toBe(generated);
  });

  it('gives a client that talks to the hook', async () => {
    const client = createClient<paths>({ baseUrl: hook.url, headers: { authorization: `Bearer ${token}` } });
    const body = designersExport() as unknown as components['schemas']['ServiceWorkflow'];
    const exported = await client.POST('/v1/export', { body, params: { query: { inline: true } } });
    expect(exported.error).toBeUndefined();
    // The type knows that YAML could have been asked for.
    if (typeof exported.data !== 'object') throw new Error('no JSON');
    expect(exported.data.manifests.map(({ metadata }) => metadata.name)).toEqual(['churn-prediction']);
    const planned = await client.POST('/v1/plan', { body });
    expect(planned.data?.plans.map(({ step }) => step)).toEqual([
      'ingest',
      'prepare',
      'train-forest',
      'train-boosted',
      'evaluate',
    ]);
    const refused = await client.POST('/v1/validate', { body: { ...body, edges: [] } });
    expect(refused.error?.status).toBe(422);
    expect(refused.error?.diagnostics?.map(({ code }) => code)).toContain('unconnected-input');
    expect((await client.GET('/readyz', { parseAs: 'text' })).data).toBe('ok\n');
  });

  it('gives a client that looks at runs, of which the log names no one', async () => {
    const shown = await listen({
      runs: {
        list: () => Promise.resolve([{ name: 'a', of: 'kmeans', phase: 'Running' }]),
        find: (name) => {
          if (name === 'b') throw new NoAnswer('c answers 403: forbidden');
          const found = { metadata: { name, namespace: 'n', labels: {} }, status: { phase: 'Running' } };
          return Promise.resolve(name === 'a' ? found : undefined);
        },
        follow: (_, write) => write(Buffer.from('the program speaks\n')),
      },
    });
    try {
      const client = createClient<paths>({ baseUrl: shown.url, headers: { authorization: `Bearer ${token}` } });
      const of = (name: string) => ({ params: { path: { name } } });
      expect((await client.GET('/v1/runs')).data?.runs.map(({ name }) => name)).toEqual(['a']);
      expect((await client.GET('/v1/runs/{name}', of('a'))).data?.status).toEqual({ phase: 'Running' });
      const log = await client.GET('/v1/runs/{name}/log', { ...of('a'), parseAs: 'text' });
      expect(log.data).toBe('the program speaks\n');
      expect((await client.GET('/v1/runs/{name}', of('absent'))).error?.status).toBe(404);
      expect((await client.GET('/v1/runs/{name}', of('b'))).error?.detail).toContain('403');
      expect((await fetch(`${shown.url}/v1/runs`, { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD');
    } finally {
      await shown.stop();
    }
    expect(shown.log.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['GET', '/v1/runs', 200],
      ['GET', '/v1/runs/{name}', 200],
      ['GET', '/v1/runs/{name}/log', 200],
      ['GET', '/v1/runs/{name}', 404],
      ['GET', '/v1/runs/{name}', 502],
      ['DELETE', '/v1/runs', 405],
    ]);
  });
});
