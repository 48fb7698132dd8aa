import { finish, type Declaration } from '../command.js';

export const explainCommand: Declaration = {
  name: 'explain',
  description: 'explain a diagnostic; without a code, list them all',
  examples: ['alida-argo explain                   # all codes', 'alida-argo explain spark-value'],
  flags: (command) =>
    command.argument('[code]').action(async (code: string | undefined) => {
      finish((await import('./explain.js')).explain(code));
    }),
};
