import type { EventData } from '#libs/dossier';
import type { DossierRecord } from '../dossier-event.js';

/** The part of one person in an entry. */
export interface Part extends Omit<EventData<'ResponsiblePersonRecorded'>, 'entryId' | 'name' | 'identifier'> {
  readonly suspendedBecause?: string;
  readonly marks: readonly string[];
  readonly closedOn?: string;
  readonly closedBecause?: EventData<'ResponsiblePersonClosed'>['because'];
  readonly changedAt: string;
}

/** By person. */
export type Parts = Readonly<Record<string, Part>>;

/** Folds one event about an entry into the parts of its persons; the same parts where it concerns none of them. */
export function foldParts(parts: Parts, record: DossierRecord): Parts {
  const changedAt = record.envelope.recordedAt;
  const change = (personRef: string | undefined, changes: (part: Part) => Partial<Part>): Parts => {
    const part = personRef === undefined ? undefined : parts[personRef];
    return part === undefined || personRef === undefined
      ? parts
      : { ...parts, [personRef]: { ...part, ...changes(part), changedAt } };
  };
  switch (record.type) {
    case 'ResponsiblePersonRecorded': {
      const { personRef, capacity, fromDate, toDate, basisDocNo, measuresExtend } = record.data;
      const recorded = { personRef, capacity, fromDate, basisDocNo, measuresExtend, ...(toDate && { toDate }) };
      return { ...parts, [personRef]: { ...recorded, marks: parts[personRef]?.marks ?? [], changedAt } };
    }
    case 'ResponsiblePersonClosed': {
      const { personRef, closedOn, because } = record.data;
      return change(personRef, (part) => ({ ...withoutGround(part), closedOn, closedBecause: because }));
    }
    case 'DisputeMarkApplied':
      return change(record.data.personRef, ({ marks }) => ({ marks: [...new Set([...marks, record.data.caseId])] }));
    case 'DisputeMarkCleared': {
      const { caseId } = record.data;
      const marked = Object.values(parts).find(({ marks }) => marks.includes(caseId));
      return change(marked?.personRef, ({ marks }) => ({ marks: marks.filter((mark) => mark !== caseId) }));
    }
    case 'MeasuresSuspended':
      return change(record.data.personRef, () => ({ suspendedBecause: record.data.ground }));
    case 'MeasuresResumed':
      return resume(parts, record.data.personRef, changedAt);
    case 'EntryReinstated':
      return reopen(parts, changedAt);
    default:
      return parts;
  }
}

function withoutGround({ suspendedBecause: _ground, ...part }: Part): Part {
  return part;
}

function resume(parts: Parts, personRef: string | undefined, changedAt: string): Parts {
  const part = personRef === undefined ? undefined : parts[personRef];
  return part === undefined ? parts : { ...parts, [part.personRef]: { ...withoutGround(part), changedAt } };
}

/** Only what the exit closed opens again. */
function reopen(parts: Parts, changedAt: string): Parts {
  return Object.fromEntries(
    Object.entries(parts).map(([personRef, part]) => {
      if (part.closedBecause !== 'ENTRY_ENDED') return [personRef, part];
      const { closedOn: _on, closedBecause: _because, ...open } = part;
      return [personRef, { ...open, changedAt }];
    }),
  );
}
