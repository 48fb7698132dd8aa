import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { catalogue } from '../../diagnostics/index.js';
import { completionCommand } from './completion.command.js';
import { schemaNames } from './schema.js';

/** Adds `completion`, a shell's script, and `complete`, which that script asks how the words may go on; the first. */
export function addCompletion(program: Command): Command | undefined {
  const names: Readonly<Record<string, readonly string[]>> = { explain: Object.keys(catalogue), schema: schemaNames };
  for (const command of program.commands) {
    const choices = names[command.name()];
    if (choices) command.registeredArguments[0]?.choices(choices);
  }
  tab(program, { completionCommandName: completionCommand.name });
  return program.commands.find((command) => command.name() === completionCommand.name);
}
