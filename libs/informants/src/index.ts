export { CreateInformants1763700024001 } from './create-informants.migration.js';
export * from './decide.js';
export * from './evolve.js';
export { InformantStore, type InformantStoreOptions } from './informant-store.js';
export * from './refusals.js';
export * from './report.js';
export { newReportCode, normalReportCode } from './report-code.js';
export * from './report-kind.js';
