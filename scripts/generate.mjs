// Writes what is derived from the schemas and from the catalogues of the sources: validators compiled ahead of time,
// TypeScript types, reference pages. The results are committed; CI runs this and looks for a difference.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { emptyFolder, readJson, root, write } from './outputs/files.mjs';
import { referencePage } from './outputs/schema-page.mjs';
import { compileValidator, writeTypes } from './outputs/validators.mjs';

/** The room that each schema's validator and types live in. */
const rooms = { service: 'definition', platform: 'platform', workflow: 'definition', hook: 'http', project: 'cli' };

// A workflow and a profile say the same of a schedule.
const { schedule } = readJson('schemas/platform.schema.json').definitions;
const workflow = readJson('schemas/workflow.schema.json');
workflow.definitions.schedule = schedule;
const { format, resolveConfig } = await import('prettier');
const path = join(root, 'schemas/workflow.schema.json');
const style = { ...(await resolveConfig(path)), filepath: path };
writeFileSync(path, await format(JSON.stringify(workflow), style));

emptyFolder('docs/reference');
for (const file of readdirSync(join(root, 'schemas')).sort()) {
  if (!file.endsWith('.schema.json')) continue;
  const name = basename(file, '.schema.json');
  const room = rooms[name];
  if (room === undefined) throw new Error(`schemas/${file} has no room in the table of scripts/generate.mjs`);
  const schema = readJson(`schemas/${file}`);
  const folder = join(root, 'src', room, 'generated');
  mkdirSync(folder, { recursive: true });
  await compileValidator(name, schema, folder);
  await writeTypes(name, schema, folder, room === 'definition');
  write(`docs/reference/${name}.md`, referencePage(name, schema));
}

await import('./outputs/time-zones.mjs');
await import('./outputs/keys-pages.mjs');
await import('./outputs/diagnostics-pages.mjs');
