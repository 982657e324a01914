import { Body, Controller, HttpCode, Ip, Param, Post, Req, Res, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentActor, type Actor } from '#libs/access';
import { MEDIA_TYPES, tooLarge } from '#libs/evidence';
import { problem } from '#libs/platform';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { DocNo, Id, Nested } from '../http/fields.js';
import { httpProblem } from '../http/problem-catalogue.js';
import { PurposeDto } from '../subject/look-up-subject.js';
import { ApiUpload, asProblems, DescribedRoute, uuidParameter } from './described.js';
import { EvidenceDesk } from './evidence-desk.js';
import { EVIDENCE_PROBLEMS } from './evidence-problems.js';
import { fieldsAs, readUpload } from './multipart.js';
import { evidenceProblem } from '#libs/evidence';

export class AddEvidenceDto {
  @Id({ zh: '主体编号', en: 'subject' })
  subjectId!: string;

  @Id({ zh: '条目编号', en: 'entry', optional: true })
  @IsOptional()
  entryId?: string;

  @Id({ zh: '将要生成条目的命令编号', en: 'Idempotency-Key of the command that will make the entry', optional: true })
  @IsOptional()
  commandId?: string;

  @DocNo({ zh: '材料名称', en: 'title', example: '行政处罚决定书' })
  title!: string;

  @ApiProperty({
    enum: ['true', 'false'],
    required: false,
    description: '对当事人保密 · not to be shown to the subject',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  confidential?: 'true' | 'false';
}

export class EvidenceAddedDto {
  @ApiProperty({ format: 'uuid', description: '材料编号 · id of the document, for `evidence[].docId`' })
  docId!: string;

  @ApiProperty({ description: '所存字节的 SHA-256 · SHA-256 of the stored bytes', pattern: '^[0-9a-f]{64}$' })
  sha256!: string;

  @ApiProperty({ format: 'uuid', description: '所属条目 · entry it belongs to' })
  entryId!: string;

  @ApiProperty({ enum: Object.keys(MEDIA_TYPES), description: '按内容判断的类型 · type, by its content' })
  mediaType!: string;

  @ApiProperty({ type: 'integer', description: '字节数 · bytes' })
  size!: number;
}

export class DownloadEvidenceDto {
  @Nested(() => PurposeDto, { zh: '查询目的（涉及自然人时公务人员必填）', en: 'purpose', optional: true })
  purpose?: PurposeDto;
}

const SOME_ID = '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10';
const ADD_EXAMPLES = {
  ofEntry: {
    summary: '条目的材料 · of an entry',
    value: { subjectId: SOME_ID, entryId: SOME_ID, title: '行政处罚决定书', confidential: 'false' },
  },
  ofEntryToBe: {
    summary: '尚未生成的条目的材料 · of an entry that is still to be made',
    value: { subjectId: SOME_ID, commandId: SOME_ID, title: '行政处罚决定书' },
  },
};

const { EVIDENCE_NOT_VISIBLE, PURPOSE_REQUIRED, PURPOSE_NOT_PUBLISHED, GRANT_MISSING, ...OTHERS } = EVIDENCE_PROBLEMS;
const { EVIDENCE_DAMAGED, ERASED, ...UPLOAD_PROBLEMS } = OTHERS;
const LOOKED_UP = { EVIDENCE_NOT_VISIBLE, PURPOSE_REQUIRED, PURPOSE_NOT_PUBLISHED, GRANT_MISSING };

/** Documents of entries (D17). */
@Controller('evidence')
@ApiTags('8 批量与证据 Lists in bulk and evidence')
@ApiBearerAuth()
@UseGuards(DeniedCommands)
export class EvidenceController {
  constructor(private readonly desk: EvidenceDesk) {}

  @Post()
  @DescribedRoute({
    name: 'AddEvidence',
    zh: '上传证据材料',
    en: 'Upload a document of an entry; the content decides on its type',
    clause: '3.5 R1, 3.6 B1, 3.8, 3.10; D17',
    roles: [],
    problems: UPLOAD_PROBLEMS,
  })
  @ApiUpload(
    {
      subjectId: { type: 'string', format: 'uuid', description: '主体编号 · subject' },
      entryId: { type: 'string', format: 'uuid', description: '条目编号 · entry; this or commandId' },
      commandId: {
        type: 'string',
        format: 'uuid',
        description:
          '条目尚未生成时：将要生成它的命令的 Idempotency-Key · while there is no entry: Idempotency-Key of the command that will make it',
      },
      title: { type: 'string', maxLength: 200, description: '材料名称 · title' },
      confidential: { type: 'string', enum: ['true', 'false'], description: '对当事人保密 · kept from the subject' },
    },
    ['subjectId', 'title'],
    ADD_EXAMPLES,
  )
  @ApiCreatedResponse({ type: EvidenceAddedDto, description: '已保存 · stored' })
  async add(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<EvidenceAddedDto> {
    const { bytes, fields } = await asProblems([evidenceProblem], () =>
      readUpload(request, this.desk.documents.maxBytes, tooLarge),
    );
    const { confidential, ...given } = await fieldsAs(AddEvidenceDto, fields);
    if ((given.entryId === undefined) === (given.commandId === undefined)) {
      const [zh, en] = ['entryId 与 commandId 须且只能填写一个。', 'Give either entryId or commandId.'];
      throw problem({ ...httpProblem('VALIDATION_FAILED'), pointers: [{ pointer: '/entryId', zh, en }] });
    }
    const { docId, sha256, entryId, mediaType, size } = await this.desk.add(actor, {
      ...given,
      confidential: confidential === 'true',
      bytes,
    });
    return { docId, sha256, entryId, mediaType, size };
  }

  @Post(':docId/download')
  @HttpCode(200)
  @DescribedRoute({
    name: 'DownloadEvidence',
    zh: '下载证据材料（涉及自然人的须登记）',
    en: 'Download a document; one about a natural person is registered first',
    clause: '6.2; D17',
    roles: [],
    problems: { ...LOOKED_UP, EVIDENCE_DAMAGED, ERASED },
    ids: { docId: '材料编号 · document' },
  })
  @ApiOkResponse({
    description: '文件内容 · the file',
    content: Object.fromEntries(
      Object.keys(MEDIA_TYPES).map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
    ),
  })
  async download(
    @CurrentActor() actor: Actor,
    @Ip() clientIp: string,
    @Param('docId') docId: string,
    @Body() body: DownloadEvidenceDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { document, bytes } = await this.desk.open(
      actor,
      uuidParameter('docId', docId),
      (body as DownloadEvidenceDto | undefined)?.purpose,
      clientIp,
    );
    const name = `evidence-${document.docId}.${MEDIA_TYPES[document.mediaType]}`;
    void reply
      .header('X-Content-Type-Options', 'nosniff')
      .header('Content-Security-Policy', "default-src 'none'; sandbox");
    return new StreamableFile(bytes, {
      type: document.mediaType,
      disposition: `attachment; filename="${name}"`,
      length: bytes.length,
    });
  }
}
