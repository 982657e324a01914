import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { FocusMode } from '#libs/rules';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { FOCUS_MODE, REPAIR_EXIT_REASON } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Flag, Id, Text } from '../http/fields.js';

export class ProposeRepairDecisionDto {
  @Id({ zh: '修复申请编号', en: 'application for repair' })
  repairId!: string;

  @Flag({ zh: '是否同意修复', en: 'whether to agree' })
  agree!: boolean;

  @Choice('RepairExitReason', REPAIR_EXIT_REASON, { zh: '退出原因', en: 'reason of the exit', optional: true })
  exitReason?: keyof typeof REPAIR_EXIT_REASON;

  @Choice('FocusMode', FOCUS_MODE, {
    zh: '转入重点关注的方式，只能更轻',
    en: 'way of focus listing; only ever milder',
    optional: true,
    example: 'MONITOR_ONLY',
  })
  focusMode?: FocusMode;

  @Text({ zh: '理由', en: 'reasons', example: '已纠正失信行为并履行义务。' })
  reasons!: string;
}

export class ProposeRepairDecisionCommand extends DossierCommand<ProposeRepairDecisionDto> {}

@CommandHandler(ProposeRepairDecisionCommand)
export class ProposeRepairDecisionHandler implements ICommandHandler<ProposeRepairDecisionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposeRepairDecisionCommand) {
    return this.dossiers.run(call, { type: 'ProposeRepairDecision', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ProposeRepairDecisionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposeRepairDecision', {
    zh: '拟作出修复决定',
    en: 'Propose a decision on a repair',
    clause: '2, 3.10 P6',
  })
  execute(@Call() call: CommandCall, @Body() body: ProposeRepairDecisionDto) {
    return this.commands.execute(new ProposeRepairDecisionCommand(call, body));
  }
}
