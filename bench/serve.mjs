// Measures the hook beside a bare server that parses the same request and stringifies the same answer, one after the other
// and again, so that both see the same machine. Needs dist/ (npm run build).
//   node bench/serve.mjs [SECONDS] [ROUNDS]      prints JSON: requests per second and latencies in milliseconds
/* global fetch */
import { spawn } from 'node:child_process';
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { parse } from 'yaml';

const [seconds = 5, rounds = 3] = process.argv.slice(2).map(Number);
const token = 'bench';
const connections = 4;
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const example = (name) => readFileSync(file(`../examples/churn-workflow/${name}`), 'utf8');

const workflow = parse(example('workflow.yaml'));
for (const name of ['prepare', 'train', 'evaluate'])
  workflow.services.push(JSON.parse(example(`service-${name}.json`)));
const body = JSON.stringify(workflow);
const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };

/** This file as a process of its own that serves, so that both servers have one. */
if (process.argv[2] === 'bare') {
  let answer;
  process.once('message', (text) => {
    answer = JSON.parse(text);
    process.send('ready');
  });
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      JSON.parse(Buffer.concat(parts).toString());
      const text = JSON.stringify(answer);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
} else {
  await main();
}

async function startHook() {
  const child = spawn(process.execPath, [file('../dist/alida-argo.js'), 'serve', '--listen', '127.0.0.1:0'], {
    env: { ...process.env, ALIDA_ARGO_TOKEN: token },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the hook ended with ${code}`)));
    child.stderr.on('data', (data) => {
      const found = /listening on (\S+)/.exec(data)?.[1];
      if (found) resolve(found);
    });
  });
  return { child, url: `${url}/v1/export` };
}

async function startBare(answer) {
  const child = spawn(process.execPath, [file('serve.mjs'), 'bare'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const next = () => new Promise((resolve) => child.once('message', resolve));
  const port = await next();
  child.send(answer);
  await next();
  return { child, url: `http://127.0.0.1:${port}/` };
}

async function load(url, rate) {
  const options = {
    url,
    method: 'POST',
    body,
    headers,
    connections,
    duration: seconds,
    ...(rate && { overallRate: rate }),
  };
  const { errors, latency, non2xx, requests } = await autocannon(options);
  if (errors + non2xx > 0) throw new Error(`${url}: ${errors} errors, ${non2xx} answers other than 200`);
  return { perSecond: requests.average, median: latency.p50, p99: latency.p99 };
}

async function main() {
  const hook = await startHook();
  const answer = await (await fetch(hook.url, { method: 'POST', body, headers })).text();
  const bare = await startBare(answer);
  try {
    const measured = { hook: [], bare: [], halfLoad: [] };
    for (const { url } of [hook, bare]) await load(url);
    for (let round = 0; round < rounds; round += 1) {
      measured.bare.push(await load(bare.url));
      measured.hook.push(await load(hook.url));
      const half = Math.max(1, Math.round(measured.hook.at(-1).perSecond / 2));
      measured.halfLoad.push(await load(hook.url, half));
    }
    const middle = (name, key) => measured[name].map((m) => m[key]).sort((a, b) => a - b)[Math.floor(rounds / 2)];
    const result = {
      requestBytes: body.length,
      answerBytes: answer.length,
      ...measured,
      ratio: middle('hook', 'perSecond') / middle('bare', 'perSecond'),
      p99ToMedianAtHalfLoad: middle('halfLoad', 'p99') / Math.max(middle('halfLoad', 'median'), 1),
    };
    console.log(JSON.stringify(result, undefined, 2));
  } finally {
    hook.child.kill();
    bare.child.kill();
  }
}
