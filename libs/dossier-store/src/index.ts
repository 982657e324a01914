export {
  IdempotencyConflict,
  PreconditionFailed,
  StreamBusy,
  StreamExists,
  commandKey,
  type SeenCommand,
  type SeenCommands,
} from '#libs/command-loop';
export * from './context-builder.js';
export * from './dossier-cache.js';
export * from './dossier-decider.js';
export { asDossierEvent, DOSSIER_PREFIX, dossierStreamOf, type DossierDecider } from './dossier-kind.js';
export * from './dossier-repository.js';
export * from './dossier-store.js';
export { type DossierView, type SubjectRecord } from './dossier-view.js';
export { type DossierMetadata, type EnvelopeActor } from './envelope.js';
export * from './executor.js';
export * from './joined-dossiers.js';
export { DOSSIER_EVENT_TYPES } from './legal-dates.js';
export * from './paper-archive.js';
export { type PaperCopy } from './paper-press.js';
export * from './person-ref.js';
export * from './rehearsal.js';
export * from './subject-registry.js';
export { dossierUpcasters } from './upcasters.js';
