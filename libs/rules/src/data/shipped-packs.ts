import type { RulePack } from '../types.js';
import { DEFAULT_PACK, NDRC_36_PACK, NDRC_58_PACK, SEED_S1_PACK } from './national-packs.js';
import { REGION_PACKS } from './region-packs.js';
import { SECTOR_PACKS } from './sector-packs.js';

/** The rule packs that come with the service, in the order in which they can be published one after the other. */
export const SHIPPED_RULE_PACKS: readonly RulePack[] = [
  DEFAULT_PACK,
  SEED_S1_PACK,
  NDRC_58_PACK,
  NDRC_36_PACK,
  ...SECTOR_PACKS,
  ...REGION_PACKS,
];
