export { CreateEvidence1763700006001 } from './create-evidence.migration.js';
export {
  DEFAULT_MAX_EVIDENCE_BYTES,
  Documents,
  tooLarge,
  type DocumentsOptions,
  type EvidenceDocument,
  type NewDocument,
} from './documents.js';
export * from './errors.js';
export { EvidenceStore } from './evidence-store.js';
export { FolderEvidenceStore } from './folder-evidence-store.js';
export { KeptFiles, type KeptFile, type KeptFilesOptions } from './kept-files.js';
export { MEDIA_TYPES, mediaTypeOf, type MediaType } from './media-type.js';
export { evidenceProblem } from './problems.js';
