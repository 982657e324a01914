const typescript = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

/** @type {import('jest').Config} */
const shared = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': typescript },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
};

const database = {
  globalSetup: '<rootDir>/test/support/postgres.up.js',
  globalTeardown: '<rootDir>/test/support/postgres.down.js',
};

/** What does not fit into the time of every run. */
const ALSO_ON_EVENTSTOREDB = [
  '<rootDir>/test/crash/{import-kill,database-restart}.spec.ts',
  '<rootDir>/test/torture/torture.spec.ts',
  '<rootDir>/test/bad-input.spec.ts',
  '<rootDir>/test/exchange/*.spec.ts',
];

/** Each scenario file by itself when somebody asks for scenarios by their path, else all of them in two files. */
const oneByOne = process.argv.slice(2).some((argument) => argument.includes('scenarios'));

export default {
  testTimeout: 30_000,
  // Jest would leave one of two cores to itself; most of its time a test waits for the database.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/support/longest-first.js',
  // vm modules are never collected (nodejs/node#59118): a worker that has grown is replaced.
  workerIdleMemoryLimit: '1500MB',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,projections,scripts}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.e2e\\.spec\\.ts$'],
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.spec.ts', '<rootDir>/{apps,libs,projections}/**/*.e2e.spec.ts'],
      testPathIgnorePatterns: [
        '<rootDir>/test/eventstoredb/',
        oneByOne ? '<rootDir>/test/together/' : '<rootDir>/test/scenarios/',
      ],
      ...database,
    },
    {
      // The main job once more, with its log in EventStoreDB: the server EVENTSTORE_URL names, else a stand-in.
      ...shared,
      displayName: 'eventstoredb',
      globals: { EVENT_STORE: 'eventstoredb' },
      testMatch: [
        '<rootDir>/test/eventstoredb/*.spec.ts',
        ...(process.env.MINGDAN_LONG_TESTS ? ALSO_ON_EVENTSTOREDB : []),
      ],
      ...database,
    },
  ],
};
