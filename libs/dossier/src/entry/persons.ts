import type { CommandData } from '../commands.js';
import { lapseDeadlines } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { EventData } from '../events.js';
import type { Entry } from '../state.js';
import { agentsOf, subjectIds } from '../subject/joined.js';
import { ofList, preparing } from './guards.js';

/*
 * Responsible persons of an entity's entry (3.13). They are recorded before the recognition and never afterwards:
 * liability follows the office at the time of the act, and a later change of office adds and removes nobody.
 */

/** B2. */
export function recordResponsiblePerson(draft: Draft, data: CommandData<'RecordResponsiblePerson'>): void {
  const { entryId, personRef, name, identifier, capacity, fromDate, toDate, basisDocNo, measuresExtend } = data;
  const entry = preparing(draft, entryId);
  ofList(draft, entry, 'BLACK', 'FOCUS');
  if (draft.isNaturalPerson) draft.refuse('LIST_KIND_NOT_FIT', { list: entry.listKind });
  draft.pastDate(fromDate, 'fromDate');
  if (toDate !== undefined) draft.demand(fromDate <= toDate, 'PERIOD_REVERSED', { field: 'fromDate..toDate' });
  demandInOffice(draft, entry, fromDate, toDate);
  const known = entry.persons.find((p) => p.personRef === personRef);
  draft.demand(known?.closedOn === undefined, 'PERSON_CLOSED');
  // Measures reach a person only with a basis in the standard (3.13).
  const { personsExtend } = draft.standardOf(entry);
  const extend = measuresExtend && personsExtend !== undefined && personsExtend.capacities.includes(capacity);
  draft.emit('ResponsiblePersonRecorded', {
    entryId,
    personRef,
    capacity,
    fromDate,
    ...(toDate !== undefined && { toDate }),
    basisDocNo,
    measuresExtend: extend,
    name: draft.text(entryId, name, personRef),
    ...(identifier !== undefined && { identifier: draft.text(entryId, identifier, personRef) }),
  });
}

/** In office when the act ended, by which it is dated; where its end is not known, the document alone says so. */
function demandInOffice(draft: Draft, { actEndedOn }: Entry, fromDate: string, toDate: string | undefined): void {
  if (actEndedOn === undefined) return;
  const inOffice = fromDate <= actEndedOn && (toDate === undefined || actEndedOn <= toDate);
  draft.demand(inOffice, 'PERSON_NOT_IN_OFFICE', { date: actEndedOn });
}

/**
 * The responsible person who acts for the own part in the entry, by token or named by an official; nobody where the
 * subject does, or an agent.
 * @throws Refusal PERSON_UNKNOWN where an official names somebody without such a part
 */
export function ownPartOf(draft: Draft, entry: Entry, onBehalfOf: string | undefined): string | undefined {
  const { subjectId, personRef, roles } = draft.ctx.actor;
  const self = subjectIds(draft.state, draft.ctx);
  const isAgent = (ref: string | undefined): boolean => agentsOf(draft.state, draft.ctx, ref).length > 0;
  const inPerson = roles.includes('SUBJECT') && !(subjectId !== undefined && self.has(subjectId));
  const ref = onBehalfOf ?? (inPerson && !isAgent(personRef) ? (personRef ?? subjectId) : undefined);
  if (ref === undefined || self.has(ref)) return undefined;
  const known = entry.persons.some((p) => p.personRef === ref);
  if (!known && onBehalfOf !== undefined && !isAgent(onBehalfOf)) draft.refuse('PERSON_UNKNOWN');
  return known ? ref : undefined;
}

/** Ends the part of one person while the entity's entry stands; an application of that person lapses with it. */
export function closePerson(
  draft: Draft,
  entryId: string,
  personRef: string,
  because: EventData<'ResponsiblePersonClosed'>['because'],
): void {
  const person = draft.entry(entryId).persons.find((p) => p.personRef === personRef);
  if (!person || person.closedOn !== undefined) return;
  draft.emit('ResponsiblePersonClosed', { entryId, personRef, closedOn: draft.today, because });
  for (const { repairId, status, ...repair } of Object.values(draft.state.repairs)) {
    if (repair.entryId !== entryId || repair.personRef !== personRef || !isOpenRepair(status)) continue;
    draft.emit('RepairLapsed', { entryId, repairId, because: 'PERSON_CLOSED', lapsedOn: draft.today });
    lapseDeadlines(draft, (d) => d.ownerRef === repairId, because);
  }
}

/** The end of the entry, or of its procedure, closes its persons the same day. */
export function closePersons(draft: Draft, { entryId, persons }: Entry, closedOn: string): void {
  for (const { personRef, closedOn: already } of persons)
    if (already === undefined)
      draft.emit('ResponsiblePersonClosed', { entryId, personRef, closedOn, because: 'ENTRY_ENDED' });
}

function isOpenRepair(status: string): boolean {
  return ['SUBMITTED', 'SUPPLEMENT_REQUESTED', 'ACCEPTED', 'HELD'].includes(status);
}
