// Writes what is derived from the schemas and from the catalogues of the sources: validators compiled ahead of time,
// TypeScript types, reference pages. The results are committed; CI runs this and looks for a difference.
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { emptyFolder, load, readJson, root, write, writeSchema } from './outputs/files.mjs';
import { referencePage } from './outputs/schema-page.mjs';
import { compileValidator, writeTypes } from './outputs/validators.mjs';

/** Writes of each value where its member is described. */
function withDefaults({ properties }, values) {
  for (const [name, value] of Object.entries(values)) {
    if (properties?.[name] === undefined) continue;
    if (typeof value === 'object' && !Array.isArray(value)) withDefaults(properties[name], value);
    else if (!Array.isArray(value) || value.length > 0) properties[name].default = value;
  }
}

/** The room that each schema's validator and types live in. */
const rooms = { service: 'definition', platform: 'platform', workflow: 'definition', hook: 'http', project: 'cli' };

// A profile's members that are not written have the values of the built-in profile.
const platform = readJson('schemas/platform.schema.json');
const { builtIn } = await load('src/platform/defaults.ts');
withDefaults(platform, builtIn);
await writeSchema('platform', platform);
// A workflow and a profile say the same of a schedule.
const workflow = readJson('schemas/workflow.schema.json');
workflow.definitions.schedule = platform.definitions.schedule;
await writeSchema('workflow', workflow);

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
