import { code } from '../code.js';

export const definitionCodes = {
  'syntax-error': code<{ detail: string }>({
    severity: 'error',
    title: 'The file is neither JSON nor YAML',
    message: ({ detail }) => `this is neither JSON nor YAML: ${detail}`,
    cause: 'A service definition is a JSON document (YAML is accepted); this text cannot be read as one.',
    remedy: () => 'mend the text at this place; an editor with JSON support shows the same spot',
    example: { wrong: '{"name": "kmeans",', right: '{"name": "kmeans"}' },
  }),
} as const;
