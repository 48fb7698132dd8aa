// What the outputs have in common: files of the repository, modules of the sources, words in Markdown.
import { Buffer } from 'node:buffer';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
export const write = (path, lines) => writeFileSync(join(root, path), `${lines.join('\n').trimEnd()}\n`);

/** A schema in the form of the other files. */
export async function writeSchema(name, schema) {
  const { format, resolveConfig } = await import('prettier');
  const filepath = join(root, `schemas/${name}.schema.json`);
  writeFileSync(filepath, await format(JSON.stringify(schema), { ...(await resolveConfig(filepath)), filepath }));
}

/** A folder that holds what this run writes and nothing else. */
export function emptyFolder(path) {
  rmSync(join(root, path), { recursive: true, force: true });
  mkdirSync(join(root, path), { recursive: true });
}

export const code = (value) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
/** Values side by side; beside one that is no text, texts stand in quotes. */
export const list = (values) => {
  const texts = values.every((value) => typeof value === 'string');
  return values.map((value) => code(texts ? value : JSON.stringify(value))).join(', ');
};
export const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
/** A module of the sources, bundled from its TypeScript. */
export async function load(path) {
  const { outputFiles } = await build({
    entryPoints: [join(root, path)],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const module = `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`;
  return import(module);
}
