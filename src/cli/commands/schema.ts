import hook from '../../../schemas/hook.schema.json' with { type: 'json' };
import platform from '../../../schemas/platform.schema.json' with { type: 'json' };
import service from '../../../schemas/service.schema.json' with { type: 'json' };
import workflow from '../../../schemas/workflow.schema.json' with { type: 'json' };
import { exit, out } from '../io.js';

const schemas = { hook, platform, service, workflow };

/** `schema`: the JSON Schema of a document, for an editor. */
export function schema(name: keyof typeof schemas): number {
  out(`${JSON.stringify(schemas[name], undefined, 2)}\n`);
  return exit.fine;
}
