import { randomUUID } from 'node:crypto';
import { Body, Ip, Logger, Res, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  ApiBody,
  ApiExtraModels,
  ApiOkResponse,
  ApiProperty,
  ApiPropertyOptional,
  getSchemaPath,
} from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsDefined, IsOptional, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { accessProblem, CurrentActor, LookupPurpose, type Actor } from '#libs/access';
import { problemBody, problemOf } from '#libs/platform';
import { vaultProblem } from '#libs/vault';
import { AfterDto } from '../http/parameters.js';
import type { QueryProblemDto } from '../http/problems.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { digested } from '../lists/digested.js';
import { MEDIA_TYPES } from '../lists/export.js';
import { AskDecisionQuery, ASKING_ROLES, type Asked } from './ask-decision.js';
import { AskedIdentifierDto, checkIdentifiers, wrongShape } from './asked-identifier.js';
import { BulkLookups } from './bulk-lookups.js';
import { DecisionAnswerDto, DecisionEndLineDto, DecisionLineDto } from './decision.dto.js';

const MAX_SUBJECTS = 10_000;
/** Read, registered and answered together: one transaction of the register. */
const CHUNK = 200;

const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
const [X, Y] = [
  { kind: 'USCC', value: '91640100MA00TE5T0A' },
  { kind: 'USCC', value: '91640100MA00TE5T1D' },
];

export class AskDecisionDto extends AfterDto {
  @ApiPropertyOptional({ type: AskedIdentifierDto, description: '所问主体；答复为 JSON · one subject' })
  @IsOptional()
  @ValidateNested()
  @Type(() => AskedIdentifierDto)
  identifier?: AskedIdentifierDto;

  @ApiPropertyOptional({
    type: [AskedIdentifierDto],
    minItems: 1,
    maxItems: MAX_SUBJECTS,
    description:
      '或者一次查询至多一万个主体；答复为 NDJSON，逐行按所问顺序，末行为 end · or up to 10,000 subjects, answered line by line',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_SUBJECTS)
  identifiers?: readonly AskedIdentifierDto[];

  @ApiProperty({
    type: LookupPurpose,
    description: '查询事由，先登记后答复；按事项编号计入应查必查率 · registered before the answer leaves',
    example: PURPOSE,
  })
  @IsDefined()
  @ValidateNested()
  @Type(() => LookupPurpose)
  purpose!: LookupPurpose;
}

@QueryController('lists')
export class AskDecisionController {
  private readonly logger = new Logger('decisions');

  constructor(
    private readonly queries: QueryBus,
    private readonly bulk: BulkLookups,
  ) {}

  @QuestionRoute('/decisions', {
    name: 'askDecision',
    zh: '查询应答：主体现在适用什么；一个主体答以 JSON，多个主体答以 NDJSON',
    en: 'What applies to a subject now: JSON for one, NDJSON for many',
    clause: '3.18, 5.2, 6.2',
    roles: ASKING_ROLES,
    problems: ['GRANT_MISSING'],
  })
  @ApiBody({
    type: AskDecisionDto,
    examples: {
      one: { summary: '一个主体 · one subject', value: { identifier: X, purpose: PURPOSE } },
      many: { summary: '多个主体 · many subjects', value: { identifiers: [X, Y], purpose: PURPOSE } },
    },
  })
  @ApiExtraModels(DecisionAnswerDto, DecisionLineDto, DecisionEndLineDto)
  @ApiOkResponse({
    description: '现在适用什么 · what applies now',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(DecisionAnswerDto) } },
      'application/x-ndjson': {
        schema: { oneOf: [DecisionLineDto, DecisionEndLineDto].map((line) => ({ $ref: getSchemaPath(line) })) },
      },
    },
  })
  async ask(
    @CurrentActor() actor: Actor,
    @Body() { identifier, identifiers, purpose, after }: AskDecisionDto,
    @Ip() clientIp: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DecisionAnswerDto | StreamableFile> {
    if ((identifier === undefined) === (identifiers === undefined)) throw eitherOr();
    const all = identifier === undefined ? (identifiers ?? []) : [identifier];
    checkIdentifiers(all);
    const grantId = await this.bulk.permitted(actor, all, purpose);
    const answered = (from: number): Promise<readonly DecisionAnswerDto[]> => {
      const asked: Asked = { identifiers: all.slice(from, from + CHUNK), purpose, after, clientIp, grantId };
      return this.queries.execute(new AskDecisionQuery(actor, asked));
    };
    // The first before anything is sent, so that a refusal is an answer.
    const first = await answered(0);
    const [only] = first;
    if (identifier !== undefined && only !== undefined) return only;
    return digested(reply, this.lines(first, all.length, answered), MEDIA_TYPES.NDJSON);
  }

  /** Chunk by chunk as they are taken. What fails on the way is told in the last line, and nothing after it is sent. */
  private async *lines(
    first: readonly DecisionAnswerDto[],
    count: number,
    answered: (from: number) => Promise<readonly DecisionAnswerDto[]>,
  ): AsyncGenerator<string> {
    let done = 0;
    let problem: QueryProblemDto | undefined;
    for (let chunk = first; ;) {
      const from = done;
      yield chunk.map((answer, at): string => lineOf({ index: from + at, ...answer })).join('');
      done += chunk.length;
      if (done >= count) break;
      try {
        chunk = await answered(done);
      } catch (error) {
        problem = this.told(error);
        break;
      }
    }
    yield lineOf({ end: { answered: done, ...(problem && { problem }) } });
  }

  private told(error: unknown): QueryProblemDto {
    const known = problemOf(error, [accessProblem, vaultProblem]);
    if (known !== undefined) return problemBody(known) as unknown as QueryProblemDto;
    const incident = randomUUID();
    this.logger.error(error, `incident ${incident}`);
    return problemBody({
      ...{ status: 500, code: 'INTERNAL_ERROR' },
      zh: `服务内部出现意外错误。请将事件编号 ${incident} 告知运维人员。`,
      en: `Something unexpected happened. Tell the operators the incident number ${incident}.`,
    }) as unknown as QueryProblemDto;
  }
}

function lineOf(line: DecisionLineDto | DecisionEndLineDto): string {
  return `${JSON.stringify(line)}\n`;
}

const eitherOr = () =>
  wrongShape({
    ...{ pointer: '/identifier', constraint: 'isDefined' },
    zh: '应提供 identifier 或 identifiers 之一。',
    en: 'Give either identifier or identifiers.',
  });
