import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { ApprovalDto } from '../shared/dtos.js';

export class ExtendValidityCommand extends DossierCommand<ApprovalDto> {}

@CommandHandler(ExtendValidityCommand)
export class ExtendValidityHandler implements ICommandHandler<ExtendValidityCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ExtendValidityCommand) {
    return this.dossiers.run(call, { type: 'ExtendValidity', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ExtendValidityController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ExtendValidity', { zh: '延长有效期', en: 'Extend the validity', clause: '3.6 B15' })
  execute(@Call() call: CommandCall, @Body() body: ApprovalDto) {
    return this.commands.execute(new ExtendValidityCommand(call, body));
  }
}
