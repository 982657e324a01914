import { Body, Ip } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsIn, IsNotEmpty, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { CurrentActor, LookupPurpose, Registers, type Actor, type Role } from '#libs/access';
import type { ListKind } from '#libs/rules';
import { Vault } from '#libs/vault';
import { entriesOf, partsOf, subjectsOf } from '#projections';
import { ExternalHitDto, mirroredHits } from '../external-lists/external-hit.js';
import { AfterDto } from '../http/parameters.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { LIST_KINDS } from '../lists/listed-entry.dto.js';
import { ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { DEPARTMENT_ROLES } from '../reading/reach.js';
import { DecisionHitDto, hitOf } from './decision-hit.js';
import { ResponsibilityHitDto, responsibilityOf } from './responsibility-hit.js';
import { Today } from '../reading/today.js';

const ROLES: readonly Role[] = [...DEPARTMENT_ROLES, 'SOCIAL_ORGANISATION'];

export class AskedIdentifierDto {
  @ApiProperty({ enum: ['USCC', 'CITIZEN_ID', 'OTHER'], description: '统一社会信用代码、公民身份号码、其他证件' })
  @IsIn(['USCC', 'CITIZEN_ID', 'OTHER'])
  kind!: 'USCC' | 'CITIZEN_ID' | 'OTHER';

  @ApiProperty({ example: '91640100MA00TE5T0A' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  value!: string;

  @ApiPropertyOptional({ description: '其他证件的种类 · kind of certificate', example: 'PASSPORT' })
  @IsOptional()
  @IsString()
  @Matches(/^[A-Z][A-Z0-9_]{0,39}$/)
  certificateType?: string;
}

export class AskDecisionDto extends AfterDto {
  @ApiProperty({ type: AskedIdentifierDto })
  @IsDefined()
  @ValidateNested()
  @Type(() => AskedIdentifierDto)
  identifier!: AskedIdentifierDto;

  @ApiProperty({
    type: LookupPurpose,
    description: '查询事由，先登记后答复 · registered before the answer leaves',
    example: { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' },
  })
  @IsDefined()
  @ValidateNested()
  @Type(() => LookupPurpose)
  purpose!: LookupPurpose;
}

export class DecisionListDto {
  @ApiProperty({ enum: LIST_KINDS })
  listKind!: ListKind;
  @ApiProperty({ type: 'boolean', description: '今日在列 · listed today' })
  listed!: boolean;
  @ApiProperty({ type: [DecisionHitDto] })
  hits!: readonly DecisionHitDto[];
  @ApiProperty({
    type: [ExternalHitDto],
    description: '外部镜像名单（含外地互认名单）上的条目 · entries of mirrored lists, of other regions too',
  })
  mirrored!: readonly ExternalHitDto[];
  @ApiProperty({
    type: [ResponsibilityHitDto],
    description:
      '作为责任人员涉及的条目；不是本人的列入，措施仅在有依据时及于本人 · entries of entities in which the person is responsible: no listing of the person, and with measures only where they extend',
  })
  asResponsiblePerson!: readonly ResponsibilityHitDto[];
}

export class DecisionAnswerDto {
  @ApiProperty({ format: 'uuid', description: '登记编号 · number in the look-up register' })
  queryId!: string;
  @ApiProperty({ format: 'date-time', description: '答复的时点 · instant of the answer' })
  asOf!: string;
  @ApiProperty({ format: 'date' })
  today!: string;
  @ApiPropertyOptional({ type: String, description: '所依据的数据位置 · position of the read model' })
  position?: string;
  @ApiProperty({
    type: [DecisionListDto],
    description: '三类名单各一项；未建档与未列入的答复相同 · unknown and unlisted alike',
  })
  lists!: readonly DecisionListDto[];
}

export class AskDecisionQuery extends Query<DecisionAnswerDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: AskDecisionDto,
    readonly clientIp: string,
  ) {
    super();
  }
}

/** Nobody has it: what an unknown subject is looked up by, so that unknown and unlisted take the same way. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

@QueryHandler(AskDecisionQuery)
export class AskDecisionHandler implements IQueryHandler<AskDecisionQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly vault: Vault,
    private readonly registers: Registers,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted, clientIp }: AskDecisionQuery): Promise<DecisionAnswerDto> {
    await this.models.caughtUp(wanted.after, 'current-lists');
    await this.models.caughtUp(wanted.after, 'responsible-persons');
    await this.models.caughtUp(wanted.after, 'external-lists');
    const { kind, value, certificateType } = wanted.identifier;
    const ref = await this.vault.index.findRef({
      kind,
      value,
      ...(certificateType !== undefined && { certificateType }),
    });
    const [asOf, today] = [this.today.now, this.today.date];
    const position = await this.models.position('current-lists');
    const subjectIds = (await subjectsOf(this.read.pool, ref ?? NOBODY)).map((subject) => subject.subjectId);
    const refs = [ref ?? NOBODY, ...subjectIds];
    const entries = await entriesOf(this.read.pool, refs, today, { inEffectOnly: true });
    const parts = await partsOf(this.read.pool, refs, today, { inEffectOnly: true });
    const mirrors = [...(await mirroredHits(this.read.pool, refs, today, asOf)).values()].flat();
    const { queryId } = await this.registers.registerLookup({
      at: asOf,
      actor,
      role: ROLES.find((role) => actor.roles.includes(role)) ?? 'IMPLEMENTING_UNIT',
      ...(ref !== undefined && { subjectRef: ref }),
      purpose: wanted.purpose,
      fieldsReturned: ['listed', 'decisionNo', 'validity', 'measures', 'disputeMark'],
      maskLevel: 'DEPARTMENT',
      resultCount: entries.length + parts.length + mirrors.length,
      clientIp,
    });
    return {
      ...{ queryId, asOf, today },
      ...(position !== undefined && { position }),
      lists: LIST_KINDS.map((listKind) => {
        const hits = entries.filter((entry) => entry.listKind === listKind).map(hitOf);
        const asResponsiblePerson = parts.filter((part) => part.listKind === listKind).map(responsibilityOf);
        const mirrored = mirrors.filter((hit) => hit.listKind === listKind);
        return { listKind, listed: hits.length + mirrored.length > 0, hits, mirrored, asResponsiblePerson };
      }),
    };
  }
}

@QueryController('lists')
export class AskDecisionController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('/decisions', {
    name: 'askDecision',
    zh: '查询应答：该主体现在适用什么',
    en: 'What applies to a subject now',
    clause: '3.18, 6.2',
    roles: ROLES,
    answer: DecisionAnswerDto,
  })
  async ask(
    @CurrentActor() actor: Actor,
    @Body() wanted: AskDecisionDto,
    @Ip() ip: string,
  ): Promise<DecisionAnswerDto> {
    return this.queries.execute(new AskDecisionQuery(actor, wanted, ip));
  }
}
