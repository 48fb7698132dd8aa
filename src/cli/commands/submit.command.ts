import { type Command, Option } from 'commander';
import { clusterOptions, definitions, inProject, needInputs, parameters, type Declaration } from '../command.js';
import type { SubmitOptions } from './submit.js';

export const submitCommand: Declaration = {
  name: 'submit',
  description: "run a service or a workflow, show its program's log, and end as it ends",
  examples: [
    'alida-argo submit kmeans -p input-dataset=s3a://data/in -p k=12',
    'alida-argo submit kmeans -p k=12 --output json > outcome.json',
    'alida-argo submit kmeans services --profile dev.yaml --detach',
  ],
  exits: "the driver's own where it failed, or 200 to 220 where the cluster did (docs/status-resolver.md)",
  flags: (command) =>
    clusterOptions(command)
      .argument('<name>', 'the service or the workflow')
      .addArgument(definitions())
      .addOption(parameters('value of a run-time parameter'))
      .option('--detach', "print the Workflow's name and leave it to itself")
      .addOption(
        new Option('--output <form>', 'on standard output: the log, or how it ended')
          .choices(['text', 'json'])
          .default('text'),
      )
      .action(async (name: string, given: string[], flags: SubmitOptions, command: Command) => {
        await inProject(given, flags, ['profile'], async ({ inputs, options }) => {
          needInputs(inputs, command);
          return (await import('./submit.js')).submit(name, inputs, options);
        });
      }),
};
