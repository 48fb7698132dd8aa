// One process, in turn: a service from text to text by us; its text read and its manifest written by the YAML library.
// Prints the milliseconds of both as JSON. Argument: how many services.
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { asYaml, compileService, defaultProfile, readSource, Report } from '../dist/index.js';

const example = readFileSync(new URL('../examples/kmeans/service.json', import.meta.url), 'utf8');
const text = (n) => example.replace('spark-kmeans-example', `service-${n}`);

function ours(input) {
  const report = new Report();
  const compiled = compileService(readSource('service.json', input, report), defaultProfile, report);
  return { manifest: compiled.manifest, output: asYaml(compiled.products) };
}

const samples = { ours: [], yaml: [] };
const [warmUp, services] = [200, Number(process.argv[2])];
for (let n = 0; n < warmUp + services; n += 1) {
  const input = text(n);
  const start = performance.now();
  const { manifest } = ours(input);
  const between = performance.now();
  parse(input);
  stringify(manifest);
  const end = performance.now();
  if (n < warmUp) continue;
  samples.ours.push(between - start);
  samples.yaml.push(end - between);
}
console.log(JSON.stringify(samples));
