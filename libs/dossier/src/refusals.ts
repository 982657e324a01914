import { authorityRefusals } from './refusals/authority.js';
import { initialListRefusals } from './refusals/initial-list.js';
import { listedRefusals } from './refusals/listed.js';
import { objectionRefusals } from './refusals/objection.js';
import { procedureRefusals } from './refusals/procedure.js';
import { proposalsRefusals } from './refusals/proposals.js';
import { recognitionRefusals } from './refusals/recognition.js';
import { recordRefusals } from './refusals/record.js';
import { remedyRefusals } from './refusals/remedy.js';
import { repairRefusals } from './refusals/repair.js';
import { retentionRefusals } from './refusals/retention.js';
import { unknownRefusals } from './refusals/unknown.js';
import type { RefusalText } from './refusals/text.js';

/** Every refusal of the domain. Codes are stable: clients and manuals name them. */
export const CATALOGUE = {
  ...authorityRefusals,
  ...unknownRefusals,
  ...recordRefusals,
  ...initialListRefusals,
  ...procedureRefusals,
  ...proposalsRefusals,
  ...recognitionRefusals,
  ...listedRefusals,
  ...objectionRefusals,
  ...remedyRefusals,
  ...repairRefusals,
  ...retentionRefusals,
} satisfies Record<string, RefusalText>;

export type RefusalCode = keyof typeof CATALOGUE;
