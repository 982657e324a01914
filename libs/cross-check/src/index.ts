export * from './create-cross-check.migration.js';
export * from './import-snapshot.js';
export * from './mirrored-list-source.js';
export * from './national-list-source.js';
export * from './snapshot-list-source.js';
