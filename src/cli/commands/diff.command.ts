import { type Command, Option } from 'commander';
import {
  atLeast,
  format,
  inProject,
  needInputs,
  output,
  outputOptions,
  profiles,
  type Declaration,
} from '../command.js';
import type { LiveDiffOptions } from './apply.js';
import type { DiffOptions } from './diff.js';

export const diffCommand: Declaration = {
  name: 'diff',
  description: 'tell what would change, in words and in lines; exit 16 if something would',
  examples: [
    'alida-argo diff services -o deploy',
    'alida-argo diff --revision origin/main --format markdown > comment.md',
    'alida-argo diff services --profile dev.yaml --profile prod.yaml   # what differs between clusters',
    'alida-argo diff services --live      # what an apply would change',
  ],
  exits: '16 something differs',
  next: 'alida-argo generate, or alida-argo commit',
  flags: (command) =>
    outputOptions(command)
      .addOption(profiles())
      .option(
        '-o, --out <dir>',
        'compare with the files of this folder; without it, compare the profiles with one another',
      )
      .option('--no-out', "compare the profiles, whatever the project's file says")
      .option('--revision <revision>', "compare with --out's files at this revision of their Git repository")
      .addOption(new Option('--manifests <format>', "form of --out's files").choices(['yaml', 'json']).default('yaml'))
      .addOption(
        new Option(
          '--summary <number>',
          'with more files than these, tell those that changed alike once, with a sample',
        )
          .argParser(atLeast(0))
          .default(20),
      )
      .option('--no-summary', 'tell each file')
      .option('--live', 'compare with the cluster, by its own dry run')
      .option('--context <name>', 'with --live: context of the kubeconfig')
      .option('--kubeconfig <file>', 'with --live: the kubeconfig')
      .option('--force-conflicts', 'with --live: as if fields that another one set became ours')
      .addOption(format('text', 'json', 'markdown'))
      .action(async (given: string[], flags: DiffOptions & LiveDiffOptions & { live?: true }, command: Command) => {
        await inProject(given, flags, [...output, 'name'], async ({ inputs, options }) => {
          needInputs(inputs, command);
          const ofLive = (['context', 'kubeconfig', 'forceConflicts'] as const).find(
            (name) => flags[name] !== undefined,
          );
          if (ofLive && !flags.live)
            command.error('error: --context, --kubeconfig and --force-conflicts are about --live');
          if (flags.live) {
            if (flags.revision !== undefined || flags.out)
              command.error('error: --live compares with the cluster alone');
            return (await import('./apply.js')).liveDiff(inputs, options);
          }
          if (options.revision !== undefined && !options.out)
            command.error('error: --revision is about the files of --out DIR');
          return (await import('./diff.js')).diff(inputs, options);
        });
      }),
};
