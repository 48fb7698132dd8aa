import eslint from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

// Which rooms a room may import from; itself is always allowed. One way only: no import climbs back.
const floor = ['credentials', 'diagnostics', 'render'];
const rooms = {
  credentials: [],
  diagnostics: [],
  render: [],
  'spark-keys': ['diagnostics'],
  reporters: ['diagnostics'],
  definition: floor,
  platform: [...floor, 'spark-keys', 'definition'],
  service: [...floor, 'spark-keys', 'definition', 'platform'],
  spark: [...floor, 'spark-keys', 'definition', 'platform', 'service'],
  container: [...floor, 'spark-keys', 'definition', 'platform', 'service'],
  workflow: [...floor, 'definition', 'platform', 'service'],
  argo: [...floor, 'definition', 'platform', 'service', 'spark', 'container', 'workflow'],
  importers: [...floor, 'spark-keys', 'definition', 'platform', 'service', 'compile'],
  diff: [...floor, 'spark'],
  'status-resolver': [],
  cluster: [...floor, 'definition', 'platform', 'spark', 'workflow', 'argo', 'diff', 'status-resolver', 'contract'],
  adapters: ['diagnostics', 'definition'],
  http: [...floor, 'reporters', 'definition', 'platform', 'compile', 'export', 'plan'],
};
const all = [...Object.keys(rooms), 'cli'];
// The pipeline itself: above the rooms, below the edges.
const stages = ['compile', 'compile-workflow', 'export', 'plan', 'index'];

// The core is a function of its input: the edges alone touch the machine.
const core = [
  'credentials',
  'diagnostics',
  'spark-keys',
  'reporters',
  'definition',
  'platform',
  'service',
  'spark',
  'container',
  'workflow',
  'argo',
  'importers',
  'render',
  'diff',
];
const machine = ['process', 'console', 'Date', 'Intl', 'fetch', 'Buffer', 'setTimeout', 'setInterval', 'performance'];

const restrict = (room, allowed, pure) => {
  const closed = [...all, ...stages].filter((other) => other !== room && !allowed.includes(other));
  return {
    files: [`src/${room}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${closed.join('|')})(/|\\.js)`,
              message: `${room}/ may import from: ${allowed.join(', ') || 'nothing'}.`,
            },
            ...(pure ? [{ regex: '^node:', message: 'Only the edges (adapters, cli, http) touch the machine.' }] : []),
          ],
        },
      ],
    },
  };
};

const noLocale = {
  selector: 'CallExpression[callee.property.name=/^(toLocale|localeCompare)/]',
  message: 'No locale in the core.',
};
// What a text is made by says what it may be: each encoder has one file.
const encoded = {
  selector: 'TSAsExpression > TSTypeReference[typeName.name=/^(Text|Expression|Line|DnsLabel)$/]',
  message: 'Only its encoder makes one.',
};
const tagged = {
  selector: 'TemplateElement[value.raw=/\\{\\{/]',
  message: 'Tags of Argo are made by placeholder.ts.',
};
const pure = {
  'no-restricted-globals': ['error', ...machine],
  'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
  'no-restricted-syntax': ['error', noLocale, encoded, tagged],
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '**/generated/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    // What matches a text that others wrote takes a time that grows with it, not with its square.
    files: ['src/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  ...Object.entries(rooms).map(([room, allowed]) => restrict(room, allowed, core.includes(room))),
  { files: [...core.map((room) => `src/${room}/**/*.ts`), 'src/*.ts'], rules: pure },
  {
    files: ['src/argo/placeholder.ts', 'src/render/line.ts', 'src/kubernetes.ts'],
    rules: { 'no-restricted-syntax': ['error', noLocale] },
  },
  {
    files: ['src/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '^node:' }] }] },
  },
);
