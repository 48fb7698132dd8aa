import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { images } from '../src/version.js';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

it('each image has one name and tag, wherever it is named', () => {
  expect(Object.keys(images).sort()).toEqual(readdirSync(new URL('../images', import.meta.url)).sort());
  const references = Object.values(images);
  const named = [
    'docs/images.md',
    'deploy/serve.yaml',
    'deploy/argocd-plugin/kustomization.yaml',
    'schemas/platform.schema.json',
    'docs/reference/platform.md',
  ].flatMap((file) => read(file).match(/dockerhub\.alidalab\.it\/alida\/platform\/[\w.-]+:[\w.-]+/g) ?? []);
  expect([...new Set(named)].sort()).toEqual([...references].sort());
  for (const [folder, reference] of Object.entries(images)) {
    const built = `docker build -f images/${folder}/Dockerfile -t $registry/${reference.replace(/^.*\//, '')} .`;
    expect(read('docs/images.md')).toContain(built);
  }
});
