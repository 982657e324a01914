export * from './complaint.js';
export * from './complaint-kind.js';
export * from './decide.js';
export * from './evolve.js';
export * from './refusals.js';
export { RelationReader } from './relation-reader.js';
