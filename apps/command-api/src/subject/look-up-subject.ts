import { Body, Ip } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { CurrentActor, LookupPurpose, Registers, type Actor, type Role } from '#libs/access';
import { Refusal } from '#libs/dossier';
import { nearOf } from '#libs/lookup-review';
import { Clock } from '#libs/platform';
import { Vault } from '#libs/vault';
import { CommandController, QuestionRoute } from '../http/command-route.js';
import { Nested } from '../http/fields.js';
import { People } from '../people.js';
import { IdentifierDto } from '../shared/dtos.js';

const MAY_LOOK_UP = [
  'RECOGNIZING_UNIT',
  'INITIATING_UNIT',
  'IMPLEMENTING_UNIT',
  'INFORMATION_PROVIDER',
  'JOINT_CONFERENCE_OFFICE',
  'DISPUTE_HANDLER',
  'SUPERVISOR',
  'PRIVACY_REVIEWER',
] as const satisfies readonly Role[];

export class PurposeDto extends LookupPurpose {
  @ApiProperty({ description: '查询事项代码 · code of the query matter', example: 'DISPUTE_HANDLING' })
  override purposeCode!: string;

  @ApiProperty({ description: '案件或事项编号 · case or matter', maxLength: 64, example: '银信异〔2026〕15号' })
  override matterNo!: string;

  @ApiProperty({
    required: false,
    description: '法律依据或授权编号 · clause or authorisation',
    maxLength: 120,
    example: '社会信用条例第三十四条',
  })
  override legalBasis?: string;
}

export class LookUpSubjectDto {
  @Nested(() => IdentifierDto, { zh: '证件', en: 'identifier' })
  identifier!: IdentifierDto;

  @Nested(() => PurposeDto, { zh: '查询目的', en: 'purpose' })
  purpose!: PurposeDto;
}

export class SubjectFoundDto {
  @ApiProperty({
    format: 'uuid',
    description: '主体编号；合并档案的为延续的档案 · subject; of joined dossiers the one that goes on',
  })
  subjectId!: string;

  @ApiProperty({
    type: [String],
    format: 'uuid',
    description: '已并入该主体的其他档案 · other dossiers of the same subject, which refer to it',
  })
  joinedSubjectIds!: readonly string[];
}

export class LookUpSubjectQuery extends Query<SubjectFoundDto> {
  constructor(
    readonly actor: Actor,
    readonly clientIp: string,
    readonly body: LookUpSubjectDto,
  ) {
    super();
  }
}

@QueryHandler(LookUpSubjectQuery)
export class LookUpSubjectHandler implements IQueryHandler<LookUpSubjectQuery> {
  constructor(
    private readonly people: People,
    private readonly registers: Registers,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async execute({ actor, clientIp, body }: LookUpSubjectQuery): Promise<SubjectFoundDto> {
    const { identifier, purpose } = body;
    const [subjectId, ...joinedSubjectIds] = await this.people.find(identifier);
    // That somebody is unknown tells something too: a look-up of a person is registered before it is answered.
    if (identifier.kind !== 'USCC') {
      await this.registers.registerLookup({
        at: this.clock.now(),
        actor,
        role: MAY_LOOK_UP.find((role) => actor.roles.includes(role)) ?? 'PUBLIC',
        ...(subjectId === undefined ? {} : { subjectRef: subjectId }),
        purpose,
        fieldsReturned: ['subjectId', 'joinedSubjectIds'],
        maskLevel: 'DEPARTMENT',
        resultCount: subjectId === undefined ? 0 : 1,
        clientIp,
        askedNear: await nearOf(this.vault, identifier),
      });
    }
    if (subjectId === undefined) throw new Refusal('SUBJECT_UNKNOWN');
    return { subjectId, joinedSubjectIds };
  }
}

@CommandController('subject')
export class LookUpSubjectController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('LookUpSubject', '/subjects/lookup', SubjectFoundDto, {
    zh: '按证件查找主体（查询自然人须登记）',
    en: 'Find a subject by its identifier; look-ups of natural persons are registered',
    clause: '1.3, 6.2',
    roles: MAY_LOOK_UP,
    problems: [
      'SUBJECT_UNKNOWN',
      'PURPOSE_NOT_PUBLISHED',
      'IDENTIFIER_CHECK_DIGIT',
      'IDENTIFIER_FORMAT',
      'IDENTIFIER_KIND_MISMATCH',
      'BIRTH_DATE_INVALID',
    ],
  })
  execute(@CurrentActor() actor: Actor, @Ip() clientIp: string, @Body() body: LookUpSubjectDto) {
    return this.queries.execute(new LookUpSubjectQuery(actor, clientIp, body));
  }
}
