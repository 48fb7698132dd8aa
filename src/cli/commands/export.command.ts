import { finish, format, profile, type Declaration } from '../command.js';
import type { ExportOptions } from './export.js';

export const exportCommand: Declaration = {
  name: 'export',
  description: "do what the hook does: a designer's workflow in, WorkflowTemplates out",
  examples: [
    'alida-argo export workflow.yaml services/*.json',
    'alida-argo export workflow.yaml services/*.json --inline',
  ],
  next: 'kubectl apply -f -, then argo submit --from wftmpl/NAME',
  flags: (command) =>
    command
      .argument('<inputs...>', 'a workflow and the definitions that it names, or one definition; - is standard input')
      .addOption(profile())
      .option('--inline', 'one WorkflowTemplate that stands alone')
      .option('-o, --out <dir>', 'write into this folder instead of standard output')
      .option('--force', 'replace files of --out that were not generated')
      .addOption(format('yaml', 'json'))
      .action(async (inputs: string[], options: ExportOptions) => {
        finish((await import('./export.js')).exportFiles(inputs, options));
      }),
};
