export * from './grant-commands.js';
export * from './grant-stream.js';
export * from './refusals.js';
export * from './standing-grants.js';
