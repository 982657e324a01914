import type { RulePackEventMap } from './rule-pack-stream.js';
import type { StandardEventMap } from './standard-stream.js';

/** The stored formats of standards and rule packs, by type. */
export type RuleEventMap = StandardEventMap & RulePackEventMap;
