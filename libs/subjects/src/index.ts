export * from './personal.js';
export * from './identifiers.js';
export * from './surnames.js';
export * from './masking.js';
export * from './fictitious.js';
