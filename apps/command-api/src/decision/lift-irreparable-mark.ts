import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { ApprovalDto } from '../shared/dtos.js';

export class LiftIrreparableMarkCommand extends DossierCommand<ApprovalDto> {}

@CommandHandler(LiftIrreparableMarkCommand)
export class LiftIrreparableMarkHandler implements ICommandHandler<LiftIrreparableMarkCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: LiftIrreparableMarkCommand) {
    return this.dossiers.run(call, { type: 'LiftIrreparableMark', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class LiftIrreparableMarkController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('LiftIrreparableMark', { zh: '解除不得修复标注', en: 'Lift the irreparable mark', clause: '3.10' })
  execute(@Call() call: CommandCall, @Body() body: ApprovalDto) {
    return this.commands.execute(new LiftIrreparableMarkCommand(call, body));
  }
}
