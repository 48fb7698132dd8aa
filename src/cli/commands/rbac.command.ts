import { inProject, profiles, type Declaration } from '../command.js';
import type { RbacOptions } from './rbac.js';

export const rbacCommand: Declaration = {
  name: 'rbac',
  description: 'print the least ServiceAccount, Role and RoleBinding that the generated workflows run with',
  examples: ['alida-argo rbac --profile prod.yaml | kubectl apply -f -'],
  next: 'alida-argo generate',
  flags: (command) =>
    command.addOption(profiles()).action(async (flags: RbacOptions) => {
      await inProject([], flags, ['profile'], async ({ options }) => {
        return (await import('./rbac.js')).showRbac(options);
      });
    }),
};
