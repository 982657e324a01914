import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { TASK_HALF } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Code, Text } from '../http/fields.js';

export class ReassignTaskDto {
  @Choice('TaskHalf', TASK_HALF, { zh: '改派的一方', en: 'which half' })
  half!: keyof typeof TASK_HALF;

  @Code({ zh: '接办人员', en: 'official who takes over', example: 'a-approver-2' })
  toUserId!: string;

  @Text({ zh: '理由', en: 'reason', example: '原审批人休假。' })
  reason!: string;
}

export class ReassignTaskCommand extends DossierCommand<ReassignTaskDto> {}

@CommandHandler(ReassignTaskCommand)
export class ReassignTaskHandler implements ICommandHandler<ReassignTaskCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ReassignTaskCommand) {
    return this.dossiers.run(call, {
      type: 'ReassignTask',
      data: { ...call.onEntry, proposalId: call.param('proposalId'), ...body },
    });
  }
}

@CommandController('decision')
export class ReassignTaskController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ReassignTask', { zh: '改派', en: 'Reassign a half of a decision', clause: '2' })
  execute(@Call() call: CommandCall, @Body() body: ReassignTaskDto) {
    return this.commands.execute(new ReassignTaskCommand(call, body));
  }
}
