import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Patterns are regular expressions on purpose: in the glob form a leading `#` starts a comment and forbids nothing.
const forbid = (regex, message) => ({ regex, message });
const forbidNames = (regex, importNamePattern, message) => ({ regex, importNamePattern, message });

const byAlias = forbid(
  '^(\\.\\./)+(libs/|projections/|[\\w-]+/src/)',
  'Another project is imported by its alias (#libs/…, #projections), never by a path.',
);
const noEventBus = forbidNames(
  '^@nestjs/cqrs$',
  '^(EventBus|EventPublisher|EventsHandler|IEventHandler|Saga|ICommandPublisher|AggregateRoot|UnhandledExceptionBus)$',
  'CommandBus and QueryBus only: events are learned from the subscription (D5).',
);
const noApps = forbid('(^|/)apps/|^#apps/', 'A library never knows an app.');
const noAdapters = forbid(
  '^#libs/(event-store-|embedded-postgres$|composition$)',
  'Only libs/composition knows which adapter is in use; what it makes is handed over.',
);
const noProjections = forbid('^#projections(/|$)', 'A library never knows a read model; it is handed one.');

const imports = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

const pure = (folder, ...friends) => ({
  files: [`libs/${folder}/**/*.ts`],
  rules: {
    ...imports(
      forbid(
        `^(?!\\.{1,2}/${friends.length === 0 ? '' : `|#libs/(${friends.join('|')})$`})`,
        `libs/${folder} is pure: it imports itself${friends.map((name) => `, #libs/${name}`).join('')} and nothing else.`,
      ),
      byAlias,
    ),
    'no-restricted-globals': [
      'error',
      ...[
        ...['process', 'fetch', 'console', 'crypto', 'performance', 'require', 'WebSocket', 'globalThis', 'global'],
        ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
      ].map((name) => ({ name, message: 'The domain does no I/O and reads no clock: take it from the context (D2).' })),
    ],
    'no-restricted-syntax': [
      'error',
      ...[
        ['NewExpression[callee.name="Date"][arguments.length=0]', 'reads the clock'],
        ['CallExpression[callee.name="Date"]', 'reads the clock'],
        ['MemberExpression[object.name="Date"][property.name="now"]', 'reads the clock'],
        ['NewExpression[callee.name="Date"][arguments.length>1]', 'reads the time zone of the machine; use Date.UTC'],
        [
          'MemberExpression[property.name=/^(get|set)(FullYear|Month|Date|Day|Hours|Minutes|Seconds|TimezoneOffset)$/]',
          'reads the time zone of the machine; use the UTC form',
        ],
        ['MemberExpression[property.name=/^toLocale(Date|Time)?String$/]', 'reads the locale of the machine'],
        ['MemberExpression[object.name="Math"][property.name="random"]', 'is chance'],
        ['CallExpression[callee.name=/^(randomUUID|uuid|v1|v4|v6|v7)$/]', 'is chance'],
        ['ImportExpression', 'loads code while deciding'],
        ['MetaProperty', 'knows where its files lie'],
      ].map(([selector, why]) => ({ selector, message: `Not in the domain: this ${why} (D2).` })),
    ],
  },
});

const apps = ['command-api', 'query-api', 'projector', 'console'];
const noOtherApp = (app) =>
  forbid(
    `^(\\.\\./)+(apps/)?(${[...apps, 'standalone', 'operator'].filter((other) => other !== app).join('|')})/`,
    'No app imports another; only standalone and the operator assemble them.',
  );
const noStore = forbid(
  '^#libs/event-store-',
  'An app does not know which store is in use: #libs/composition opens it.',
);
const assembling = [
  forbid('^(\\.\\./)+(libs|projections)/', 'Another project is imported by its alias.'),
  noEventBus,
  forbid('^(\\.\\./)+(apps/)?operator/', 'The server does not know the command line.'),
];

export default defineConfig(
  { ignores: ['dist', 'coverage', '.data', '**/node_modules'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['examples/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(['fetch', 'FormData', 'Blob', 'File'].map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['process', 'console', 'URL', 'Buffer', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
          ...['fetch', 'AbortSignal'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A default is a statement about the rest: read models and folds of one concern know a part of the events.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowNever: true }],
      'max-lines': ['error', { max: 420, skipBlankLines: true, skipComments: true }],
      ...imports(byAlias, noEventBus),
    },
  },

  { files: ['libs/**/*.ts'], rules: imports(byAlias, noEventBus, noApps, noProjections, noAdapters) },
  {
    // Where the adapters are chosen. The demonstration's own database is none of its business.
    files: ['libs/composition/**/*.ts'],
    rules: imports(
      byAlias,
      noEventBus,
      noApps,
      noProjections,
      forbid('^#libs/embedded-postgres$', 'The embedded database belongs to the standalone server.'),
    ),
  },
  pure('subjects', 'rules'),
  pure('rules', 'subjects'),
  pure('dossier', 'rules', 'subjects'),
  {
    ...pure('joint-measures', 'dossier', 'rules', 'subjects'),
    // How it is stored, and what it reads of dossiers.
    ignores: ['**/trigger-kind.ts', '**/entry-reader.ts', '**/*.spec.ts', '**/testing/**'],
  },
  {
    ...pure('external-lists', 'dossier', 'rules', 'subjects'),
    // How it is stored, read, fetched and written.
    ignores: [
      '**/{external-list-kind,row-log,rows,delivery-job,index}.ts',
      '**/{source-fetch,source-worker,source-states,source-metrics,create-external-sources.migration}.ts',
      '**/*.spec.ts',
    ],
  },
  {
    // A decision speaks of every case by name.
    files: ['libs/dossier/**/*.ts'],
    ignores: ['**/evolve.ts'],
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { allowDefaultCaseForExhaustiveSwitch: false }],
    },
  },
  {
    files: ['libs/event-store/**/*.ts'],
    rules: imports(
      byAlias,
      noEventBus,
      noApps,
      noProjections,
      forbid(
        '^(pg|typeorm)(/|$)|^@(eventstore|kurrent|nestjs/typeorm)',
        'Nothing of a database crosses the port (D4).',
      ),
      forbid('^#libs/(event-store-|read-store|embedded-postgres)', 'The port knows none of its adapters (D4).'),
    ),
  },
  {
    files: ['libs/event-store-*/**/*.ts'],
    rules: imports(
      byAlias,
      noEventBus,
      noApps,
      noProjections,
      forbid('^#libs/(?!(event-store|pg-arrays)$)', 'An adapter knows the port and nothing else of ours (D4).'),
    ),
  },
  {
    files: ['projections/**/*.ts'],
    rules: imports(
      byAlias,
      noApps,
      forbid('^@nestjs/cqrs$', 'A projection has no bus: it reads events and writes its table.'),
      forbid(
        '^#libs/(event-store-|embedded-postgres$|composition$|vault$)',
        'A projection does not know which store is in use.',
      ),
      forbidNames('^#libs/event-store$', '^(EventStore|.*[aA]ppend.*|.*Loop)$', 'A projection cannot append.'),
      forbidNames('^#libs/dossier$', '^decide', 'A projection decides nothing.'),
    ),
  },
  ...apps.map((app) => ({
    files: [`apps/${app}/**/*.ts`],
    rules: imports(
      byAlias,
      noEventBus,
      noOtherApp(app),
      noStore,
      forbid('^#libs/embedded-postgres$', 'The embedded database belongs to the standalone server.'),
    ),
  })),
  ...apps.map((app) => ({
    // What stands beside an app's main puts it together; the folders below are handed what they need.
    files: [`apps/${app}/src/*/**/*.ts`],
    rules: imports(byAlias, noEventBus, noOtherApp(app), noAdapters),
  })),
  { files: ['apps/operator/**/*.ts'], rules: imports(...assembling) },
  { files: ['apps/standalone/**/*.ts'], rules: imports(...assembling, noStore) },
  {
    // An `import type` of a DTO compiles, but the validation pipe then sees `Function` and refuses every property.
    files: ['**/*.controller.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'ImportDeclaration[importKind="type"] > ImportSpecifier[imported.name=/Dto$/]',
          'ImportSpecifier[importKind="type"][imported.name=/Dto$/]',
        ].map((selector) => ({ selector, message: 'Import a DTO as a value: its class is needed at run time.' })),
      ],
    },
  },

  {
    files: ['**/*.spec.ts', 'test/**/*.ts', '**/{contract,testing,golden}/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-syntax': 'off',
    },
  },
);
