import type { DossierEvent } from '../events.js';
import type { Entry } from '../state.js';

/** Minors, corrected minor breaches and the end of retention (3.14). */
export function evolveRetention(entry: Entry, event: DossierEvent): Entry | undefined {
  switch (event.type) {
    case 'MinorRecorded': {
      const { ownLabour, guardianConsent } = event.data;
      return { ...entry, minor: true, protection: { ownLabour, guardianConsent } };
    }
    case 'GuardianRecorded': {
      const { guardianRef, consentedOn } = event.data;
      const before = entry.guardians.find((g) => g.guardianRef === guardianRef);
      const guardian = { ...before, guardianRef, ...(consentedOn !== undefined && { consentedOn }) };
      return { ...entry, guardians: [...entry.guardians.filter((g) => g !== before), guardian] };
    }
    case 'BreachCorrected':
      return { ...entry, correctedOn: event.data.correctedOn };
    case 'ArchiveDutyRecorded': {
      const { dutyId, until } = event.data;
      return { ...entry, archiveDuties: [...entry.archiveDuties, { dutyId, ...(until !== undefined && { until }) }] };
    }
    case 'ArchiveDutyLifted': {
      const { dutyId, liftedOn } = event.data;
      const archiveDuties = entry.archiveDuties.map((d) => (d.dutyId === dutyId ? { ...d, liftedOn } : d));
      return { ...entry, archiveDuties };
    }
    case 'RetentionExpired':
      return { ...entry, expiredOn: event.data.expiredOn };
    case 'PersonalDataErased':
      return { ...entry, erasedOn: event.data.erasedOn };
    default:
      return undefined;
  }
}
