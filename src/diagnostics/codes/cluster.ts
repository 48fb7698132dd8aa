import { code } from '../code.js';

/** What keeps a live cluster from being asked, or from doing what it is asked for. */
export const clusterCodes = {
  'unknown-context': code<{ context: string; known: readonly string[] }>({
    severity: 'error',
    title: 'The kubeconfig has no such context',
    message: ({ context }) => (context === '' ? 'no context is chosen' : `there is no context ${context}`),
    cause: 'A context says which cluster is asked, and by whom; nothing was asked.',
    remedy: ['--context <known>', 'name a kubeconfig by KUBECONFIG or --kubeconfig'],
    words: ({ known }) => ({ known: known.length > 0 ? known.join(', or --context ') : undefined }),
  }),
  'cluster-unreachable': code<{ reason: string }>({
    severity: 'error',
    title: 'The API server gives no answer',
    message: ({ reason }) => `the cluster cannot be asked: ${reason}`,
    cause: 'The kubeconfig is wrong, the cluster is off, or the way to it is closed.',
    remedy: '`kubectl cluster-info` must work first; another cluster is chosen by --context or --kubeconfig',
  }),
  'cluster-refuses': code<{ what: string; status: number; message: string }>({
    severity: 'error',
    title: 'The API server refuses',
    message: ({ message, status, what }) => `it refuses to ${what} (${status}): ${message}`,
    cause: 'Something that a run needs is not there, or whoever asks may not do this.',
    remedy: [
      { if: 'changed', say: 'somebody changed it meanwhile: run this again' },
      '`alida-argo doctor` tells what is missing, and the command that mends it',
    ],
    words: ({ status }) => ({ changed: status === 409 }),
  }),
  'field-conflict': code<{ name: string; message: string }>({
    severity: 'error',
    title: 'Another one set the same fields',
    message: ({ message, name }) => `${name}: ${message}`,
    cause:
      'kubectl, Argo CD, Flux or a person applied this WorkflowTemplate: what they set would be lost, or they would set it again.',
    remedy: 'leave it to them, or take it over by --force-conflicts',
  }),
} as const;
