import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { ApprovalDto } from '../shared/dtos.js';

export class ReinstateEntryCommand extends DossierCommand<ApprovalDto> {}

@CommandHandler(ReinstateEntryCommand)
export class ReinstateEntryHandler implements ICommandHandler<ReinstateEntryCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ReinstateEntryCommand) {
    return this.dossiers.run(call, { type: 'ReinstateEntry', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ReinstateEntryController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ReinstateEntry', { zh: '恢复列入', en: 'Reinstate an entry', clause: '3.1 I2, 3.5 R12, 3.9' })
  execute(@Call() call: CommandCall, @Body() body: ApprovalDto) {
    return this.commands.execute(new ReinstateEntryCommand(call, body));
  }
}
