import { WRONG_EXITS, type DossierEvent } from '#libs/dossier';
import { asDossierEvent, dossierStreamOf, dossierUpcasters, type DossierRepository } from '#libs/dossier-store';
import type { EventStore, RecordedEvent } from '#libs/event-store';
import { endOfDay, type Instant, type RecognitionStandard } from '#libs/rules';
import type { CourseEvent, EntryFacts } from './context.js';

/** Events of a dossier that say something about the measures of an entry. */
const TURNING: ReadonlySet<string> = new Set<DossierEvent['type']>([
  'MeasuresTriggered',
  'MeasuresSuspended',
  'MeasuresResumed',
  'MeasuresStopped',
  'ResponsiblePersonClosed',
  'EntryExited',
  'EntryAnnulledAfterExit',
]);

/** Whether an event of a dossier concerns the loop of its entry. */
export function turnsMeasures({ eventType }: Pick<RecordedEvent, 'eventType'>): boolean {
  return TURNING.has(eventType);
}

/** Brings to a loop what its dossier says. */
export class EntryReader {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly dossiers: Pick<DossierRepository, 'load'>,
  ) {}

  /** Undefined where the dossier has no such entry. @throws StoreUnavailable */
  async read(
    subjectId: string,
    entryId: string,
    standards: readonly RecognitionStandard[],
  ): Promise<EntryFacts | undefined> {
    const { state } = await this.dossiers.load(subjectId);
    const entry = state.entries[entryId];
    const standard = standards.find(
      (one) => one.standardId === entry?.standardId && one.version === entry.standardVersion,
    );
    if (entry === undefined || standard === undefined) return undefined;
    const validTo = entry.recognition?.terms.validTo;
    return {
      ...{ subjectId, listKind: entry.listKind, unitId: entry.unitId, standard },
      persons: entry.persons
        .filter(({ measuresExtend, closedOn }) => measuresExtend && closedOn === undefined)
        .map(({ personRef }) => personRef),
      course: await this.course(subjectId, entryId),
      ...(validTo !== undefined && { endsAt: endOfDay(validTo) }),
    };
  }

  private async course(subjectId: string, entryId: string): Promise<readonly CourseEvent[]> {
    const course: CourseEvent[] = [];
    for await (const event of this.store.readStream(dossierStreamOf(subjectId))) {
      if (turnsMeasures(event) && event.data['entryId'] === entryId) course.push(...courseOf(event));
    }
    return course;
  }
}

function courseOf(recorded: RecordedEvent): readonly CourseEvent[] {
  const { type, data } = asDossierEvent(dossierUpcasters.lift(recorded));
  const { eventId } = recorded;
  const { occurredAt, recordedAt } = recorded.metadata as { occurredAt?: Instant; recordedAt: Instant };
  const at = occurredAt ?? recordedAt;
  switch (type) {
    case 'MeasuresTriggered': {
      const { kind, items, startsSuspended, triggeredOn } = data;
      return [{ type: 'TRIGGERED', eventId, at, kind, items, startsSuspended, triggeredOn }];
    }
    case 'MeasuresSuspended':
    case 'MeasuresResumed': {
      const { scope, personRef, from } = data;
      const one = scope === 'PERSON' && personRef !== undefined ? { personRef } : {};
      return [{ type: type === 'MeasuresSuspended' ? 'SUSPENDED' : 'RESUMED', eventId, from, ...one }];
    }
    case 'MeasuresStopped':
      return [{ type: 'STOPPED', eventId, from: data.from }];
    case 'ResponsiblePersonClosed':
      // With the entry everything stops anyway.
      return data.because === 'ENTRY_ENDED' ? [] : [{ type: 'STOPPED', eventId, personRef: data.personRef, from: at }];
    case 'EntryExited':
      return WRONG_EXITS.includes(data.exitReason) ? [{ type: 'FOUND_WRONG', eventId }] : [];
    case 'EntryAnnulledAfterExit':
      return [{ type: 'FOUND_WRONG', eventId }];
    default:
      return [];
  }
}
