import type { Command } from 'commander';
import { clusterOptions, definitions, format, inProject, needInputs, type Declaration } from '../command.js';
import type { ApplyOptions } from './apply.js';

export const applyCommand: Declaration = {
  name: 'apply',
  description: 'show what would change in a cluster, ask, and do it',
  examples: [
    'alida-argo apply                     # as alida-argo.yaml says, after a question',
    'alida-argo apply services --profile prod.yaml --context prod --yes',
  ],
  next: 'alida-argo submit NAME',
  flags: (command) =>
    clusterOptions(command)
      .addArgument(definitions())
      .option('--yes', 'do not ask')
      .option('--force-conflicts', 'make fields ours that another one set')
      .option(
        '--prune',
        "delete the project's WorkflowTemplates that nothing makes any more; they are known by its `name`",
      )
      .option('--no-prune', 'keep them')
      .addOption(format('text', 'json'))
      .action(async (given: string[], flags: ApplyOptions, command: Command) => {
        await inProject(given, flags, ['profile', 'prune', 'name'], async ({ inputs, options }) => {
          needInputs(inputs, command);
          return (await import('./apply.js')).applyToCluster(inputs, options);
        });
      }),
};
