import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { env, root } from '../cli.js';
import { designersExport, token } from './running.js';

// A hook of its own in a process of its own gets 10,000 bad requests. Each must get its status; in the end the hook must
// answer as before, and hold no more memory than after the first thousand.
const requests = 10_000;
const workflow = JSON.stringify(designersExport());
const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };

interface Bad {
  readonly status: number;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

const polluting = workflow.replace(
  '"values":{',
  '"values":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},',
);

const kinds: readonly ((random: (below: number) => number) => Bad)[] = [
  // malformed
  (random) => ({ status: 400, body: workflow.slice(0, 1 + random(workflow.length - 2)) }),
  () => ({ status: 400, body: '' }),
  () => ({ status: 400, body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]) }),
  () => ({ status: 400, body: '{"name": "a", "name": "b", "properties": []}' }),
  () => ({ status: 400, body: '[]' }),
  () => ({ status: 400, headers: { 'content-type': 'application/yaml' }, body: 'a: *b' }),
  () => ({
    status: 400,
    headers: { 'content-type': 'application/yaml' },
    body: `a: &a [x]\n${Array.from(
      { length: 24 },
      (_, i) =>
        `k${i}: &k${i} [${Array(9)
          .fill(`*${i ? `k${i - 1}` : 'a'}`)
          .join(', ')}]`,
    ).join('\n')}`,
  }),
  (random) => {
    const queries = ['inline=1', 'inline=TRUE', 'inlin=true', 'inline', 'inline=true&inline=false'];
    return { status: 400, path: `/v1/export?${queries[random(queries.length)] ?? ''}`, body: workflow };
  },
  // deep
  (random) => ({ status: 400, body: '[{"a":'.repeat(1000 + random(20_000)) }),
  () => ({ status: 400, body: `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}` }),
  // prototype-polluting keys
  () => ({ status: 422, body: polluting }),
  () => ({ status: 422, body: '{"__proto__": {"kind": "ServiceWorkflow"}, "constructor": 1}' }),
  (random) => {
    const key = ['__proto__', 'constructor', 'toString', 'spark.constructor', 'spark.hadoop.fs.s3a.constructor'][
      random(5)
    ];
    return {
      status: 422,
      body: `{"name": "a", "properties": [{"key": "${key ?? ''}", "type": "static", "defaultValue": "1"}]}`,
    };
  },
  // wrong
  () => ({ status: 422, body: '{"apiVersion": "alida-argo/v1", "kind": "ServiceWorkflow", "name": 5, "steps": {}}' }),
  () => ({ status: 422, body: workflow.replace('"output-model"', '"output-modle"') }),
  // path tricks
  (random) => {
    const tricks = [
      '/v1//export',
      '/v1/export/..',
      '/v1/%2e%2e/%2e%2e/etc/passwd',
      '/v1/export%00',
      '/__proto__',
      '/v1/export;x',
    ];
    return { status: 404, path: tricks[random(tricks.length)] ?? '/', body: workflow };
  },
  () => ({ status: 405, path: '/healthz', body: '{}' }),
  () => ({ status: 405, method: 'PATCH', body: '{}' }),
  // wrong token
  (random) => ({
    status: 401,
    headers: { authorization: `Bearer ${token.slice(0, random(token.length))}` },
    body: workflow,
  }),
  () => ({ status: 401, headers: { authorization: `Bearer ${'x'.repeat(8000)}` }, body: workflow }),
  // wrong type
  () => ({ status: 415, headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: workflow }),
  () => ({ status: 415, headers: { 'content-encoding': 'br' }, body: workflow }),
];

/** Sends bytes and tells the status of the answer; NaN where the connection just ends. */
const raw = (port: number, text: string): Promise<number> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]));
    });
    socket.write(text);
  });

const post = `POST /v1/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
const rawRequests: readonly (readonly [status: number, text: string])[] = [
  [400, 'GARBAGE\r\n\r\n'],
  [400, 'GET /healthz HTTP/1.1\r\n\r\n'],
  [400, `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  [400, `${post}Content-Length: -5\r\n\r\n`],
  [400, `${post}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`],
  [431, `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
  [413, `${post}Content-Length: 99999999999\r\n\r\n{`],
  // slow
  [408, `${post}Content-Length: 1000\r\n\r\n{"a`],
  [408, 'GET /healthz HTTP/1.1\r\nHost'],
];

it('10,000 bad requests get their statuses, and do no harm', { timeout: 600_000 }, async () => {
  const args = [
    join(root, 'dist/alida-argo.cjs'),
    'serve',
    '--listen',
    '127.0.0.1:0',
    '--timeout',
    '2',
    '--max-requests',
    '64',
  ];
  const hook = spawn(process.execPath, ['--max-old-space-size=256', ...args], {
    env: { ...env, ALIDA_ARGO_TOKEN: token },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let lines = 0;
  let exceptions = '';
  const url = await new Promise<string>((resolve) => {
    hook.stderr.on('data', (data: Buffer) => {
      const text = data.toString();
      lines += text.split('\n').length - 1;
      if (text.includes('"error"')) exceptions += text;
      const found = /listening on (\S+)\n/.exec(text)?.[1];
      if (found) resolve(found);
    });
  });
  const port = Number(new URL(url).port);
  const memory = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${hook.pid ?? 0}/status`, 'utf8'))?.[1]) / 1024;

  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const wrong: string[] = [];
  const tally = new Map<number, number>();
  const send = async (index: number): Promise<void> => {
    const kind = kinds[index % kinds.length];
    const { body, headers: own = {}, method = 'POST', path = '/v1/export', status } = kind?.(random) ?? { status: 0 };
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, ...own },
      body: (body ?? null) as NonNullable<RequestInit['body']> | null,
    });
    await response.arrayBuffer();
    tally.set(response.status, (tally.get(response.status) ?? 0) + 1);
    if (response.status !== status) wrong.push(`kind ${index % kinds.length}: ${response.status} for ${status}`);
  };
  const sendAll = async (from: number, to: number): Promise<void> => {
    let next = from;
    const worker = async (): Promise<void> => {
      while (next < to) await send(next++);
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  };

  const many = rawRequests.flatMap((request) => Array<typeof request>(10).fill(request));
  await sendAll(0, 1000);
  const early = memory();
  await sendAll(1000, requests - many.length);
  const seen = await Promise.all(many.map(async ([status, text]) => [status, await raw(port, text)]));
  const late = memory();
  console.log(
    `statuses ${JSON.stringify(Object.fromEntries(tally))}; memory ${early.toFixed(0)} then ${late.toFixed(0)} MiB`,
  );

  expect(wrong).toEqual([]);
  expect(seen.filter(([expected, status]) => expected !== status)).toEqual([]);
  expect(late).toBeLessThan(early * 1.5);
  expect(exceptions).toBe('');
  expect(lines).toBeGreaterThanOrEqual(requests - many.length);
  const good = await fetch(`${url}/v1/validate`, { method: 'POST', headers, body: workflow });
  expect(good.status).toBe(200);
  const ended = new Promise((resolve) => hook.on('close', resolve));
  hook.kill('SIGTERM');
  expect(await ended).toBe(0);
});
