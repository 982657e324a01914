export * from './channel-stream.js';
export { PREFIXES, streamIdOf, type ReferenceKind } from './kinds.js';
export * from './publish-shipped.js';
export * from './reference-commands.js';
export * from './reference-data.js';
export { type ReferenceSnapshot, type SnapshotOptions } from './snapshot.js';
export * from './standard-steps.js';
export * from './unit-stream.js';
