import type { Command } from 'commander';
import { format, inProject, needInputs, profiles, type Declaration } from '../command.js';
import type { ValidateOptions } from './validate.js';

export const validateCommand: Declaration = {
  name: 'validate',
  description: 'tell what is wrong, write nothing',
  examples: [
    'alida-argo validate services --profile prod.yaml',
    'alida-argo validate --dockerfile Dockerfile',
    'alida-argo validate --format sarif > alida-argo.sarif',
  ],
  next: 'alida-argo explain CODE says more about a diagnostic; alida-argo plan shows what would run',
  flags: (command) =>
    command
      .argument('[inputs...]', 'definitions, profiles, or folders that hold them; - is standard input')
      .addOption(profiles())
      .option('--dockerfile <file>', 'Dockerfile of the application image, checked for what Spark demands of it')
      .option('--fix', 'put right in the files what can be without changing what runs, or what was plainly meant')
      .option('--unsafe', 'with --fix or --diff: do what the other remedies say, too')
      .option(
        '--diff',
        'show what --fix would change, and change nothing: the exit code is that of the files as they are',
      )
      .addOption(format('text', 'json', 'sarif', 'github', 'gitlab'))
      .action(async (given: string[], flags: ValidateOptions, command: Command) => {
        if (flags.unsafe && !flags.fix && !flags.diff) command.error('error: --unsafe is about what --fix does');
        if (flags.diff && flags.format !== 'text')
          command.error(`error: --diff and --format ${flags.format} both go to standard output`);
        if (flags.fix || flags.diff) await (await import('./validate.js')).fixProject(flags);
        await inProject(given, flags, ['profile'], async ({ inputs, options }) => {
          // A Dockerfile that was named is checked alone.
          const named = given.length === 0 && options.dockerfile !== undefined ? [] : inputs;
          if (options.dockerfile === undefined) needInputs(named, command);
          if (options.fix && !options.diff && named.includes('-'))
            command.error('error: --fix writes files; --diff shows what it would make of standard input');
          return (await import('./validate.js')).validate(named, options);
        });
      }),
};
