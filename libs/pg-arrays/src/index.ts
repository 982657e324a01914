export * from './pg-arrays.js';
