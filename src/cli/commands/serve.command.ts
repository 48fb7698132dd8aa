import { Option } from 'commander';
import { atLeast, finish, profile, type Declaration } from '../command.js';
import type { ServeOptions } from './serve.js';

export const serveCommand: Declaration = {
  name: 'serve',
  description: 'answer exports over HTTP; the token is that of --token-file or of ALIDA_ARGO_TOKEN',
  examples: ['ALIDA_ARGO_TOKEN=… alida-argo serve --listen 0.0.0.0:8080 --profile prod.yaml'],
  next: 'docs/serve.md tells how to ask it',
  flags: (command) =>
    command
      .addOption(new Option('--listen <host:port>', 'where to listen').default('127.0.0.1:8080'))
      .option('--token-file <file>', 'file that holds the token; read again when it changes')
      .addOption(profile())
      .addOption(new Option('--max-body <MiB>', 'largest request').argParser(atLeast(1)).default(10))
      .addOption(
        new Option('--max-requests <number>', 'requests worked on or waiting').argParser(atLeast(1)).default(16),
      )
      .addOption(
        new Option('--timeout <seconds>', 'longest time for a request to arrive').argParser(atLeast(1)).default(30),
      )
      .addOption(new Option('--deadline <seconds>', 'longest work on a request').argParser(atLeast(1)).default(20))
      .option('--runs', 'show on the page the runs of the profile’s namespace, of a cluster that is only read')
      .option('--kubeconfig <file>', 'kubeconfig for --runs; otherwise KUBECONFIG, or the cluster that this runs in')
      .option('--context <name>', 'context of the kubeconfig')
      .action(async (options: ServeOptions) => {
        finish(await (await import('./serve.js')).serve(options));
      }),
};
