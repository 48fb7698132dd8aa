// Fails unless a folder's manifests and the documents of a file are the same objects.
import { deepStrictEqual } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const [folder, built] = process.argv.slice(2);
const id = ({ metadata: { name, namespace } }) => `${namespace}/${name}`;
const byId = (objects) => Object.fromEntries(objects.map((object) => [id(object), object]));

const files = readdirSync(folder, { recursive: true }).filter((path) => /\.(yaml|json)$/.test(path));
const generated = files
  .filter((path) => path !== 'kustomization.yaml')
  .map((path) => parse(readFileSync(join(folder, path), 'utf8')));
const read = parseAllDocuments(readFileSync(built, 'utf8')).map((document) => document.toJS());
deepStrictEqual(read.length, generated.length);
deepStrictEqual(byId(read), byId(generated));
