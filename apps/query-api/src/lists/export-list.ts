import { Body, Ip, Param, Res, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { CurrentActor, LookupPurpose, type Actor, type Role } from '#libs/access';
import { isPersonalName } from '#libs/dossier';
import type { ListKind } from '#libs/rules';
import { ForPurpose, OptionalCode, Unmasked } from '../http/parameters.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { Lookups } from '../reading/lookups.js';
import { DEPARTMENT_ROLES } from '../reading/reach.js';
import { BrowseListDto, BrowseListQuery, KINDS, ListParams, TITLES, type ListedEntryPageDto } from './browse-list.js';
import { digested } from './digested.js';
import { fileChunks, MEDIA_TYPES, type ListFormat } from './export.js';
import { CSV_HEADER, type ListedEntryDto } from './listed-entry.dto.js';

const ROLES: readonly Role[] = [...DEPARTMENT_ROLES, 'SOCIAL_ORGANISATION', 'PLATFORM_OPERATOR'];
const FORMATS: readonly FileFormat[] = ['NDJSON', 'CSV', 'XLSX'];
/** Entries that are registered and written at a time. */
const PAGE = 200;

type FileFormat = Exclude<ListFormat, 'JSON'>;

export class ExportListDto {
  @ForPurpose({ purposeCode: 'LIST_EXPORT', matterNo: '银信报〔2026〕3号' })
  purpose!: LookupPurpose;

  @ApiProperty({ enum: FORMATS, description: '文件格式 · format', example: 'CSV' })
  @IsIn(FORMATS)
  format!: FileFormat;

  @OptionalCode('认定单位 · recognising unit', 'unit-a')
  unit?: string;
  @OptionalCode('认定标准 · standard', 'BLK-1')
  standard?: string;

  @ApiPropertyOptional({ enum: ['ACTIVE', 'ALL'], description: '缺省 ACTIVE：今日在列 · in effect today' })
  @IsOptional()
  @IsIn(['ACTIVE', 'ALL'])
  status?: 'ACTIVE' | 'ALL';

  @Unmasked()
  unmasked?: boolean;
}

/**
 * A list in a file with its natural persons as departments see them, or unmasked: by a grant to export, and by one for
 * unmasked look-ups. Each person's row stands in the register before the page with its entry leaves.
 */
@QueryController('lists')
export class ExportListController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lookups: Lookups,
  ) {}

  @QuestionRoute('/lists/{list}/export', {
    name: 'exportList',
    zh: '导出名单（含自然人信息，须经批准并逐人登记）',
    en: 'Export a list with its natural persons: by grant, each person registered',
    clause: '6.2, 6.4',
    roles: ROLES,
    problems: ['GRANT_MISSING', 'READ_NOT_ALLOWED'],
  })
  @ApiOkResponse({
    description: '文件，尾部字段 Repr-Digest 为其 SHA-256 · the file, its SHA-256 in the trailer Repr-Digest',
    content: Object.fromEntries(
      ['application/x-ndjson', 'text/csv', MEDIA_TYPES.XLSX].map((type) => [
        type,
        { schema: { type: 'string', format: 'binary' } },
      ]),
    ),
  })
  async export(
    @CurrentActor() actor: Actor,
    @Param() { list }: ListParams,
    @Body() wanted: ExportListDto,
    @Ip() ip: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const listKind = KINDS[list] ?? 'RED';
    const grantId = await this.lookups.grantFor(actor, 'EXPORT', wanted.purpose);
    if (wanted.unmasked === true) await this.lookups.grantFor(actor, 'UNMASKED', wanted.purpose);
    const pages = new RegisteredPages(this.queries, this.lookups, actor, listKind, wanted, ip, grantId);
    // A refusal, and a register that is away, are an answer; what comes later cuts the stream.
    const first = await pages.page(undefined);
    return digested(reply, fileChunks(wanted.format, TITLES[listKind], pages.from(first)), MEDIA_TYPES[wanted.format]);
  }
}

/** Pages of a list, each of which is registered before it is given. */
class RegisteredPages {
  constructor(
    private readonly queries: QueryBus,
    private readonly lookups: Lookups,
    private readonly actor: Actor,
    private readonly listKind: ListKind,
    private readonly wanted: ExportListDto,
    private readonly clientIp: string,
    private readonly grantId: string,
  ) {}

  async page(cursor: string | undefined): Promise<ListedEntryPageDto> {
    const { purpose, unit, standard, status, unmasked } = this.wanted;
    const maskLevel = unmasked === true ? 'UNMASKED' : 'DEPARTMENT';
    const asked = Object.assign(new BrowseListDto(), {
      limit: PAGE,
      ...(unit !== undefined && { unit }),
      ...(standard !== undefined && { standard }),
      ...(status !== undefined && { status }),
      ...(cursor !== undefined && { cursor }),
    });
    const page = await this.queries.execute(new BrowseListQuery(this.actor, this.listKind, asked, false, maskLevel));
    const persons = page.items.filter(({ subjectType }) => isPersonalName(subjectType as 'NATURAL_PERSON'));
    // The export itself stands in the register, also where no person is in it.
    if (cursor === undefined || persons.length > 0) {
      const subjectRefs = [...new Set(persons.map(({ subjectId }) => subjectId))];
      await this.lookups.register(this.actor, {
        ...{ roles: ROLES, purpose, subjectRefs, fieldsReturned: CSV_HEADER, maskLevel },
        ...{ resultCount: persons.length, clientIp: this.clientIp, grantId: this.grantId },
      });
    }
    return page;
  }

  async *from(first: ListedEntryPageDto): AsyncGenerator<readonly ListedEntryDto[]> {
    let page = first;
    for (;;) {
      yield page.items;
      if (page.next === undefined) return;
      page = await this.page(page.next);
    }
  }
}
