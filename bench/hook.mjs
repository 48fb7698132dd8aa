/* global fetch */
import { fork, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { parse } from 'yaml';
import { file, interleaved } from './measure.mjs';

const token = 'bench';
const connections = 4;
const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
const example = (name) => readFileSync(file(`../examples/churn-workflow/${name}`), 'utf8');

/** A workflow of three services as the designer sends it, with a name of its own where it is to differ. */
const workflow = parse(example('workflow.yaml'));
for (const name of ['prepare', 'train', 'evaluate'])
  workflow.services.push(JSON.parse(example(`service-${name}.json`)));
const same = JSON.stringify(workflow);
let number = 0;
const different = () => {
  number += 1;
  const services = workflow.services.map((service) => ({ ...service, description: `Number ${number}` }));
  return JSON.stringify({ ...workflow, services });
};

async function startHook() {
  const child = spawn(process.execPath, [file('../dist/alida-argo.cjs'), 'serve', '--listen', '127.0.0.1:0'], {
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
  const child = fork(file('bare.mjs'));
  child.send(answer);
  const url = await new Promise((resolve) => child.once('message', resolve));
  return { child, url };
}

/** Requests per second that a server answers to callers that ask again at once. */
async function load(url, body, duration, accept = 'application/json') {
  const setupRequest = (request) => ({ ...request, body: body() });
  const requests = [{ method: 'POST', headers: { ...headers, accept }, setupRequest }];
  const { errors, non2xx, requests: done } = await autocannon({ url, requests, connections, duration });
  if (errors + non2xx > 0) throw new Error(`${url}: ${errors} errors, ${non2xx} answers other than 200`);
  return done.average;
}

/** How many times the median the 99th percentile of the latency is, of requests that come at an even pace. */
async function paced(url, body, perSecond, seconds) {
  const agent = new Agent({ keepAlive: true });
  const latencies = [];
  const ask = () =>
    new Promise((resolve, reject) => {
      const start = performance.now();
      const answered = (response) => response.resume().once('end', () => resolve(performance.now() - start));
      request(url, { method: 'POST', headers, agent }, answered).once('error', reject).end(body());
    });
  const number = Math.max(100, Math.round(perSecond * seconds));
  const begin = performance.now();
  const asked = [];
  for (let n = 0; n < number; n += 1) {
    const wait = begin + (n * 1000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    asked.push(ask().then((latency) => latencies.push(latency)));
  }
  await Promise.all(asked);
  agent.destroy();
  latencies.sort((one, other) => one - other);
  return latencies[Math.floor(number * 0.99)] / latencies[Math.floor(number / 2)];
}

/** The 99th percentile of the time in which the hook says that it is well, in ms, while others ask for more than it can do. */
async function healthy(url, seconds) {
  const [service] = workflow.services;
  const services = Array.from({ length: 300 }, (_, n) => ({ ...service, name: `service-${n}` }));
  const steps = services.map(({ name }) => ({ name, service: { name } }));
  const body = JSON.stringify({ ...workflow, services, steps, edges: [] });
  const busy = autocannon({ url, method: 'POST', headers, body, connections: 2 * connections, duration: seconds });
  const { errors, latency, non2xx } = await autocannon({
    url: new URL('/healthz', url).href,
    connections: 1,
    overallRate: 50,
    duration: seconds,
  });
  await busy;
  if (errors + non2xx > 0) throw new Error('/healthz does not answer');
  return latency.p99;
}

/**
 * Measures the hook beside a server that parses the same requests and stringifies the same answer: with a request that
 * comes again and again, with requests that all differ, with the answer as YAML, at half the load that it bears, and how
 * soon it says that it is well beside more than it bears.
 */
export async function hook(rounds, seconds) {
  const ours = await startHook();
  const answer = await (await fetch(ours.url, { method: 'POST', body: same, headers })).text();
  const bare = await startBare(answer);
  try {
    for (const url of [ours.url, bare.url]) await load(url, different, seconds);
    const bears = { bare: 1, same: 1, different: 1 };
    const measured = async (kind, body, url = ours.url) => {
      const result = await load(url, body, seconds);
      bears[kind] = result;
      return result;
    };
    return await interleaved(rounds, {
      bareSame: () => measured('bare', () => same, bare.url),
      same: () => measured('same', () => same),
      bareDifferent: () => load(bare.url, different, seconds),
      different: () => measured('different', different),
      bareYaml: () => load(bare.url, different, seconds, 'application/yaml'),
      yaml: () => load(ours.url, different, seconds, 'application/yaml'),
      halfSame: () => paced(ours.url, () => same, bears.same / 2, seconds),
      halfBare: () => paced(bare.url, () => same, bears.bare / 2, seconds),
      halfDifferent: () => paced(ours.url, different, bears.different / 2, seconds),
      healthy: () => healthy(ours.url, seconds),
    });
  } finally {
    ours.child.kill();
    bare.child.kill();
  }
}
