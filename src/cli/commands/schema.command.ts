import { finish, type Declaration } from '../command.js';

export const schemaCommand: Declaration = {
  name: 'schema',
  description: 'print the JSON Schema of a document; without a name, list them all',
  examples: [
    'alida-argo schema                    # which there are',
    'alida-argo schema platform > platform.schema.json',
  ],
  flags: (command) =>
    command.argument('[name]').action(async (name: string | undefined) => {
      finish((await import('./schema.js')).schema(name));
    }),
};
