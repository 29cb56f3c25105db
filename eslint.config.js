const js = require('@eslint/js');
const jestPlugin = require('eslint-plugin-jest');
const tseslint = require('typescript-eslint');
const { deterministic } = require('./eslint/determinism');
const { layers, OUTSIDE } = require('./eslint/layers');
const guardedClient = require('./eslint/rules/guardedClient');
const noClockOrRandomness = require('./eslint/rules/noClockOrRandomness');
const noImportCircle = require('./eslint/rules/noImportCircle');
const noRescheduledTask = require('./eslint/rules/noRescheduledTask');
const noUnheardPromise = require('./eslint/rules/noUnheardPromise');

const ferry = {
  rules: {
    'guarded-client': guardedClient,
    'no-clock-or-randomness': noClockOrRandomness,
    'no-import-circle': noImportCircle,
    'no-rescheduled-task': noRescheduledTask,
    'no-unheard-promise': noUnheardPromise,
  },
};
/** The files that choose the clock and the randomness which all others are given. */
const CHOOSE_CLOCK = ['src/index.ts', 'src/services/**', 'local/machine.ts'];
/** The files that make what all clients of Azure send with. */
const GUARDS = [
  'src/azure/httpClient.ts',
  'src/azure/trustingClient.ts',
  'src/azure/storage/storageHttpClient.ts',
  'src/azure/storage/pipeline.ts',
];
/** The files of the local stack that processes start with. */
const ENTRY_POINTS = [
  'local/cli/**',
  'local/**/main.ts',
  'local/**/superviseCoreTools.ts',
  'local/**/azuriteProcess.ts',
];

module.exports = tseslint.config(
  { ignores: ['dist/', 'out/', 'coverage/', '.local/', 'node_modules/'] },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
    languageOptions: {
      globals: { module: 'writable', require: 'readonly', process: 'readonly', __dirname: 'readonly' },
    },
  },
  {
    files: ['src/**/*.ts', 'local/**/*.ts', 'cli/**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: __dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: { '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }] },
  },
  {
    files: ['src/index.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [OUTSIDE] }] },
  },
  ...layers({
    orchestrations: deterministic({ async: false }),
    domain: deterministic({ async: true }),
    settings: deterministic({ async: true }),
  }),
  {
    files: ['src/orchestrations/**/*.ts'],
    plugins: { ferry },
    rules: { 'ferry/no-rescheduled-task': 'error' },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { ferry },
    rules: { 'ferry/guarded-client': 'error' },
  },
  {
    files: ['src/azure/identity/credentials.ts'],
    plugins: { ferry },
    rules: { 'ferry/guarded-client': ['error', { ownIdentity: true }] },
  },
  {
    files: GUARDS,
    plugins: { ferry },
    rules: { 'ferry/guarded-client': ['error', { bare: true }] },
  },
  {
    files: ['src/**/*.ts', 'local/**/*.ts'],
    plugins: { ferry },
    rules: { 'ferry/no-import-circle': 'error' },
  },
  {
    files: ['src/**/*.ts', 'local/**/*.ts', 'cli/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.js'],
    plugins: { ferry },
    rules: { 'ferry/no-unheard-promise': 'error' },
  },
  {
    files: ['src/**/*.ts', 'local/**/*.ts'],
    ignores: CHOOSE_CLOCK,
    plugins: { ferry },
    rules: { 'ferry/no-clock-or-randomness': 'error' },
  },
  {
    files: ['local/**/*.ts'],
    ignores: ENTRY_POINTS,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '(^|/)machine(\\.js)?$',
              message: 'Only where a process starts is the real machine chosen: take a Platform as an argument.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['local/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./)+src/(?!domain/validation/)',
              allowTypeImports: true,
              message:
                'The local stack stands for Azure: of the product it may know types, never code. Only src/domain/validation serves both, so that mistakes look alike everywhere.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['cli/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./)+(src/(?!domain/validation/)|local/)',
              allowTypeImports: true,
              message:
                'The commands are clients of the HTTP API: of the product they know types, never code. Only src/domain/validation serves both, so that texts look alike everywhere.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    ...jestPlugin.configs['flat/recommended'],
    rules: {
      ...jestPlugin.configs['flat/recommended'].rules,
      'jest/no-disabled-tests': 'error',
      'jest/no-focused-tests': 'error',
      'jest/no-commented-out-tests': 'error',
      'jest/consistent-test-it': ['error', { fn: 'it', withinDescribe: 'it' }],
    },
  },
  {
    // A contract is a suite that several test files run.
    files: ['test/contract/*Contract.ts'],
    rules: { 'jest/no-export': 'off' },
  },
);
