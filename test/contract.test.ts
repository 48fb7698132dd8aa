import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as contract from '../src/contract.js';
import { templates } from '../src/render/index.js';

// One writes what another one reads: no name is written twice.

it('the script leaves its files where the resolver looks, under their names', () => {
  const folders = [...templates.sparkClient.matchAll(/RUN_FOLDER:-([^}]*)/g)].map(([, path]) => path);
  expect(folders).toEqual([contract.folder]);
  const used = new Set([...templates.sparkClient.matchAll(/\$run\/([\w.-]+)/g)].map(([, name]) => name));
  const { arguments: prepared, exitCode, log, refused } = contract.file;
  expect([...used].sort()).toEqual([prepared, exitCode, log, refused, 'passwd', 'group'].sort());
});

it('the script ends with nothing but success, or as stopped', () => {
  const codes = [...templates.sparkClient.matchAll(/\bexit (\d+)/g)].map(([, code]) => Number(code));
  expect(new Set(codes)).toEqual(new Set([0, contract.followCodes.Stopped]));
});

it('a label is named in one place', () => {
  const labels = Object.values(contract.label).join('|');
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && file !== 'contract.ts',
  );
  const code = (file: string): string => readFileSync(file, 'utf8').replace(/^ *(\/\*|\*|\/\/|#).*$/gm, '');
  const naming = [...files.map((file) => join('src', file)), 'templates/spark-client.sh'].filter((file) =>
    new RegExp(`(${labels})(?![-\\w])`).test(code(file)),
  );
  expect(naming).toEqual([]);
});

interface Template {
  readonly name: string;
  readonly container?: Container;
  readonly initContainers?: readonly Container[];
  readonly metadata?: { readonly labels: Readonly<Record<string, string>> };
  readonly retryStrategy?: { readonly expression: string };
}
interface Container {
  readonly name?: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly volumeMounts?: readonly { readonly mountPath: string }[];
}

it('the templates use its containers, labels and exit codes', () => {
  const manifest = parse(readFileSync('examples/kmeans/workflow-template.yaml', 'utf8')) as {
    spec: { templates: readonly Template[] };
  };
  const client = manifest.spec.templates.find(({ name }) => name === contract.container.sparkClient);
  const inits = client?.initContainers ?? [];
  expect(inits.map(({ name }) => name)).toEqual([contract.container.prepare, contract.container.sparkClient]);
  expect(inits[1]?.args).toEqual([templates.sparkClient, contract.container.sparkClient]);
  for (const container of [...inits, client?.container]) {
    expect(container?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual([contract.folder]);
  }
  const known: readonly string[] = Object.values(contract.label);
  const labels = manifest.spec.templates.flatMap(({ metadata }) => Object.keys(metadata?.labels ?? {}));
  expect(labels.filter((label) => !known.includes(label))).toEqual([]);
  const retried = [...(client?.retryStrategy?.expression.matchAll(/'(\d+)'/g) ?? [])].map(([, code]) => Number(code));
  const { Infrastructure, Queued, Stopped } = contract.followCodes;
  expect(retried.sort()).toEqual([137, Stopped, Infrastructure, Queued].sort());
});
