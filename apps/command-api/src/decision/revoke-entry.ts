import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { ApprovalDto } from '../shared/dtos.js';

export class RevokeEntryCommand extends DossierCommand<ApprovalDto> {}

@CommandHandler(RevokeEntryCommand)
export class RevokeEntryHandler implements ICommandHandler<RevokeEntryCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RevokeEntryCommand) {
    return this.dossiers.run(call, { type: 'RevokeEntry', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class RevokeEntryController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RevokeEntry', { zh: '撤销', en: 'Revoke an entry', clause: '3.6 B13' })
  execute(@Call() call: CommandCall, @Body() body: ApprovalDto) {
    return this.commands.execute(new RevokeEntryCommand(call, body));
  }
}
