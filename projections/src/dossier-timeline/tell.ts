import type { DossierEventMap, DossierEventType } from '#libs/dossier';
import { tellMeasures, tellObjection } from './tell-cases.js';
import { tellListed } from './tell-listed.js';
import { tellPreparation } from './tell-preparation.js';
import { tellDecision, tellSubject } from './tell-record.js';
import { tellRemedy } from './tell-remedy.js';
import { tellDeadline, tellRepair } from './tell-repair.js';
import { tellRetention } from './tell-retention.js';
import type { Told, Tellers } from './told.js';

/** Every event type of a dossier has its sentence; a new type without one does not compile. */
const TELLERS: Tellers<DossierEventMap> = {
  ...tellSubject,
  ...tellDecision,
  ...tellPreparation,
  ...tellListed,
  ...tellMeasures,
  ...tellObjection,
  ...tellRemedy,
  ...tellRepair,
  ...tellRetention,
  ...tellDeadline,
};

/** The event types that are told. */
export const TOLD_TYPES = Object.keys(TELLERS) as readonly DossierEventType[];

/** What an event says. A type of a later version of the product is named and not told. */
export function tell(event: { readonly type: string; readonly data: unknown }): Told {
  if (!Object.hasOwn(TELLERS, event.type)) {
    return { zh: `事件${event.type}（本版本不识别）。`, en: `Event ${event.type}, which this version does not know.` };
  }
  const teller = TELLERS[event.type as DossierEventType] as (data: never) => Told;
  return teller(event.data as never);
}
