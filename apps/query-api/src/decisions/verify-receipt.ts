import { Body, Ip } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsObject, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { CurrentActor, LookupPurpose, Registers, type Actor, type Role } from '#libs/access';
import { Vault } from '#libs/vault';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { ReadingPolicy } from '../reading/reach.js';
import { Today } from '../reading/today.js';
import { askingRole, ASKING_ROLES } from './ask-decision.js';
import { AskedIdentifierDto, identifierOf } from './asked-identifier.js';
import { answerDigest, askedDigest, Receipts, type Receipt } from './receipts.js';

/** They verify any receipt; everybody else those of the own unit. */
const VERIFYING_ROLES: readonly Role[] = ['DISPUTE_HANDLER', 'SUPERVISOR'];
const ROUTE = { method: 'POST', path: '/decisions/receipts/verification' } as const;

export class VerifyReceiptDto {
  @ApiProperty({ description: '查询应答所附的回执 · as it came with the answer', example: '2026-11.AbCd' })
  @IsString()
  @MaxLength(9_000)
  receipt!: string;

  @ApiPropertyOptional({ type: AskedIdentifierDto, description: '当时所问的主体 · whom it is said to be about' })
  @IsOptional()
  @ValidateNested()
  @Type(() => AskedIdentifierDto)
  identifier?: AskedIdentifierDto;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: '当时的答复；有无 receipt、index 均可 · the answer as it was kept',
  })
  @IsOptional()
  @IsObject()
  answer?: Readonly<Record<string, unknown>>;

  @ApiProperty({ type: LookupPurpose, example: { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' } })
  @IsDefined()
  @ValidateNested()
  @Type(() => LookupPurpose)
  purpose!: LookupPurpose;
}

export class AnsweredEntryDto {
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ type: 'integer' })
  entryRevision!: number;
  @ApiProperty({ type: 'integer' })
  streamRevision!: number;
}

/** What a receipt proves: when, to whom and on which revision an answer was given, and whether it was this answer. */
export class VerifiedReceiptDto {
  @ApiProperty({ format: 'uuid', description: '登记编号 · number in the look-up register' })
  queryId!: string;
  @ApiProperty({ format: 'date-time' })
  asOf!: string;
  @ApiProperty({ format: 'date' })
  today!: string;
  @ApiPropertyOptional({ type: String, description: '所依据的数据位置 · position of the read model' })
  position?: string;
  @ApiProperty({ description: '查询人 · who asked', example: 'c-implementer' })
  userId!: string;
  @ApiPropertyOptional({ type: String, example: 'unit-c' })
  unitId?: string;
  @ApiProperty({ example: 'IMPLEMENTING_UNIT' })
  role!: string;
  @ApiProperty({ example: 'BID_REVIEW' })
  purposeCode!: string;
  @ApiProperty({ example: '银公资〔2026〕8号' })
  matterNo!: string;
  @ApiProperty({ type: [AnsweredEntryDto], description: '当时所见的条目及其版本 · what was seen' })
  entries!: readonly AnsweredEntryDto[];
  @ApiProperty({ description: '答复（不含回执）按 RFC 8785 的 SHA-256 · digest of the answer without its receipt' })
  answerDigest!: string;
  @ApiPropertyOptional({ type: Boolean, description: '所问确为此主体 · it was about this subject' })
  identifierMatches?: boolean;
  @ApiPropertyOptional({ type: Boolean, description: '答复确为此内容 · this is what was answered' })
  answerMatches?: boolean;
}

export class VerifyReceiptQuery extends Query<VerifiedReceiptDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: VerifyReceiptDto,
    readonly clientIp: string,
  ) {
    super();
  }
}

@QueryHandler(VerifyReceiptQuery)
export class VerifyReceiptHandler implements IQueryHandler<VerifyReceiptQuery> {
  constructor(
    private readonly receipts: Receipts,
    private readonly vault: Vault,
    private readonly registers: Registers,
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted, clientIp }: VerifyReceiptQuery): Promise<VerifiedReceiptDto> {
    const receipt = await this.receipts.open(wanted.receipt);
    // Whoever may not verify it does not even learn that it is genuine.
    if (receipt === undefined || !this.mayVerify(actor, receipt))
      return this.policy.deny(actor, ROUTE, 'RECEIPT_INVALID');
    const { identifier, answer } = wanted;
    const identifierMatches = identifier && askedDigest(receipt.queryId, identifier) === receipt.asked;
    const ref = identifier && identifierMatches ? await this.vault.index.findRef(identifierOf(identifier)) : undefined;
    await this.registers.registerLookup({
      ...{ at: this.today.now, actor, role: askingRole(actor), purpose: wanted.purpose, clientIp },
      ...(ref !== undefined && { subjectRef: ref }),
      ...{ fieldsReturned: ['decisionReceipt'], maskLevel: 'DEPARTMENT', resultCount: 1 },
    });
    return {
      ...shownReceipt(receipt),
      ...(identifierMatches !== undefined && { identifierMatches }),
      ...(answer && { answerMatches: isAnswer(answer, receipt) }),
    };
  }

  private mayVerify(actor: Actor, { unitId }: Receipt): boolean {
    return this.policy.has(actor, VERIFYING_ROLES) || (unitId !== undefined && this.policy.isOwnUnit(actor, unitId));
  }
}

function shownReceipt({ seen, asked: _asked, answered, ...rest }: Receipt): VerifiedReceiptDto {
  const entries = seen.map(([entryId, entryRevision, streamRevision]) => ({ entryId, entryRevision, streamRevision }));
  const { position, unitId, ...always } = rest;
  return {
    ...{ ...always, entries, answerDigest: answered },
    ...(position !== undefined && { position }),
    ...(unitId !== undefined && { unitId }),
  };
}

function isAnswer(
  { receipt: _receipt, index: _index, ...answer }: Readonly<Record<string, unknown>>,
  { answered }: Receipt,
): boolean {
  try {
    return answerDigest(answer) === answered;
  } catch {
    // Nothing that was ever answered: nested beyond what can be walked.
    return false;
  }
}

@QueryController('lists')
export class VerifyReceiptController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('/decisions/receipts/verification', {
    name: 'verifyReceipt',
    zh: '核验查询应答的回执',
    en: 'What a receipt proves',
    clause: '3.18, 5.2',
    roles: ASKING_ROLES,
    answer: VerifiedReceiptDto,
    problems: ['RECEIPT_INVALID'],
  })
  async verify(
    @CurrentActor() actor: Actor,
    @Body() wanted: VerifyReceiptDto,
    @Ip() ip: string,
  ): Promise<VerifiedReceiptDto> {
    return this.queries.execute(new VerifyReceiptQuery(actor, wanted, ip));
  }
}
