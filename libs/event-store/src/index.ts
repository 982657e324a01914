export * from './errors.js';
export * from './event-store.js';
export * from './memory-event-store.js';
export * from './pauses.js';
export * from './prepared-append.js';
export * from './upcasting.js';
export * from './wakeup.js';
