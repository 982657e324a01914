import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CurrentActor, type Actor } from '#libs/access';
import { isDisputed, isListed, lifecycleOf, type DossierState, type Entry } from '#libs/dossier';
import { DossierRepository } from '#libs/dossier-store';
import { ReferenceData } from '#libs/reference-data';
import { legalDateOf, type LegalDate } from '#libs/rules';
import { SubjectParams } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy, type Visible } from '../reading/reach.js';
import { Today } from '../reading/today.js';
import { DossierDto, ReadDossierDto, type DossierEntryDto } from './dossier.dto.js';
import { EffectiveDossier } from './effective-dossier.js';

export class ReadDossierQuery extends Query<DossierDto> {
  constructor(
    readonly actor: Actor,
    readonly subjectId: string,
    readonly wanted: ReadDossierDto,
  ) {
    super();
  }
}

/** Time travel on two axes (3.18): what was on record at an instant, and what of it was in effect on a day. */
@QueryHandler(ReadDossierQuery)
export class ReadDossierHandler implements IQueryHandler<ReadDossierQuery> {
  constructor(
    private readonly models: ReadModels,
    private readonly policy: ReadingPolicy,
    private readonly dossiers: DossierRepository,
    private readonly effective: EffectiveDossier,
    private readonly reference: ReferenceData,
    private readonly today: Today,
  ) {}

  async execute({ actor, subjectId, wanted }: ReadDossierQuery): Promise<DossierDto> {
    await this.models.caughtUp(wanted.after, 'current-lists');
    const route = { method: 'GET', path: '/subjects/:subjectId' };
    const visible = await this.policy.visible(actor, subjectId, route, 'CASE');
    const asOf = wanted.asOf ?? this.today.now;
    const day = wanted.effectiveAt ?? legalDateOf(new Date(asOf).toISOString());
    const loaded = await this.dossiers.load(subjectId, { asOf });
    const state =
      wanted.effectiveAt === undefined ? loaded.state : await this.effective.load(subjectId, asOf, wanted.effectiveAt);
    const entries = Object.values(state.entries)
      .map((entry) =>
        entryDto(state, entry, this.stage(state, entry, day), loaded.entryRevisions.get(entry.entryId) ?? 0),
      )
      .filter((entry) => this.sees(actor, visible, entry));
    const seen = new Set(entries.map((entry) => entry.entryId));
    return {
      ...{ subjectId, asOf, effectiveAt: day, entries },
      subjectType: visible.subject.subjectType,
      ...(visible.reach === 'WHOLE' && loaded.revision !== 'no-stream' && { revision: Number(loaded.revision) }),
      joinedWith: visible.subjectIds.filter((id) => id !== subjectId),
      ...inside(state, seen),
    };
  }

  private stage(state: DossierState, entry: Entry, day: LegalDate): string {
    const standard = this.reference
      .snapshot()
      .standards.find(
        ({ standardId, version }) => standardId === entry.standardId && version === entry.standardVersion,
      );
    if (standard !== undefined) return lifecycleOf(state, entry, standard, day);
    // A standard that is not known here says nothing of an entry in preparation.
    if (entry.phase === 'PREPARING') return 'DRAFT';
    return entry.phase === 'ACTIVE' && !isListed(entry, day) ? 'EXITED' : entry.phase;
  }

  private sees(actor: Actor, { reach, withheld }: Visible, entry: DossierEntryDto): boolean {
    if (withheld.has(entry.entryId)) return false;
    if (reach === 'WHOLE') return true;
    if (reach === 'OWN') return !['DRAFT', 'SCREENED'].includes(entry.lifecycle);
    return this.policy.isOwnUnit(actor, entry.unitId);
  }
}

function entryDto(state: DossierState, entry: Entry, lifecycle: string, entryRevision: number): DossierEntryDto {
  const { entryId, listKind, unitId, standardId, standardVersion, recognition, exit } = entry;
  const inEffect = lifecycle === 'ACTIVE';
  return {
    ...{ entryId, listKind, unitId, standardId, standardVersion, lifecycle, entryRevision },
    measureState: inEffect || entry.measures === 'NOT_TRIGGERED' ? entry.measures : 'STOPPED',
    // After the exit a ground may still be open; there is nothing left that it suspends.
    suspensionGrounds: (entry.phase === 'EXITED' ? [] : entry.grounds).map(({ ground, scope }) => ({ ground, scope })),
    disputed: isDisputed(state, entry),
    ...(recognition && {
      ...{ decisionNo: recognition.decisionNo, decidedOn: recognition.decidedOn },
      ...{ validFrom: recognition.terms.validFrom, validTo: recognition.terms.validTo },
    }),
    ...(exit && { exitReason: exit.reason, exitEffectiveOn: exit.effectiveOn }),
  };
}

/** Cases, repairs and deadlines of the entries that are shown; nothing that points at an objector. */
function inside(state: DossierState, seen: ReadonlySet<string>): Pick<DossierDto, 'cases' | 'repairs' | 'deadlines'> {
  return {
    cases: Object.values(state.cases)
      .filter((found) => seen.has(found.entryId))
      .map(({ caseId, entryId, kind, status, filedOn, outcome, decidedOn }) => ({
        ...{ caseId, entryId, kind, status, filedOn },
        ...(outcome && { outcome }),
        ...(decidedOn && { decidedOn }),
      })),
    repairs: Object.values(state.repairs)
      .filter((found) => seen.has(found.entryId))
      .map(({ repairId, entryId, status, receivedOn }) => ({ repairId, entryId, status, receivedOn })),
    deadlines: Object.values(state.deadlines)
      .filter(({ entryId }) => entryId === undefined || seen.has(entryId))
      .map(({ deadlineId, entryId, key, status, dueOn, calendarVersion, provisional }) => ({
        ...{ deadlineId, key, status, dueOn, calendarVersion, provisional },
        ...(entryId !== undefined && { entryId }),
      })),
  };
}

@QueryController('subjects')
export class ReadDossierController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/subjects/{subjectId}', {
    name: 'readDossier',
    zh: '主体档案（可回溯）',
    en: 'The dossier, now or as it was',
    clause: '3.18',
    roles: ['RECOGNIZING_UNIT', 'DISPUTE_HANDLER', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR', 'SUBJECT'],
    answer: DossierDto,
    problems: ['NOT_VISIBLE'],
  })
  async dossier(
    @CurrentActor() actor: Actor,
    @Param() { subjectId }: SubjectParams,
    @QueryString() wanted: ReadDossierDto,
  ): Promise<DossierDto> {
    return this.queries.execute(new ReadDossierQuery(actor, subjectId, wanted));
  }
}
