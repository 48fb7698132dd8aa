import type { Command } from 'commander';
import { format, inProject, needInputs, profiles, type Declaration } from '../command.js';
import type { GraphOptions } from './graph.js';

export const graphCommand: Declaration = {
  name: 'graph',
  description:
    "print a picture of a workflow or, without one, of each service's run; or when a run's steps began and ended",
  examples: [
    'alida-argo graph workflow.yaml services/*.json > workflow.mmd',
    'alida-argo graph --format svg service.json > service.svg',
    'kubectl get workflow NAME -o json | alida-argo graph --format svg - > run.svg',
  ],
  flags: (command) =>
    command
      .argument(
        '[inputs...]',
        "a workflow and the definitions that it names, or definitions, or a run's Workflow; - is standard input",
      )
      .addOption(profiles())
      .addOption(format('mermaid', 'dot', 'svg'))
      .action(async (given: string[], flags: GraphOptions, command: Command) => {
        await inProject(given, flags, ['profile'], async ({ inputs, options }) => {
          needInputs(inputs, command);
          return (await import('./graph.js')).graph(inputs, options);
        });
      }),
};
