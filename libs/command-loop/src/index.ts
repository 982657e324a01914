export * from './command-loop.js';
export * from './errors.js';
export * from './ids.js';
export * from './loaded-stream.js';
export * from './refusal.js';
export * from './sealed-events.js';
export * from './stream-kind.js';
