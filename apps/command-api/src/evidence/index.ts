export { EvidenceModule, type EvidenceOptions } from './evidence.module.js';
export { EVIDENCE_PROBLEMS } from './evidence-problems.js';
