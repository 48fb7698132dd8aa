import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { parse } from 'yaml';
import { toYaml } from '../../src/render/index.js';
import { yamlDocument, yamlText } from '../yaml-texts.js';

// Every reader must read our YAML as what was written: Go's (Kubernetes, Argo), Python's, JavaScript's as YAML 1.1 and 1.2.
const { values } = parseArgs({ options: { texts: { type: 'string' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const number = Number(values.texts ?? 100_000);

/** Those of some documents that a reader takes for something else. */
type Reader = (documents: readonly object[]) => number[];

const program =
  (command: string, ...args: readonly string[]): Reader =>
  (documents) => {
    const input = documents.map((value) => `${JSON.stringify({ text: toYaml(value), value })}\n`).join('');
    const { status, stderr, stdout } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
    if (status !== 0) throw new Error(`${command}: ${stderr}`);
    return stdout.split('\n').filter(Boolean).map(Number);
  };

const library =
  (version: '1.1' | '1.2'): Reader =>
  (documents) =>
    documents.flatMap((value, n) => {
      try {
        const read: unknown = parse(toYaml(value), { version, merge: false });
        return JSON.stringify(read) === JSON.stringify(value) ? [] : [n];
      } catch {
        return [n];
      }
    });

const readers: Readonly<Record<string, Reader>> = {
  'sigs.k8s.io/yaml': program(process.env.YAML_READER ?? ''),
  PyYAML: program('python3', 'test/conformance/yaml/read.py'),
  'yaml, 1.1': library('1.1'),
  'yaml, 1.2': library('1.2'),
};

const texts = fc.sample(yamlText, { numRuns: number, seed });
const chunks = Array.from({ length: Math.ceil(number / 50) }, (_, n) => texts.slice(n * 50, n * 50 + 50));
let disagreements = 0;
for (const [name, read] of Object.entries(readers)) {
  const suspects = read(chunks.map(yamlDocument)).flatMap((n) => chunks[n] ?? []);
  const wrong = new Set(read(suspects.map((text) => yamlDocument([text]))).map((n) => suspects[n]));
  if (suspects.length > 0 && wrong.size === 0)
    throw new Error(`${name}: 50 texts together are read otherwise than alone`);
  disagreements += wrong.size;
  for (const text of [...wrong].slice(0, 20)) console.log(`${name}: ${JSON.stringify(text)}`);
}
console.log(
  `${texts.length} texts (seed ${seed}), ${Object.keys(readers).length} readers, ${disagreements} disagreements`,
);
if (disagreements > 0) process.exitCode = 1;
