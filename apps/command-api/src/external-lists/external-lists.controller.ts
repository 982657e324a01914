import { Body } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { EXTERNAL_LIST_POLICY, SOURCE_REFUSALS, type RoutedExternalListCommand } from '#libs/external-lists';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute, QuestionRoute, type CommandText } from '../http/command-route.js';
import type { ProblemCode } from '../http/problem-catalogue.js';
import { codesOf } from '../http/rule-problems.js';
import { People } from '../people.js';
import {
  ExternalListAnswerDto,
  ExternalListTermsDto,
  ExternalReasonDto,
  ForwardObjectionDto,
  OwnerOutcomeDto,
  RegisterMirroredListDto,
  RegisterReferenceListDto,
} from './external-list-dtos.js';
import { ExternalListDesk } from './external-list-desk.js';
import { ExternalListWorker } from './external-list-worker.js';

const LIST = '/external-lists/{listId}';
const DELIVERY = `${LIST}/deliveries/{deliveryId}`;
const TERMS: readonly ProblemCode[] = [...codesOf(SOURCE_REFUSALS), 'LIST_BOUNDS_INVALID'];
const ON_LIST = ['EXTERNAL_LIST_UNKNOWN', 'EXTERNAL_LIST_CLOSED', 'NOT_YOUR_LIST'] as const;
const ON_HELD = ['DELIVERY_NOT_HELD', 'DELIVERY_SECOND_PERSON'] as const;

export class SourceAskedDto {
  @ApiProperty({ format: 'uuid', description: '名单编号 · list' })
  listId!: string;

  @ApiProperty({
    description: '即将读取来源；来源为上传文件的不读取 · the source is asked now, where it is an address',
  })
  asked!: boolean;
}

/** The route of a command; its roles are those of the domain. */
function ListRoute(
  type: RoutedExternalListCommand,
  path: string,
  text: CommandText,
  problems: readonly ProblemCode[],
): MethodDecorator {
  return PlainCommandRoute(type, 'POST', path, ExternalListAnswerDto, {
    ...text,
    roles: EXTERNAL_LIST_POLICY[type],
    problems: ['EXTERNAL_ACT_NOT_ALLOWED', ...problems],
  });
}

/** Mirrored and reference lists: what is agreed about them, held deliveries, objections (spec 1.1, 3.8, 5.2). */
@CommandController('external')
export class ExternalListsController {
  constructor(
    private readonly desk: ExternalListDesk,
    private readonly people: People,
    private readonly worker: ExternalListWorker,
  ) {}

  @ListRoute(
    'RegisterMirroredList',
    '/mirrored-lists',
    { zh: '登记外部镜像名单', en: 'Register a mirrored list', clause: '1.1 MirroredList, 5.2' },
    TERMS,
  )
  registerMirror(@Call() call: CommandCall, @Body() body: RegisterMirroredListDto) {
    const { owner, title, listKind, legalSource, foreignRegion } = body;
    const region = foreignRegion === undefined ? {} : { foreignRegion };
    const data = { owner: { name: owner.name }, title, listKind, legalSource, ...region, ...this.desk.terms(body) };
    return this.desk.register(call, { type: 'RegisterMirroredList', data });
  }

  @ListRoute(
    'RegisterReferenceList',
    '/reference-lists',
    {
      zh: '登记参考名单，仅供参考',
      en: 'Register a reference list, which only informs',
      clause: '1.1 ReferenceList; S1 §1',
    },
    [...TERMS, 'NOT_YOUR_LIST', 'OWNER_UNIT_UNKNOWN'],
  )
  registerReference(@Call() call: CommandCall, @Body() body: RegisterReferenceListDto) {
    const { title, listKind, legalSource } = body;
    const owner = this.desk.referenceOwner(call, body);
    const data = { owner, title, listKind, legalSource, ...this.desk.terms(body) };
    return this.desk.register(call, { type: 'RegisterReferenceList', data });
  }

  @ListRoute(
    'ChangeExternalListTerms',
    `${LIST}/terms`,
    { zh: '变更来源、规模界限、脱敏和联系方式', en: 'Change source, bounds, mask and contact', clause: '3.8' },
    [...TERMS, ...ON_LIST],
  )
  changeTerms(@Call() call: CommandCall, @Body() body: ExternalListTermsDto) {
    return this.desk.issue(call, call.param('listId'), {
      type: 'ChangeExternalListTerms',
      data: this.desk.terms(body),
    });
  }

  @ListRoute(
    'ReleaseDelivery',
    `${DELIVERY}/release`,
    {
      zh: '放行被暂缓的批次，须由报送人以外的人',
      en: 'Release a held delivery, as a second person',
      clause: '3.8; 2 [D]',
    },
    [...ON_LIST, ...ON_HELD, 'DELIVERY_NOT_RELEASABLE'],
  )
  async release(@Call() call: CommandCall, @Body() { reason }: ExternalReasonDto) {
    const outcome = await this.desk.release(call, reason);
    this.worker.wake();
    return outcome;
  }

  @ListRoute(
    'DiscardDelivery',
    `${DELIVERY}/discarding`,
    {
      zh: '作废被暂缓的批次，须由报送人以外的人',
      en: 'Discard a held delivery, as a second person',
      clause: '3.8; 2 [D]',
    },
    [...ON_LIST, ...ON_HELD],
  )
  discard(@Call() call: CommandCall, @Body() { reason }: ExternalReasonDto) {
    const deliveryId = call.param('deliveryId');
    return this.desk.issue(call, call.param('listId'), { type: 'DiscardDelivery', data: { deliveryId, reason } });
  }

  @ListRoute(
    'ForwardObjection',
    `${LIST}/entries/{externalEntryId}/objections`,
    {
      zh: '就外部镜像条目提出异议，转送名单所有者',
      en: 'Object to a mirrored entry: it is forwarded to the owner',
      clause: '3.8',
    },
    [
      ...ON_LIST,
      ...(['MIRRORED_ENTRY_UNKNOWN', 'REFERENCE_NOT_FORWARDED', 'OBJECTION_NOT_OWN'] as const),
      ...(['OBJECTION_ALREADY_FORWARDED', 'PERSON_FROM_TOKEN', 'PERSON_REQUIRED', 'IDENTIFIER_FORMAT'] as const),
      ...(['IDENTIFIER_CHECK_DIGIT', 'IDENTIFIER_KIND_MISMATCH', 'BIRTH_DATE_INVALID'] as const),
    ],
  )
  async forward(@Call() call: CommandCall, @Body() { objector, text, contact }: ForwardObjectionDto) {
    const objectorRef = await this.people.objector(call, objector?.identifier);
    const given = { entryId: call.param('externalEntryId'), objectorRef, text };
    const data = { ...given, ...(contact !== undefined && { contact }) };
    return this.desk.issue(call, call.param('listId'), { type: 'ForwardObjection', data });
  }

  @ListRoute(
    'RecordOwnerOutcome',
    `${LIST}/forwardings/{forwardingId}/outcome`,
    {
      zh: '登记所有者的处理结果，清除异议标注',
      en: 'Record what the owner decided, which clears the mark',
      clause: '3.8',
    },
    [...ON_LIST, 'FORWARDING_UNKNOWN', 'OUTCOME_ALREADY_RECORDED', 'OUTCOME_DATE', 'DELIVERY_UNDER_WAY'],
  )
  outcome(@Call() call: CommandCall, @Body() body: OwnerOutcomeDto) {
    const data = { forwardingId: call.param('forwardingId'), ...body };
    return this.desk.issue(call, call.param('listId'), { type: 'RecordOwnerOutcome', data });
  }

  @QuestionRoute('AskSourceNow', `${LIST}/fetches`, SourceAskedDto, {
    zh: '立即读取来源地址',
    en: 'Ask the source of a list now',
    clause: '3.8',
    roles: EXTERNAL_LIST_POLICY.ChangeExternalListTerms,
    noBody: true,
    problems: ['EXTERNAL_LIST_UNKNOWN', 'NOT_YOUR_LIST'],
  })
  async askNow(@Call() call: CommandCall): Promise<SourceAskedDto> {
    const { listId, source } = await this.desk.kept(call);
    if (source.kind === 'ENDPOINT') await this.worker.askNow(listId);
    return { listId, asked: source.kind === 'ENDPOINT' };
  }

  @ListRoute(
    'CloseExternalList',
    `${LIST}/closing`,
    { zh: '停止接收，条目退出各视图', en: 'Close a list: its entries leave every view', clause: '1.1 MirroredList' },
    ['EXTERNAL_LIST_UNKNOWN', 'NOT_YOUR_LIST'],
  )
  close(@Call() call: CommandCall, @Body() { reason }: ExternalReasonDto) {
    return this.desk.issue(call, call.param('listId'), { type: 'CloseExternalList', data: { reason } });
  }
}
