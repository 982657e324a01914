import { Body, Ip } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { CurrentActor, Registers, type Actor, type Role } from '#libs/access';
import { POLICY, type Command, type PaperKind } from '#libs/dossier';
import { Rehearsal } from '#libs/dossier-store';
import { Clock, problem } from '#libs/platform';
import { DecideRepairDto } from '../decision/decide-repair.js';
import { ServeDecisionDto } from '../entry/serve-decision.js';
import { priorNotice, ServePriorNoticeDto } from '../entry/serve-prior-notice.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, QuestionRoute } from '../http/command-route.js';
import { Nested } from '../http/fields.js';
import { httpProblem } from '../http/problem-catalogue.js';
import { AnnounceExitDto } from '../measures/announce-exit.js';
import { PublishRestorationNoticeDto } from '../measures/publish-restoration-notice.js';
import { People } from '../people.js';
import { COMMAND_REFUSALS } from '../refusals.js';
import { COMMAND_ROUTES, type RoutedCommand } from '../routes.js';
import { CaseDecisionDto } from '../shared/dtos.js';
import { PurposeDto } from '../subject/look-up-subject.js';

const PURPOSE = {
  zh: '查询事由；文书涉及自然人时必填，先登记后答复',
  en: 'why it is asked; required where a paper names a natural person, and registered before the answer',
  optional: true,
} as const;

export class PreviewPriorNoticeDto extends ServePriorNoticeDto {
  @Nested(() => PurposeDto, PURPOSE)
  lookup?: PurposeDto;
}
export class PreviewDecisionDto extends ServeDecisionDto {
  @Nested(() => PurposeDto, PURPOSE)
  lookup?: PurposeDto;
}
export class PreviewRepairDecisionDto extends DecideRepairDto {
  @Nested(() => PurposeDto, PURPOSE)
  lookup?: PurposeDto;
}
export class PreviewObjectionDecisionDto extends CaseDecisionDto {
  @Nested(() => PurposeDto, PURPOSE)
  lookup?: PurposeDto;
}
export class PreviewExitNoticeDto extends AnnounceExitDto {
  @Nested(() => PurposeDto, PURPOSE)
  lookup?: PurposeDto;
}
export class PreviewRestorationNoticeDto extends PublishRestorationNoticeDto {
  @Nested(() => PurposeDto, PURPOSE)
  lookup?: PurposeDto;
}

const KINDS: readonly PaperKind[] = [
  ...(['PRIOR_NOTICE', 'DECISION', 'REPAIR_GUIDE', 'REPAIR_DECISION'] as const),
  ...(['OBJECTION_DECISION', 'EXIT_NOTICE', 'RESTORATION_NOTICE'] as const),
];

export class PaperPreviewDto {
  @ApiProperty({ enum: KINDS, description: '文书种类 · kind of paper' })
  kind!: PaperKind;
  @ApiProperty({ example: '列入黑名单事前告知书' })
  title!: string;
  @ApiProperty({ description: '模板 · template', example: 'prior-notice' })
  templateId!: string;
  @ApiProperty({ type: 'integer', example: 1 })
  templateVersion!: number;
  @ApiProperty({ description: '可打印的 HTML；校验码在送达时生成 · print-ready HTML; its code is made with the act' })
  html!: string;
}

export class PaperPreviewsDto {
  @ApiProperty({ type: [PaperPreviewDto], description: '随该行为发出的文书 · what would go out with the act' })
  papers!: readonly PaperPreviewDto[];
  @ApiProperty({ required: false, format: 'uuid', description: '查询登记编号 · registration of the look-up' })
  queryId?: string;
}

/** The route of a preview beside that of its act: for the same roles, refused as the act would be. */
function PreviewRoute(command: RoutedCommand, zh: string, en: string, clause: string): MethodDecorator {
  const roles = [...new Set(POLICY[command].map(({ role }) => role))] as readonly Role[];
  const problems = [...COMMAND_REFUSALS[command], 'PAPER_NAMES_PERSON', 'PURPOSE_NOT_PUBLISHED'] as const;
  const text = { ...{ zh, en, roles, problems }, clause: `${clause}; docs/decisions/0022` };
  return QuestionRoute(`Preview${command}`, `${COMMAND_ROUTES[command].path}/preview`, PaperPreviewsDto, text);
}

/** What goes out in writing, before it goes out: the act is decided to its end and nothing is recorded. */
@CommandController('entry')
export class PreviewPapersController {
  constructor(
    private readonly rehearsal: Rehearsal,
    private readonly people: People,
    private readonly registers: Registers,
    private readonly clock: Clock,
  ) {}

  @PreviewRoute('ServePriorNotice', '预览事前告知书', 'Preview the prior notice', '3.6 B3')
  async priorNotice(
    @Call() call: CommandCall,
    @Body() { lookup, ...body }: PreviewPriorNoticeDto,
    @CurrentActor() actor: Actor,
    @Ip() ip: string,
  ): Promise<PaperPreviewsDto> {
    return this.preview(call, actor, ip, await priorNotice(call, body, this.people), lookup);
  }

  @PreviewRoute('ServeDecision', '预览决定书和修复告知书', 'Preview the decision with its repair guide', '3.6 B9')
  decision(
    @Call() call: CommandCall,
    @Body() { lookup, ...body }: PreviewDecisionDto,
    @CurrentActor() actor: Actor,
    @Ip() ip: string,
  ): Promise<PaperPreviewsDto> {
    return this.preview(call, actor, ip, { type: 'ServeDecision', data: { ...call.onEntry, ...body } }, lookup);
  }

  @PreviewRoute('DecideRepair', '预览修复决定书', 'Preview the decision on a repair', '3.10 P6')
  repairDecision(
    @Call() call: CommandCall,
    @Body() { lookup, ...body }: PreviewRepairDecisionDto,
    @CurrentActor() actor: Actor,
    @Ip() ip: string,
  ): Promise<PaperPreviewsDto> {
    return this.preview(call, actor, ip, { type: 'DecideRepair', data: { ...call.onEntry, ...body } }, lookup);
  }

  @PreviewRoute('DecideObjection', '预览异议处理决定书', 'Preview the decision on an objection', '3.8 O8')
  objectionDecision(
    @Call() call: CommandCall,
    @Body() { lookup, ...body }: PreviewObjectionDecisionDto,
    @CurrentActor() actor: Actor,
    @Ip() ip: string,
  ): Promise<PaperPreviewsDto> {
    const data = { ...call.onEntry, objectionId: call.param('objectionId'), ...body };
    return this.preview(call, actor, ip, { type: 'DecideObjection', data }, lookup);
  }

  @PreviewRoute('AnnounceExit', '预览退出公告', 'Preview the announcement of an exit', '3.9')
  exitNotice(
    @Call() call: CommandCall,
    @Body() { lookup, ...body }: PreviewExitNoticeDto,
    @CurrentActor() actor: Actor,
    @Ip() ip: string,
  ): Promise<PaperPreviewsDto> {
    return this.preview(call, actor, ip, { type: 'AnnounceExit', data: { ...call.onEntry, ...body } }, lookup);
  }

  @PreviewRoute('PublishRestorationNotice', '预览恢复信誉公告', 'Preview a notice of restoration', '3.6 B13')
  restorationNotice(
    @Call() call: CommandCall,
    @Body() { lookup, ...body }: PreviewRestorationNoticeDto,
    @CurrentActor() actor: Actor,
    @Ip() ip: string,
  ): Promise<PaperPreviewsDto> {
    const data = { ...call.onEntry, ...body };
    return this.preview(call, actor, ip, { type: 'PublishRestorationNotice', data }, lookup);
  }

  /** @throws Refusal as the act; ProblemException PAPER_NAMES_PERSON; RegisterUnavailable */
  private async preview(
    call: CommandCall,
    actor: Actor,
    clientIp: string,
    command: Command,
    purpose: PurposeDto | undefined,
  ): Promise<PaperPreviewsDto> {
    const { subjectId, commandId } = call;
    const rehearsed = await this.rehearsal.papersOf({ subjectId, command, commandId, actor: call.actor });
    const papers = rehearsed.papers.map(({ addressee: _, ...shown }) => shown);
    if (!rehearsed.personal) return { papers };
    if (purpose === undefined) throw problem(httpProblem('PAPER_NAMES_PERSON'));
    const { queryId } = await this.registers.registerLookup({
      ...{ at: this.clock.now(), actor, purpose, clientIp, subjectRef: subjectId },
      role: call.actor.role as Role,
      fieldsReturned: ['name', 'identifier', 'texts'],
      maskLevel: 'DEPARTMENT',
      resultCount: papers.length,
    });
    return { papers, queryId };
  }
}
