import { Body, Ip, Param } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsUUID, ValidateNested } from 'class-validator';
import { CurrentActor, LookupPurpose, Registers, type Actor } from '#libs/access';
import { findComplaint } from '#projections';
import { AfterDto } from '../http/parameters.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { ReadingPolicy } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { ComplaintReach, COMPLAINT_READERS } from './complaint-reach.js';
import { complaintDto, ComplaintFileDto } from './complaint.dto.js';

export class ComplaintParams {
  @IsUUID('all')
  complaintId!: string;
}

export class ReadComplaintFileDto extends AfterDto {
  @ApiProperty({
    type: LookupPurpose,
    description: '查询事由，先登记后答复 · registered before the answer leaves',
    example: { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信诉〔2026〕15号' },
  })
  @IsDefined()
  @ValidateNested()
  @Type(() => LookupPurpose)
  purpose!: LookupPurpose;
}

export class ReadComplaintFileQuery extends Query<ComplaintFileDto> {
  constructor(
    readonly actor: Actor,
    readonly complaintId: string,
    readonly wanted: ReadComplaintFileDto,
    readonly clientIp: string,
  ) {
    super();
  }
}

@QueryHandler(ReadComplaintFileQuery)
export class ReadComplaintFileHandler implements IQueryHandler<ReadComplaintFileQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly reach: ComplaintReach,
    private readonly policy: ReadingPolicy,
    private readonly personal: PersonalData,
    private readonly registers: Registers,
    private readonly today: Today,
  ) {}

  async execute({ actor, complaintId, wanted, clientIp }: ReadComplaintFileQuery): Promise<ComplaintFileDto> {
    const { purpose, after } = wanted;
    await this.models.caughtUp(after, 'complaints');
    const row = await findComplaint(this.read.pool, complaintId);
    const route = { method: 'POST', path: '/complaints/:complaintId/file' };
    if (row === undefined || !this.reach.sees(actor, row)) return this.policy.deny(actor, route, 'COMPLAINT_UNKNOWN');
    const { text, contact, wrongData, decision, complainantRef } = row.complaint;
    const { reasons, remedyInfo } = decision ?? {};
    const texts = { text, contact, allegedError: wrongData?.allegedError, reasons, remedyInfo };
    const given = Object.entries(texts).filter(([, value]) => value !== undefined);
    const opened = await this.personal.texts(given.map(([, value]) => value));
    const { queryId } = await this.registers.registerLookup({
      ...{ at: this.today.now, actor, purpose, clientIp },
      role: COMPLAINT_READERS.find((role) => actor.roles.includes(role)) ?? 'SUPERVISOR',
      subjectRef: complainantRef,
      fieldsReturned: given.map(([name]) => name),
      maskLevel: actor.kind === 'OFFICIAL' ? 'DEPARTMENT' : 'OWN',
      resultCount: 1,
    });
    const shown = Object.fromEntries(given.map(([name], i) => [name, opened[i]]));
    return { ...complaintDto(row, this.today.date), ...shown, queryId } as ComplaintFileDto;
  }
}

@QueryController('complaints')
export class ReadComplaintFileController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('/complaints/{complaintId}/file', {
    name: 'readComplaintFile',
    zh: '投诉的文字内容和答复（须登记）',
    en: 'A complaint with its texts and its answer; registered',
    clause: '6.1, 6.2',
    roles: COMPLAINT_READERS,
    answer: ComplaintFileDto,
    problems: ['COMPLAINT_UNKNOWN'],
  })
  async file(
    @CurrentActor() actor: Actor,
    @Param() { complaintId }: ComplaintParams,
    @Body() wanted: ReadComplaintFileDto,
    @Ip() ip: string,
  ): Promise<ComplaintFileDto> {
    return this.queries.execute(new ReadComplaintFileQuery(actor, complaintId, wanted, ip));
  }
}
