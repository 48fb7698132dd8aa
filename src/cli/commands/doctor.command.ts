import { clusterOptions, format, inProject, type Declaration } from '../command.js';
import type { DoctorOptions } from './doctor.js';

export const doctorCommand: Declaration = {
  name: 'doctor',
  description: 'tell whether a cluster is ready for these services, and which command mends what is not',
  examples: ['alida-argo doctor', 'alida-argo doctor services --profile prod.yaml --context prod'],
  next: 'the commands below what failed, then alida-argo apply',
  flags: (command) =>
    clusterOptions(command)
      .argument('[inputs...]', 'definitions, or folders that hold them; without any, only what the profile names')
      .addOption(format('text', 'json'))
      .action(async (given: string[], flags: DoctorOptions) => {
        await inProject(given, flags, ['profile'], async ({ inputs, options }) => {
          return (await import('./doctor.js')).doctor(inputs, options);
        });
      }),
};
