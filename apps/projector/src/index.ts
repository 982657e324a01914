export * from './calendar.process.js';
export * from './clock-process.js';
export * from './exit-chain.process.js';
export * from './exit-text.js';
export * from './joining.process.js';
export * from './projector-of.js';
export * from './projector.js';
export * from './system-commands.js';
