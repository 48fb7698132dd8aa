import eslint from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { rooms } from './rooms.mjs';

const core = Object.keys(rooms).filter((room) => rooms[room].pure);
const machine = ['process', 'console', 'Date', 'Intl', 'fetch', 'Buffer', 'setTimeout', 'setInterval', 'performance'];

const imports = (room, pure) => {
  const allowed = rooms[room].imports;
  const closed = [...Object.keys(rooms), 'index'].filter((other) => other !== room && !allowed.includes(other));
  const message = `${room}/ may import from: ${allowed.join(', ') || 'nothing'}.`;
  const patterns = [{ regex: `^(\\.\\./)+(${closed.join('|')})(/|\\.js)`, message }];
  if (pure) patterns.push({ regex: '^node:', message: 'Only the edges (adapters, cli, http) touch the machine.' });
  return { 'no-restricted-imports': ['error', { patterns }] };
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
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { process: 'readonly', Buffer: 'readonly', __dirname: 'readonly' } },
  },
  ...Object.entries(rooms).map(([room, { pure }]) => ({ files: [`src/${room}/**/*.ts`], rules: imports(room, pure) })),
  { files: [...core.map((room) => `src/${room}/**/*.ts`), 'src/*.ts'], rules: pure },
  {
    // The page is a user of the library.
    files: ['web/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(\\.\\./)+(?!src/index\\.js|schemas/)', message: 'web/ may import the public library.' },
          ],
        },
      ],
    },
  },
  {
    files: ['src/argo/placeholder.ts', 'src/render/line.ts', 'src/kubernetes.ts'],
    rules: { 'no-restricted-syntax': ['error', noLocale] },
  },
  {
    files: ['src/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '^node:' }] }] },
  },
  {
    // The resolver decides by what it is given; its clock is an argument, too.
    files: ['src/status-resolver/*.ts'],
    ignores: ['src/status-resolver/{api,main}.ts'],
    rules: {
      ...imports('status-resolver', true),
      'no-restricted-globals': ['error', ...machine.filter((name) => name !== 'Buffer' && name !== 'Date')],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random' },
        { object: 'Date', property: 'now' },
      ],
      'no-restricted-syntax': [
        'error',
        noLocale,
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]' },
      ],
    },
  },
);
