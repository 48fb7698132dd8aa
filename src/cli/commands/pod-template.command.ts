import { finish, profile, type Declaration } from '../command.js';
import type { PodTemplateOptions } from './pod-template.js';

export const podTemplateCommand: Declaration = {
  name: 'pod-template',
  description:
    'render the pod template of a TARGET that is known only at run time, for `argo submit -p pod-template=…`',
  examples: ['argo submit --from wftmpl/kmeans -p pod-template="$(alida-argo pod-template --target target.json)"'],
  flags: (command) =>
    command
      .option('--target <file>', 'TARGET as JSON or YAML; - is standard input')
      .addOption(profile())
      .action(async (options: PodTemplateOptions) => {
        finish((await import('./pod-template.js')).showPodTemplate(options));
      }),
};
