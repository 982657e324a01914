export * from './personal.js';
export * from './identifiers.js';
export * from './surnames.js';
export * from './masking.js';
export * from './mask-by-profile.js';
export * from './scrubbing.js';
export * from './fictitious.js';
