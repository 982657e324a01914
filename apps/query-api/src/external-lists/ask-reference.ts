import { Body, Ip } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, ValidateNested } from 'class-validator';
import { CurrentActor, LookupPurpose, Registers, type Actor } from '#libs/access';
import { Vault } from '#libs/vault';
import { externalEntriesOf, subjectsOf } from '#projections';
import { AskedIdentifierDto } from '../decisions/asked-identifier.js';
import { AfterDto } from '../http/parameters.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { DEPARTMENT_ROLES } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { ExternalHitDto, externalHit } from './external-hit.js';
import { FOR_REFERENCE } from './mirror-flag.dto.js';

/** Nobody has it, so that unknown and unlisted take the same way. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export class AskReferenceDto extends AfterDto {
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

export class ReferenceAnswersDto {
  @ApiProperty({ format: 'uuid', description: '登记编号 · number in the look-up register' })
  queryId!: string;
  @ApiProperty({ description: '参考名单不触发任何措施 · reference lists trigger nothing', example: FOR_REFERENCE })
  note!: string;
  @ApiProperty({ type: [ExternalHitDto] })
  items!: readonly ExternalHitDto[];
}

export class AskReferenceQuery extends Query<ReferenceAnswersDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: AskReferenceDto,
    readonly clientIp: string,
  ) {
    super();
  }
}

@QueryHandler(AskReferenceQuery)
export class AskReferenceHandler implements IQueryHandler<AskReferenceQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly vault: Vault,
    private readonly registers: Registers,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted, clientIp }: AskReferenceQuery): Promise<ReferenceAnswersDto> {
    await this.models.caughtUp(wanted.after, 'external-lists');
    const { kind, value, certificateType } = wanted.identifier;
    const identifier = { kind, value, ...(certificateType !== undefined && { certificateType }) };
    const ref = await this.vault.index.findRef(identifier);
    const joined = await subjectsOf(this.read.pool, ref ?? NOBODY);
    const refs = [ref ?? NOBODY, ...joined.map(({ subjectId }) => subjectId)];
    const entries = await externalEntriesOf(this.read.pool, refs, this.today.date, 'REFERENCE');
    const { queryId } = await this.registers.registerLookup({
      ...{ at: this.today.now, actor, purpose: wanted.purpose, clientIp },
      role: DEPARTMENT_ROLES.find((role) => actor.roles.includes(role)) ?? 'IMPLEMENTING_UNIT',
      ...(ref !== undefined && { subjectRef: ref }),
      ...{ fieldsReturned: ['listed', 'decisionNo', 'validity'], maskLevel: 'DEPARTMENT', resultCount: entries.length },
    });
    return { queryId, note: FOR_REFERENCE, items: entries.map((entry) => externalHit(entry, this.today.now)) };
  }
}

@QueryController('external')
export class AskReferenceController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('/reference-hits', {
    name: 'askReference',
    zh: '该主体在参考名单上的条目，供参考',
    en: 'Where a subject stands on reference lists, for reference',
    clause: '1.1 ReferenceList, 6.2; S1 §1',
    roles: DEPARTMENT_ROLES,
    answer: ReferenceAnswersDto,
  })
  async ask(
    @CurrentActor() actor: Actor,
    @Body() wanted: AskReferenceDto,
    @Ip() ip: string,
  ): Promise<ReferenceAnswersDto> {
    return this.queries.execute(new AskReferenceQuery(actor, wanted, ip));
  }
}
