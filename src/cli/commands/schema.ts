import hook from '../../../schemas/hook.schema.json' with { type: 'json' };
import platform from '../../../schemas/platform.schema.json' with { type: 'json' };
import project from '../../../schemas/project.schema.json' with { type: 'json' };
import service from '../../../schemas/service.schema.json' with { type: 'json' };
import workflow from '../../../schemas/workflow.schema.json' with { type: 'json' };
import { exit, out, say } from '../io.js';
import { meant } from '../meant.js';

export const schemas = { hook, platform, project, service, workflow };

export const schemaNames = Object.keys(schemas);

/** `schema`: the JSON Schema of a document, for an editor; without a name, all of them in a line each. */
export function schema(name: string | undefined): number {
  if (name === undefined) {
    const line = ([own, { description }]: [string, { description: string }]): string =>
      `${own.padEnd(10)}${description.split('. ')[0]?.replace(/\.$/, '') ?? ''}\n`;
    out(Object.entries(schemas).map(line).join(''));
    return exit.fine;
  }
  const known = schemaNames.find((own) => own === name.toLowerCase()) as keyof typeof schemas | undefined;
  if (known === undefined) {
    say(`error: there is no schema ${name}${meant(name, schemaNames)}; there are ${schemaNames.join(', ')}`);
    return exit.wrongUsage;
  }
  out(`${JSON.stringify(schemas[known], undefined, 2)}\n`);
  return exit.fine;
}
