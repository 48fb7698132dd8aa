import { finish, type Declaration } from '../command.js';
import type { ImportOptions } from './import.js';

export const importCommand: Declaration = {
  name: 'import',
  description:
    'make a definition and a profile of what calls spark-submit (a script, a Job, an Argo Workflow) or a SparkApplication',
  examples: ['alida-argo import entrypoint.sh -o kmeans', 'alida-argo import sparkapplication.yaml -o kmeans'],
  next: 'alida-argo validate DIR',
  flags: (command) =>
    command
      .argument('<file>', 'the file; - is standard input')
      .requiredOption('-o, --out <dir>', 'write service.json and profile.yaml into this folder')
      .option('--force', 'replace them if they are there')
      .action(async (file: string, options: ImportOptions) => {
        finish((await import('./import.js')).importInto(file, options));
      }),
};
