import type { Command } from 'commander';
import { format, inProject, needInputs, output, outputOptions, profiles, type Declaration } from '../command.js';
import type { GenerateOptions } from './generate.js';

export const generateCommand: Declaration = {
  name: 'generate',
  description: 'write WorkflowTemplates',
  examples: [
    'alida-argo generate service.json | kubectl apply -f -',
    'alida-argo generate services --profile dev.yaml --profile prod.yaml -o deploy --kustomization',
    'alida-argo generate                  # as the alida-argo.yaml here or above says',
    'alida-argo generate --check          # in CI: are the files of the output folder up to date?',
    'alida-argo generate --watch',
  ],
  exits: '16 --check found a difference',
  next: 'alida-argo diff tells what would change, alida-argo commit commits it; then kubectl apply, or Argo CD or Flux',
  flags: (command) =>
    outputOptions(command)
      .addOption(profiles())
      .option('-o, --out <dir>', 'write into this folder instead of standard output')
      .option('--no-out', "write to standard output, whatever the project's file says")
      .option('--check', 'write nothing; exit 16 if a file of --out is not what would be generated')
      .option('--force', 'replace files of --out that were changed by hand or are of another origin')
      .addOption(format('yaml', 'json', 'github', 'gitlab'))
      .option('--watch', 'generate again whenever an input changes, until Ctrl-C')
      .action(async (given: string[], flags: GenerateOptions, command: Command) => {
        await inProject(given, flags, output, async ({ inputs, options }) => {
          needInputs(inputs, command);
          const needsOut = (['check', 'force', 'watch', 'kustomization'] as const).find((name) => flags[name]);
          if (needsOut && !options.out) command.error(`error: --${needsOut} is about the files of --out DIR`);
          if (['github', 'gitlab'].includes(options.format) && !options.check)
            command.error(`error: --format ${options.format} makes annotations of what --check finds`);
          const { generate } = await import('./generate.js');
          if (!options.watch) return generate(inputs, options);
          if (options.check || inputs.includes('-'))
            command.error(
              'error: --watch writes what it generates, and reads files again: no --check, no standard input',
            );
          const project = await import('../project.js');
          return (await import('./watch.js')).watch(
            () => project.inProject(given, flags, output),
            (now, onRead) => generate(now.inputs, now.options, onRead),
          );
        });
      }),
};
