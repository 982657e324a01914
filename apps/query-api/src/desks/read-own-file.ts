import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '#libs/access';
import type { Case, DossierState } from '#libs/dossier';
import { DossierRepository } from '#libs/dossier-store';
import { ReferenceData } from '#libs/reference-data';
import { deadlineName, type ListedEntry } from '#projections';
import { AfterDto, SubjectParams } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ListedEntryDto, listedEntryDto } from '../lists/listed-entry.dto.js';
import { PaperDesk } from '../papers/paper-desk.js';
import { PaperDto, paperDto } from '../papers/read-papers.js';
import { ReadModels } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { ReadingPolicy } from '../reading/reach.js';
import { Today } from '../reading/today.js';
import { DossierDeadlineDto } from '../subjects/dossier.dto.js';

const ROUTE = { method: 'GET', path: '/subjects/:subjectId/file' } as const;

export class OwnDeadlineDto extends DossierDeadlineDto {
  @ApiProperty({ example: '修复决定' })
  nameZh!: string;
  @ApiProperty({ example: 'Decision on a repair' })
  nameEn!: string;
}

export class OwnCaseDto {
  @ApiProperty({ format: 'uuid' })
  caseId!: string;
  @ApiProperty({ enum: ['OBJECTION', 'REPAIR'] })
  kind!: string;
  @ApiProperty({ example: 'REFERRED' })
  status!: string;
  @ApiProperty({ format: 'date' })
  filedOn!: string;
  @ApiPropertyOptional({ type: String })
  outcome?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  decidedOn?: string;
}

export class OwnEntryDto {
  @ApiProperty({ type: ListedEntryDto })
  entry!: ListedEntryDto;
  @ApiProperty({ example: '银川市市场监督管理局', description: '由何单位认定 · the unit that decides' })
  unitName!: string;
  @ApiProperty({ example: '严重失信名单认定标准' })
  standardTitle!: string;
  @ApiProperty({ type: [OwnCaseDto], description: '本人提出的异议和修复申请 · own objections and applications' })
  cases!: readonly OwnCaseDto[];
  @ApiProperty({ type: [OwnDeadlineDto] })
  deadlines!: readonly OwnDeadlineDto[];
  @ApiProperty({ type: [PaperDto], description: '收到和公告的文书 · papers served and announced' })
  papers!: readonly PaperDto[];
}

export class OwnFileDto {
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  identifier!: string;
  @ApiProperty({ type: [OwnEntryDto] })
  entries!: readonly OwnEntryDto[];
  @ApiProperty({ format: 'date' })
  today!: string;
}

export class ReadOwnFileQuery extends Query<OwnFileDto> {
  constructor(
    readonly actor: Actor,
    readonly subjectId: string,
    readonly after: string | undefined,
  ) {
    super();
  }
}

/** What has been told to a subject about itself; the whole history is at its timeline. Sealed parts are not in it. */
@QueryHandler(ReadOwnFileQuery)
export class ReadOwnFileHandler implements IQueryHandler<ReadOwnFileQuery> {
  constructor(
    private readonly models: ReadModels,
    private readonly policy: ReadingPolicy,
    private readonly people: PersonalData,
    private readonly dossiers: DossierRepository,
    private readonly papers: PaperDesk,
    private readonly reference: ReferenceData,
    private readonly today: Today,
  ) {}

  async execute({ actor, subjectId, after }: ReadOwnFileQuery): Promise<OwnFileDto> {
    await this.models.caughtUp(after, 'current-lists');
    const { subject, entries } = await this.policy.visible(actor, subjectId, ROUTE, 'CASE');
    const [name = { name: '', identifier: '' }] = await this.people.names([subject], 'UNMASKED');
    const shown: OwnEntryDto[] = [];
    const states = new Map<string, DossierState>();
    for (const entry of entries) {
      const state = states.get(entry.subjectId) ?? (await this.dossiers.load(entry.subjectId)).state;
      states.set(entry.subjectId, state);
      const papers = await this.papers.visible(actor, subjectId, entry.entryId, ROUTE);
      shown.push({
        entry: listedEntryDto(entry, name),
        ...this.names(entry),
        ...inside(state, entry.entryId),
        papers: papers.map(paperDto),
      });
    }
    return { subjectId, ...name, entries: shown, today: this.today.date };
  }

  private names({ unitId, standardId, standardVersion }: ListedEntry) {
    const { units, standards } = this.reference.snapshot();
    const standard = standards.find((one) => one.standardId === standardId && one.version === standardVersion);
    return {
      unitName: units[this.today.unitNow(unitId)]?.name ?? unitId,
      standardTitle: standard?.title ?? standardId,
    };
  }
}

/** Own cases and the deadlines that are not those of others' cases: that somebody else objected is not told here. */
function inside(state: DossierState, entryId: string): Pick<OwnEntryDto, 'cases' | 'deadlines'> {
  const cases = Object.values(state.cases).filter((found) => found.entryId === entryId);
  const repairs = Object.values(state.repairs).filter((found) => found.entryId === entryId);
  const sealed = new Set([
    ...cases.filter((found) => !isOwn(found)).flatMap(({ caseId, reviewId }) => [caseId, reviewId ?? caseId]),
    ...repairs.filter(({ personRef }) => personRef !== undefined).map(({ repairId }) => repairId),
  ]);
  return {
    cases: [
      ...cases.filter(isOwn).map(({ caseId, status, filedOn, outcome, decidedOn }) => ({
        ...{ caseId, kind: 'OBJECTION', status, filedOn },
        ...(outcome && { outcome }),
        ...(decidedOn && { decidedOn }),
      })),
      ...repairs
        .filter(({ personRef }) => personRef === undefined)
        .map(({ repairId, status, receivedOn }) => ({
          ...{ caseId: repairId, kind: 'REPAIR', status, filedOn: receivedOn },
        })),
    ],
    deadlines: Object.values(state.deadlines)
      .filter((deadline) => deadline.entryId === entryId && !sealed.has(deadline.ownerRef))
      .map(({ deadlineId, key, status, dueOn, calendarVersion, provisional }) => {
        const { zh: nameZh, en: nameEn } = deadlineName(key);
        return { ...{ deadlineId, entryId, key, status, dueOn, calendarVersion, provisional }, nameZh, nameEn };
      }),
  };
}

function isOwn({ kind, standing }: Case): boolean {
  return kind === 'OBJECTION' && standing === 'SUBJECT';
}

@QueryController('subjects')
export class ReadOwnFileController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/subjects/{subjectId}/file', {
    name: 'readOwnFile',
    zh: '本人档案：条目、认定单位、异议与修复、时限和文书',
    en: 'A subject’s own file: entries, who decided, cases, deadlines and papers',
    clause: '2 SUBJECT, 3.18, 6.1',
    roles: ['SUBJECT'],
    answer: OwnFileDto,
    problems: ['NOT_VISIBLE'],
  })
  async file(
    @CurrentActor() actor: Actor,
    @Param() { subjectId }: SubjectParams,
    @QueryString() { after }: AfterDto,
  ): Promise<OwnFileDto> {
    return this.queries.execute(new ReadOwnFileQuery(actor, subjectId, after));
  }
}
