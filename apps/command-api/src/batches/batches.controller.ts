import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiHeader,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentActor, type Actor, type Role } from '#libs/access';
import { fileTooLarge } from '#libs/batches';
import type { Job } from '#libs/jobs';
import { IdempotencyKey, problem } from '#libs/platform';
import { streamCsv } from '#libs/read-store';
import { ApiUpload, DescribedRoute, uuidParameter } from '../evidence/described.js';
import { fieldsAs, readUpload } from '../evidence/multipart.js';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import {
  BatchDto,
  BatchFileProblemDto,
  BatchListDto,
  BatchRowsDto,
  RowsQueryDto,
  UploadListDto,
} from './batch-dtos.js';
import { BatchDesk } from './batch-desk.js';
import { batchEvents } from './batch-events.js';
import { BatchPool } from './batch-pool.js';
import {
  BATCH_FILE_PROBLEMS,
  BATCH_PROBLEMS,
  CONFIRMATION_PROBLEMS,
  batchFileProblem,
  IDEMPOTENCY_PROBLEMS,
  LIST_ACT_PROBLEMS,
} from './batch-problems.js';
import { batchView, rowTexts, rowView } from './batch-views.js';
import { LIST_ACT_EXAMPLES, UPLOAD_EXAMPLES } from './batch-examples.js';
import { ListActDto } from './list-act-dtos.js';

const READERS: Role[] = ['RECOGNIZING_UNIT', 'SUPERVISOR'];
const BATCH_ID = { batchId: '批次编号 · batch' };
const CLAUSE = '3.5 R1, 3.6 B1, 3.7 F1; D16';
const PAGE = 100;

const KEY = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description: '请求的 UUID；重复发送得到同一批次 · UUID of the request; a repeat answers the same batch',
  schema: { type: 'string', format: 'uuid' },
});

/** Initial lists in bulk, and acts on whole lists (D16). */
@Controller()
@ApiTags('8 批量与证据 Lists in bulk and evidence')
@ApiBearerAuth()
@UseGuards(DeniedCommands)
export class BatchesController {
  constructor(
    private readonly desk: BatchDesk,
    private readonly db: BatchPool,
  ) {}

  @Post('batches')
  @HttpCode(202)
  @DescribedRoute({
    name: 'UploadList',
    zh: '上传初步名单（CSV 或 XLSX），试运行或导入',
    en: 'Upload an initial list (CSV or XLSX), for a dry run or to be imported',
    clause: CLAUSE,
    roles: ['RECOGNIZING_UNIT'],
    problems: { ...BATCH_FILE_PROBLEMS, ...IDEMPOTENCY_PROBLEMS },
    problemType: BatchFileProblemDto,
  })
  @KEY
  @ApiUpload(
    {
      standardId: { type: 'string', description: '认定标准 · standard', example: 'BLK-1' },
      mode: { type: 'string', enum: ['dryRun', 'import'], description: '试运行或导入 · dry run or import' },
      encoding: {
        type: 'string',
        enum: ['utf-8', 'gb18030'],
        description: 'CSV 的编码，缺省时自动识别 · of a CSV file',
      },
    },
    ['standardId', 'mode'],
    UPLOAD_EXAMPLES,
  )
  @ApiAcceptedResponse({ type: BatchDto, description: '已受理，在后台处理 · taken in, done in the background' })
  async upload(
    @CurrentActor() actor: Actor,
    @IdempotencyKey() key: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<BatchDto> {
    const { limits } = this.desk.settings;
    const { bytes, fields } = await readUpload(request, limits.maxBytes, (max) =>
      problem(batchFileProblem(fileTooLarge(max))),
    );
    return this.view(await this.desk.upload(actor, key, await fieldsAs(UploadListDto, fields), bytes));
  }

  @Post('list-acts')
  @HttpCode(202)
  @DescribedRoute({
    name: 'ActOnList',
    zh: '对整批名单执行同一操作，逐条决定',
    en: 'One act on every entry of a list, each decided for itself',
    clause: '3.5 R2-R7, 3.6 B6-B11; D16',
    roles: ['RECOGNIZING_UNIT'],
    problems: { ...LIST_ACT_PROBLEMS, ...BATCH_PROBLEMS, ...IDEMPOTENCY_PROBLEMS },
  })
  @KEY
  @ApiBody({ type: ListActDto, required: true, examples: LIST_ACT_EXAMPLES })
  @ApiAcceptedResponse({ type: BatchDto, description: '已受理，在后台处理 · taken in, done in the background' })
  async act(
    @CurrentActor() actor: Actor,
    @IdempotencyKey() key: string | undefined,
    @Body() body: ListActDto,
  ): Promise<BatchDto> {
    return this.view(await this.desk.act(actor, key, body));
  }

  @Get('batches')
  @DescribedRoute({
    name: 'ListBatches',
    zh: '本单位的批次',
    en: 'Batches of the unit, newest first',
    clause: 'D16',
    roles: READERS,
  })
  @ApiOkResponse({ type: BatchListDto, description: '批次 · batches' })
  async list(@CurrentActor() actor: Actor): Promise<BatchListDto> {
    return { items: (await this.desk.list(actor)).map((job) => batchView(job, undefined)) };
  }

  @Get('batches/:batchId')
  @DescribedRoute({
    name: 'ReadBatch',
    zh: '批次的进度',
    en: 'How far a batch is',
    clause: 'D16',
    roles: READERS,
    problems: BATCH_PROBLEMS,
    ids: BATCH_ID,
  })
  @ApiOkResponse({ type: BatchDto, description: '批次 · the batch' })
  async read(@CurrentActor() actor: Actor, @Param('batchId') batchId: string): Promise<BatchDto> {
    return this.view(await this.find(actor, batchId));
  }

  @Get('batches/:batchId/rows')
  @DescribedRoute({
    name: 'ReadBatchRows',
    zh: '批次的逐行结果',
    en: 'What became of each row',
    clause: 'D16',
    roles: READERS,
    problems: BATCH_PROBLEMS,
    ids: BATCH_ID,
  })
  @ApiOkResponse({ type: BatchRowsDto, description: '逐行结果 · row by row' })
  async rows(
    @CurrentActor() actor: Actor,
    @Param('batchId') batchId: string,
    @Query() { state, cursor, limit }: RowsQueryDto,
  ): Promise<BatchRowsDto> {
    const { jobId } = await this.find(actor, batchId);
    const most = limit === undefined ? PAGE : Number(limit);
    const filter = { ...(state === undefined ? {} : { state }), after: Number(cursor ?? 0), limit: most + 1 };
    const found = await this.desk.jobs.rows(jobId, filter);
    const page = found.slice(0, most);
    const last = page.at(-1);
    return {
      items: page.map(rowView),
      ...(found.length > most && last !== undefined ? { next: String(last.rowNo) } : {}),
    };
  }

  @Get('batches/:batchId/rows.csv')
  @DescribedRoute({
    name: 'DownloadBatchRows',
    zh: '下载逐行结果',
    en: 'What became of each row, as CSV',
    clause: 'D16',
    roles: READERS,
    problems: BATCH_PROBLEMS,
    ids: BATCH_ID,
  })
  @Header('X-Content-Type-Options', 'nosniff')
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: '逐行结果 · row by row', content: { 'text/csv': { schema: { type: 'string' } } } })
  async download(@CurrentActor() actor: Actor, @Param('batchId') batchId: string): Promise<StreamableFile> {
    const { jobId } = await this.find(actor, batchId);
    const lines = streamCsv({
      pool: this.db.pool,
      header: ['row', 'line', 'state', 'code', 'field', '说明', 'subjectId', 'entryId'],
      sql: `select row_no, line, state, code, field, $2::jsonb ->> code, subject_id, entry_id
              from jobs.rows where job_id = $1 order by row_no`,
      params: [jobId, JSON.stringify(rowTexts())],
    });
    return new StreamableFile(Readable.from(lines), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="batch-${jobId}.csv"`,
    });
  }

  @Get('batches/:batchId/events')
  @DescribedRoute({
    name: 'FollowBatch',
    zh: '批次进度（服务器推送事件）',
    en: 'Progress as server-sent events: row numbers and codes only',
    clause: 'D16',
    roles: READERS,
    problems: BATCH_PROBLEMS,
    ids: BATCH_ID,
  })
  @Header('X-Accel-Buffering', 'no')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: '进度 · progress', content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async events(
    @CurrentActor() actor: Actor,
    @Param('batchId') batchId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
  ): Promise<StreamableFile> {
    const { jobId } = await this.find(actor, batchId);
    const from = /^\d{1,9}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0;
    const events = Readable.from(batchEvents(this.desk.jobs, jobId, from));
    return new StreamableFile(events, { type: 'text/event-stream; charset=utf-8' });
  }

  @Post('batches/:batchId/confirmation')
  @HttpCode(200)
  @DescribedRoute({
    name: 'ConfirmBatch',
    zh: '由另一人确认占名单比例异常的批次',
    en: 'Confirm, as a second person, a batch that concerns an unusual share of a list',
    clause: '3.12; D16',
    roles: ['RECOGNIZING_UNIT'],
    problems: { ...BATCH_PROBLEMS, ...CONFIRMATION_PROBLEMS },
    ids: BATCH_ID,
  })
  @ApiOkResponse({ type: BatchDto, description: '批次 · the batch' })
  async confirm(@CurrentActor() actor: Actor, @Param('batchId') batchId: string): Promise<BatchDto> {
    return this.view(await this.desk.confirm(actor, uuidParameter('batchId', batchId)));
  }

  @Post('batches/:batchId/cancellation')
  @HttpCode(200)
  @DescribedRoute({
    name: 'CancelBatch',
    zh: '中止批次；已处理的行不受影响',
    en: 'Stop a batch; what is done stays done',
    clause: 'D16',
    roles: ['RECOGNIZING_UNIT'],
    problems: BATCH_PROBLEMS,
    ids: BATCH_ID,
  })
  @ApiOkResponse({ type: BatchDto, description: '批次 · the batch' })
  async cancel(@CurrentActor() actor: Actor, @Param('batchId') batchId: string): Promise<BatchDto> {
    return this.view(await this.desk.cancel(actor, uuidParameter('batchId', batchId)));
  }

  private async find(actor: Actor, batchId: string): Promise<Job> {
    return this.desk.find(actor, uuidParameter('batchId', batchId));
  }

  private async view(job: Job): Promise<BatchDto> {
    return batchView(job, await this.desk.fileOf(job));
  }
}
