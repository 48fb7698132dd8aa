import type { Command } from 'commander';
import { definitions, format, inProject, needInputs, parameters, profiles, type Declaration } from '../command.js';
import type { PlanOptions } from './plan.js';

export const planCommand: Declaration = {
  name: 'plan',
  description: 'show what would run: arguments, pod template, resources, and where each value came from',
  examples: [
    'alida-argo plan service.json',
    'alida-argo plan service.json -p k=12 -p input-dataset=s3a://data/in',
    'alida-argo plan service.json --all   # every value, all of spark-submit, the pod template',
  ],
  next: 'alida-argo generate',
  flags: (command) =>
    command
      .addArgument(definitions())
      .addOption(profiles())
      .addOption(parameters('value of a run-time parameter, as for `argo submit`'))
      .option('--all', "all values, spark-submit's arguments and the pod template, not only what the author decided")
      .addOption(format('text', 'json'))
      .action(async (given: string[], flags: PlanOptions, command: Command) => {
        await inProject(given, flags, ['profile'], async ({ inputs, options }) => {
          needInputs(inputs, command);
          return (await import('./plan.js')).showPlan(inputs, options);
        });
      }),
};
