import { type Command, Option } from 'commander';
import { cis, clusters, languages } from '../choices.js';
import { finish, type Declaration } from '../command.js';
import type { InitOptions } from './init.js';

export const initCommand: Declaration = {
  name: 'init',
  description:
    'begin a project: a definition, its program and image, a profile, CI; what is not said is asked on a terminal',
  examples: [
    'alida-argo init                      # asks, on a terminal',
    'alida-argo init word-count --language java --cluster alida',
    'alida-argo init kmeans --from entrypoint.sh',
  ],
  next: 'alida-argo validate, then alida-argo generate',
  flags: (command) =>
    command
      .argument('[dir]', 'the folder', '.')
      .option('--name <name>', "the first service's name (default: the folder's)")
      .addOption(new Option('--language <language>', 'of its program (default: "python")').choices(languages))
      .addOption(new Option('--cluster <kind>', 'what it runs on (default: "kind")').choices(clusters))
      .option('--registry <registry>', "where its images go, as in front of an image's name")
      .option('--namespace <namespace>', 'what it runs in (default: "alida")')
      .addOption(new Option('--ci <ci>', 'file for CI').choices(cis))
      .option('--from <file>', 'begin with what runs already, as `import` reads it')
      .action(async (dir: string, options: InitOptions, command: Command) => {
        const other = (['name', 'language', 'cluster', 'registry', 'namespace'] as const).find(
          (one) => options[one] !== undefined,
        );
        if (options.from !== undefined && other)
          command.error(`error: --from says what --${other} would: one of them, please`);
        finish(await (await import('./init.js')).init(dir, options));
      }),
};
