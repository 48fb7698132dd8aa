import { type Declaration } from '../command.js';

export const lspCommand: Declaration = {
  name: 'lsp',
  description: 'a language server on standard input and output: what is wrong, fixes, and Spark’s keys, in an editor',
  examples: ['alida-argo lsp                       # an editor calls it; docs/editors.md has the set-up of each'],
  flags: (command) =>
    command.action(async () => {
      (await import('./lsp.js')).lsp();
    }),
};
