import type { Command } from 'commander';
import { format, inProject, needInputs, output, outputOptions, profiles, type Declaration } from '../command.js';
import type { CommitFlags } from './commit.js';

export const commitCommand: Declaration = {
  name: 'commit',
  description: "generate into a Git repository and commit that with the user's git, nothing else",
  examples: [
    'alida-argo commit services --repo . --path deploy --kustomization',
    'alida-argo commit --branch new-image # as alida-argo.yaml says, on a new branch',
  ],
  next: 'git push',
  flags: (command) =>
    outputOptions(command)
      .option('--repo <dir>', "the repository (default: the one that the project's file is in)")
      .option('--path <subdir>', 'the folder in it that the files go to (default: the project\'s `out`, or ".")')
      .option('--branch <name>', 'commit on a new branch that begins here')
      .option('--force', 'replace files that were changed by hand or are of another origin')
      .addOption(profiles())
      .addOption(format('yaml', 'json'))
      .action(async (given: string[], flags: CommitFlags, command: Command) => {
        await inProject(given, flags, output, async ({ inputs, options, project }) => {
          needInputs(inputs, command);
          const { commit, whereTo } = await import('./commit.js');
          const place = whereTo(options, project);
          if (!place)
            command.error("error: required option '--repo <dir>' not specified (or `out` in an alida-argo.yaml)");
          return commit(inputs, { ...options, ...place });
        });
      }),
};
