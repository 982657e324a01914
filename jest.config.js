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

export default {
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
      ...database,
    },
    {
      // The main job once more, with its log in EventStoreDB: the server EVENTSTORE_URL names, else a stand-in.
      ...shared,
      displayName: 'eventstoredb',
      globals: { EVENT_STORE: 'eventstoredb' },
      testMatch: ['<rootDir>/test/{scenarios,crash}/**/*.spec.ts', '<rootDir>/test/bad-input.spec.ts'],
      testPathIgnorePatterns: ['/built\\.spec\\.ts$'],
      ...database,
    },
  ],
};
