import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { CaseDecisionDto } from '../shared/dtos.js';

export class DecideObjectionCommand extends DossierCommand<CaseDecisionDto> {}

@CommandHandler(DecideObjectionCommand)
export class DecideObjectionHandler implements ICommandHandler<DecideObjectionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: DecideObjectionCommand) {
    return this.dossiers.run(call, {
      type: 'DecideObjection',
      data: { ...call.onEntry, objectionId: call.param('objectionId'), ...body },
    });
  }
}

@CommandController('objection')
export class DecideObjectionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('DecideObjection', { zh: '异议决定', en: 'Decide an objection', clause: '3.8 O8' })
  execute(@Call() call: CommandCall, @Body() body: CaseDecisionDto) {
    return this.commands.execute(new DecideObjectionCommand(call, body));
  }
}
