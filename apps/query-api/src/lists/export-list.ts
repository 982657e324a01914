import { Body, Ip, Param, Res, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { CurrentActor, LookupPurpose, type Actor, type Role } from '#libs/access';
import { isPersonalName } from '#libs/dossier';
import { ForPurpose, OptionalCode, Unmasked } from '../http/parameters.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { Lookups } from '../reading/lookups.js';
import { DEPARTMENT_ROLES } from '../reading/reach.js';
import { KINDS, ListParams } from './browse-list.js';
import { digested } from './digested.js';
import { MEDIA_TYPES } from './export.js';
import { ListFiles, type FileFormat } from './list-files.js';
import { ListFilters } from './list-filter.js';
import { CSV_HEADER } from './listed-entry.dto.js';

const ROLES: readonly Role[] = [...DEPARTMENT_ROLES, 'SOCIAL_ORGANISATION', 'PLATFORM_OPERATOR'];
const FORMATS: readonly FileFormat[] = ['NDJSON', 'CSV', 'XLSX'];

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
 * unmasked look-ups. Each person's row stands in the register before the rows with its entry leave.
 */
@QueryController('lists')
export class ExportListController {
  constructor(
    private readonly filters: ListFilters,
    private readonly files: ListFiles,
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
    const filter = await this.filters.filter(actor, listKind, wanted);
    const { format, purpose } = wanted;
    const level = wanted.unmasked === true ? 'UNMASKED' : 'DEPARTMENT';
    let registered = false;
    // What fails before the first rows leave is an answer; what comes later cuts the stream.
    const chunks = this.files.chunks({
      ...{ format, filter, level },
      beforeLeaving: async (rows) => {
        const persons = rows.filter(([, , , subjectType]) => isPersonalName(subjectType as 'NATURAL_PERSON'));
        // The export itself stands in the register, also where no person is in it.
        if (registered && persons.length === 0) return;
        await this.lookups.register(actor, {
          ...{ roles: ROLES, purpose, subjectRefs: [...new Set(persons.map(([, , subjectId]) => subjectId))] },
          ...{ fieldsReturned: CSV_HEADER, maskLevel: level, resultCount: persons.length, clientIp: ip, grantId },
        });
        registered = true;
      },
    });
    return digested(reply, chunks, MEDIA_TYPES[format]);
  }
}
