import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#libs/event-store';
import { makeUscc } from '#libs/subjects';
import {
  CHEN,
  DossierScript,
  enterprise,
  initialEntry,
  recognized,
  sealed,
} from '../../../projections/src/testing/dossier-events.js';

/** So many objections each entry meets, of five events. */
const OBJECTIONS = 5;
const AN_ENTRY = 3 + 5 * OBJECTIONS;

/**
 * A dossier of many entries, each recognised, and objected to and suspended time and again.
 *
 * @returns its events, and the instant of the last of them
 */
export function longDossier(
  subjectId: string,
  count: number,
): { readonly events: readonly NewEvent[]; readonly last: string } {
  const script = new DossierScript(subjectId).add('SubjectRegistered', enterprise(subjectId, '示范企业', makeUscc(1)));
  for (let n = 0; n < Math.ceil(count / AN_ENTRY); n += 1) {
    const entryId = `e-${n}`;
    const from = `2026-09-18T02:00:${String(n % 60).padStart(2, '0')}.000Z`;
    script
      .add('InitialEntryGenerated', initialEntry(subjectId, entryId))
      .add('EntryRecognized', recognized(subjectId, entryId))
      .add('MeasuresTriggered', {
        ...{ entryId, kind: 'PUNISHMENT', items: ['限制投标'], startsSuspended: false, triggeredOn: '2026-09-18' },
      });
    for (let m = 0; m < OBJECTIONS; m += 1) {
      const [objectionId, objectorRef] = [`o-${n}-${m}`, `p-${n}-${m}`];
      script
        .add('ObjectionFiled', {
          ...{ entryId, objectionId, objectorRef, standing: 'THIRD_PARTY', grounds: ['FACTS_WRONG'] },
          ...{
            text: sealed(objectorRef, entryId, '并非该公司所为'),
            objectorName: sealed(objectorRef, entryId, '孙某某'),
          },
          ...{ evidence: [], newEvidence: true, reliefSought: sealed(objectorRef, entryId, '撤销列入') },
          ...{ filedOn: '2026-09-29', channel: '窗口' },
        })
        .add('ObjectionAccepted', { entryId, objectionId, suspend: true, acceptedOn: '2026-09-29', handler: CHEN })
        .add('DisputeMarkApplied', { entryId, caseId: objectionId })
        .add('MeasuresSuspended', {
          ...{ entryId, scope: 'ALL', ground: 'VERIFICATION', groundRef: objectionId, kind: 'PUNISHMENT', from },
        })
        .add('MeasuresResumed', { entryId, scope: 'ALL', from });
    }
  }
  const events = script.events().slice(0, count);
  return {
    events: events.map(({ eventType, schemaVersion, data, metadata }) => ({
      ...{ eventId: randomUUID(), eventType, schemaVersion, data, metadata },
    })),
    last: events.at(-1)?.metadata['recordedAt'] as string,
  };
}
