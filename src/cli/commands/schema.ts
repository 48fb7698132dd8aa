import hook from '../../../schemas/hook.schema.json' with { type: 'json' };
import platform from '../../../schemas/platform.schema.json' with { type: 'json' };
import project from '../../../schemas/project.schema.json' with { type: 'json' };
import service from '../../../schemas/service.schema.json' with { type: 'json' };
import workflow from '../../../schemas/workflow.schema.json' with { type: 'json' };
import { exit, out } from '../io.js';

const schemas = { hook, platform, project, service, workflow };

export type SchemaName = keyof typeof schemas;

/** `schema`: the JSON Schema of a document, for an editor. */
export function schema(name: SchemaName): number {
  out(`${JSON.stringify(schemas[name], undefined, 2)}\n`);
  return exit.fine;
}
