import { code } from '../code.js';

export const platformCodes = {
  'target-not-json': code<object>({
    severity: 'error',
    title: 'TARGET is no JSON object',
    message: () => 'TARGET is not a JSON object',
    cause:
      'TARGET says where driver and executors may run: {"affinity": …, "tolerations": …}, as an object or its JSON text.',
    remedy: () => 'write a JSON object, or {} for anywhere',
    example: { wrong: '"defaultValue": "opt-worker"', right: '"defaultValue": "{\\"tolerations\\": []}"' },
  }),
} as const;
