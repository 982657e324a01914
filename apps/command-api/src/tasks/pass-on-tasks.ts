import { Body } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { stableId } from '#libs/command-loop';
import { Refusal, type CommandData } from '#libs/dossier';
import { commandFingerprint, DossierExecutor } from '#libs/dossier-store';
import { ReferenceData } from '#libs/reference-data';
import { RECORD_SCOPE } from '#libs/subjects';
import { Vault } from '#libs/vault';
import { workItems, type WorkItemRow } from '#projections';
import { BatchPool } from '../batches/index.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import { Code, Text } from '../http/fields.js';
import { CommandOutcome } from '../http/outcome.js';
import { TASK_HALF } from '../enums.js';

/** Tasks passed on in one call; what is over is told, and passed on by the next. */
const MOST = 200;

export class PassOnTasksDto {
  @Code({ zh: '离岗或缺勤人员', en: 'official who left or is absent', example: 'a-drafter' })
  fromUserId!: string;

  @Code({ zh: '接办人员', en: 'official who takes over', example: 'a-drafter-2' })
  toUserId!: string;

  @Text({ zh: '理由', en: 'reason', example: '原经办人调离。' })
  reason!: string;
}

export class PassedOnTaskDto {
  @ApiProperty({ format: 'uuid' })
  proposalId!: string;
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: '缺省为主体本身 · absent: about the subject as such',
  })
  entryId?: string;
  @ApiProperty({ enum: Object.keys(TASK_HALF), description: '经办或审批 · which half' })
  half!: string;
  @ApiProperty({ enum: ['PASSED_ON', 'REFUSED'], description: '已改派，或因规则不能改派 · whether it was' })
  result!: 'PASSED_ON' | 'REFUSED';
  @ApiPropertyOptional({ type: String, example: 'FOUR_EYES' })
  code?: string;
  @ApiPropertyOptional({ type: String, description: '中文说明' })
  detail?: string;
  @ApiPropertyOptional({ type: String, description: 'English' })
  detailEn?: string;
}

export class PassedOnTasksDto {
  @ApiProperty({ format: 'uuid' })
  commandId!: string;
  @ApiProperty({ type: [PassedOnTaskDto] })
  items!: readonly PassedOnTaskDto[];
  @ApiProperty({ type: 'boolean', description: '还有未处理的，请再次调用 · there are more: call again' })
  more!: boolean;
  @ApiPropertyOptional({ type: String, description: '最后一个事件的位置 · position of the last event' })
  position?: string;
}

type Half = CommandData<'ReassignTask'>['half'];

/** Passes on every open task of one official of the unit (2: an official who leaves or is absent is replaced). */
@CommandController('decision')
export class PassOnTasksController {
  constructor(
    private readonly executor: DossierExecutor,
    private readonly reference: ReferenceData,
    private readonly vault: Vault,
    private readonly read: BatchPool,
  ) {}

  @PlainCommandRoute('PassOnTasks', 'POST', '/tasks/reassignments', PassedOnTasksDto, {
    zh: '改派一名人员的全部待办',
    en: 'Pass on all open tasks of one official',
    clause: '2',
    roles: ['RECOGNIZING_UNIT'],
  })
  async passOn(@Call() call: CommandCall, @Body() body: PassOnTasksDto): Promise<CommandOutcome> {
    const { actor, commandId } = call;
    // As the domain has it for each of them; said once, before anything is looked for.
    if (!actor.roles.some((role) => role === 'UNIT_HEAD' || role === 'APPROVER'))
      throw new Refusal('ROLE_NOT_ALLOWED', { roles: actor.roles.join(', '), command: 'ReassignTask' });
    const { items: rows, next } = await this.tasksOf(actor.unitId, body.fromUserId);
    const items: PassedOnTaskDto[] = [];
    let position: string | undefined;
    for (const row of rows)
      for (const half of halvesOf(row, body.fromUserId)) {
        const passed = await this.passed(call, row, half, body);
        items.push(...passed.items);
        position = passed.position ?? position;
      }
    const answer: PassedOnTasksDto = {
      ...{ commandId, items, more: next !== undefined },
      ...(position !== undefined && { position }),
    };
    const recorded = items.some(({ result }) => result === 'PASSED_ON');
    return new CommandOutcome(answer, false, recorded ? 201 : 200);
  }

  private tasksOf(unitId: string | undefined, officialId: string) {
    const { unitSuccessors } = this.reference.snapshot();
    const merged = Object.keys(unitSuccessors).filter((one) => unitSuccessors[one] === unitId);
    const unitIds = unitId === undefined ? [] : [unitId, ...merged];
    return workItems(this.read.pool, { queue: 'TASKS', unitIds, officialId }, MOST);
  }

  /** One half of one task, as a command of its own: its id follows from that of the call. */
  private async passed(
    { actor, commandId, name }: CommandCall,
    { itemId: proposalId, subjectId, entryId }: WorkItemRow,
    half: Half,
    body: PassOnTasksDto,
  ): Promise<{ readonly items: readonly PassedOnTaskDto[]; readonly position?: string | undefined }> {
    const data = { entryId: entryId ?? RECORD_SCOPE, proposalId, half, ...body };
    const task = { proposalId, subjectId, ...(entryId !== null && { entryId }), half };
    try {
      const { position, events } = await this.executor.execute({
        ...{ subjectId, actor },
        command: { type: 'ReassignTask', data },
        commandId: stableId('task', commandId.toLowerCase(), proposalId, half),
        fingerprint: await commandFingerprint(this.vault, name, data),
      });
      // The read model lagged: somebody else holds it by now.
      if (events.length === 0) return { items: [] };
      return { items: [{ ...task, result: 'PASSED_ON' }], position };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, zh, en } = error;
      return { items: [{ ...task, result: 'REFUSED', code, detail: zh, detailEn: en }] };
    }
  }
}

function halvesOf({ drafterId, approverId }: WorkItemRow, official: string): readonly Half[] {
  return [
    ...(drafterId === official ? (['DRAFTER'] as const) : []),
    ...(approverId === official ? (['APPROVER'] as const) : []),
  ];
}
