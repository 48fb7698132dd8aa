// k-means on the Spark of each line, client, driver and executors: to its result, and to exit code 3.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { apply, from, kubectl, logs, profile, Run } from './cluster.js';

const versions = (process.env.E2E_SPARKS ?? '').split(' ').filter(Boolean);

test.each(versions)('Spark %s', async (version) => {
  const name = `spark-${version.replaceAll('.', '-')}`;
  const image = `alida-argo.test/spark:${version}`;
  const service = parse(readFileSync('examples/kmeans/service.json', 'utf8')) as { properties: { key: string }[] };
  const properties = service.properties.map((one) =>
    one.key === 'spark.kubernetes.container.image' ? { ...one, defaultValue: image } : one,
  );
  const files = ['service', 'profile'].map((file) => join(logs, `${name}.${file}.yaml`));
  const [definition = '', platform = ''] = files;
  writeFileSync(definition, stringify({ ...service, name, url: `docker://${image}`, properties }));
  writeFileSync(platform, stringify({ ...(parse(readFileSync(profile, 'utf8')) as object), sparkVersion: version }));
  await apply(`${name}-rbac`, 'rbac', '--profile', platform);
  await apply(name, 'generate', '--profile', platform, definition);
  const run = async (end: string, dataset: string): Promise<[string, string]> => {
    const values = { 'input-dataset': dataset, 'output-model': 'x', k: '2' };
    const submitted = await Run.submit(`${name}-${end}`, from(name, values));
    try {
      const { phase, resolver } = await submitted.verdict();
      const driver = (await submitted.drivers())[0]?.metadata.name ?? '';
      return [`${phase} ${resolver}`, await kubectl('logs', driver, '-c', 'spark-kubernetes-driver').catch(String)];
    } finally {
      await submitted.record();
    }
  };
  const [good, log] = await run('good', '/opt/spark/data/mllib/sample_kmeans_data.txt');
  const [bad] = await run('bad', '/no/such/dataset');
  appendFileSync(join(logs, 'versions.md'), `| ${version} | ${good} | ${bad} |\n`);
  expect([good, bad]).toEqual(['Succeeded 0 Completed', 'Failed 3 Error']);
  expect(log).toContain('"centers": [[0.1, 0.1, 0.1], [9.1, 9.1, 9.1]], "executors": 1');
});
