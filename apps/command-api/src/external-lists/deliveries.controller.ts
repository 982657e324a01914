import { randomUUID } from 'node:crypto';
import { Controller, Get, HttpCode, Param, Post, Req, UseGuards } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentActor, type Actor } from '#libs/access';
import { fileTooLarge } from '#libs/batches';
import { stableId } from '#libs/command-loop';
import { DELIVERY_LIMITS, EXTERNAL_LIST_POLICY, EXTERNAL_LIST_REFUSALS } from '#libs/external-lists';
import { IdempotencyKey, problem } from '#libs/platform';
import { batchFileProblem, BATCH_FILE_PROBLEMS, IDEMPOTENCY_PROBLEMS } from '../batches/batch-problems.js';
import { ApiUpload, DescribedRoute, uuidParameter } from '../evidence/described.js';
import { fieldsAs, readUpload } from '../evidence/multipart.js';
import { commandActor } from '../http/actor.js';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { TAGS } from '../http/command-route.js';
import { DeliverListDto, DeliveryTakenDto, ListDeliveryProgressDto } from './external-list-dtos.js';
import { DeliveryDesk } from './delivery-desk.js';
import { ExternalListWorker } from './external-list-worker.js';

const ROLES = [...EXTERNAL_LIST_POLICY.ReleaseDelivery];
const { EXTERNAL_LIST_UNKNOWN, EXTERNAL_LIST_CLOSED, NOT_YOUR_LIST } = EXTERNAL_LIST_REFUSALS;
const { VERSION_OLDER, VERSION_TAKEN, DELIVERY_UNDER_WAY } = EXTERNAL_LIST_REFUSALS;
const { BATCH_FILE_TOO_LARGE } = BATCH_FILE_PROBLEMS;
const DELIVERY_UNKNOWN = { status: 404, zh: '没有这个批次。', en: 'There is no such delivery.' } as const;

/** Deliveries of lists of others, as files. */
@Controller()
@ApiTags(TAGS.external)
@ApiBearerAuth()
@UseGuards(DeniedCommands)
export class DeliveriesController {
  constructor(
    private readonly desk: DeliveryDesk,
    private readonly worker: ExternalListWorker,
  ) {}

  @Post('external-lists/:listId/deliveries')
  @HttpCode(202)
  @DescribedRoute({
    name: 'DeliverExternalList',
    zh: '报送外部名单的一个版本（CSV 或 XLSX），在后台比对和写入；异常的暂缓并报告',
    en: 'Deliver a version of a list (CSV or XLSX); compared and applied in the background, held and told when unusual',
    clause: '1.1 MirroredList, 3.8; D16',
    roles: ROLES,
    ids: { listId: '名单编号 · list' },
    problems: {
      ...{ EXTERNAL_LIST_UNKNOWN, EXTERNAL_LIST_CLOSED, NOT_YOUR_LIST, VERSION_OLDER, VERSION_TAKEN },
      ...{ DELIVERY_UNDER_WAY, BATCH_FILE_TOO_LARGE, ...IDEMPOTENCY_PROBLEMS },
    },
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: '请求的 UUID；重复发送得到同一批次 · UUID of the request; a repeat answers the same delivery',
    schema: { type: 'string', format: 'uuid' },
  })
  @ApiUpload(
    {
      version: { type: 'string', description: '所有者的版本号 · version, as the owner counts', example: '2026-10-01' },
      sha256: { type: 'string', description: '文件的 SHA-256 · SHA-256 of the file', example: 'ab'.repeat(32) },
      encoding: { type: 'string', enum: ['utf-8', 'gb18030'], description: 'CSV 的编码 · of a CSV file' },
    },
    ['version', 'sha256'],
    { mirror: { summary: '一个版本 · a version', value: { version: '2026-10-01', sha256: 'ab'.repeat(32) } } },
  )
  @ApiAcceptedResponse({ type: DeliveryTakenDto, description: '已受理，在后台处理 · taken in, done in the background' })
  async deliver(
    @CurrentActor() actor: Actor,
    @IdempotencyKey() key: string | undefined,
    @Param('listId') given: string,
    @Req() request: FastifyRequest,
  ): Promise<DeliveryTakenDto> {
    const listId = uuidParameter('listId', given);
    const { bytes, fields } = await readUpload(request, DELIVERY_LIMITS.maxBytes, (max) =>
      problem(batchFileProblem(fileTooLarge(max))),
    );
    const { version, sha256, encoding } = await fieldsAs(DeliverListDto, fields);
    const incoming = {
      deliveryId: stableId('delivery', actor.userId, key ?? randomUUID()),
      ...{ actor: commandActor(actor, ROLES), version, declaredSha256: sha256 },
      ...(encoding !== undefined && { encoding }),
    };
    const taken = await this.desk.take(listId, incoming, bytes);
    this.worker.wake();
    return taken;
  }

  @Get('external-lists/:listId/deliveries/:deliveryId/progress')
  @DescribedRoute({
    name: 'ReadDeliveryProgress',
    zh: '批次的处理进度',
    en: 'How far a delivery is',
    clause: 'D16',
    roles: ROLES,
    ids: { listId: '名单编号 · list', deliveryId: '批次编号 · delivery' },
    problems: { DELIVERY_UNKNOWN },
  })
  @ApiOkResponse({ type: ListDeliveryProgressDto, description: '处理进度 · how far it is' })
  async progress(
    @CurrentActor() actor: Actor,
    @Param('listId') givenList: string,
    @Param('deliveryId') givenDelivery: string,
  ): Promise<ListDeliveryProgressDto> {
    const [listId, deliveryId] = [uuidParameter('listId', givenList), uuidParameter('deliveryId', givenDelivery)];
    const job = await this.desk.job(deliveryId);
    const own = actor.roles.some((role) => role !== 'SOCIAL_ORGANISATION' && ROLES.includes(role));
    const seen = job !== undefined && job.payload['listId'] === listId && (own || job.unitId === actor.unitId);
    if (!seen) throw problem({ code: 'DELIVERY_UNKNOWN', ...DELIVERY_UNKNOWN });
    const { state, total, done } = job;
    const code = await this.desk.code(job);
    return { deliveryId, job: state, total, done, ...(code !== undefined && { code }) };
  }
}
