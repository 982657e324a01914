import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';

export class WithdrawObjectionCommand extends DossierCommand {}

@CommandHandler(WithdrawObjectionCommand)
export class WithdrawObjectionHandler implements ICommandHandler<WithdrawObjectionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call }: WithdrawObjectionCommand) {
    return this.dossiers.run(call, {
      type: 'WithdrawObjection',
      data: { ...call.onEntry, objectionId: call.param('objectionId') },
    });
  }
}

@CommandController('objection')
export class WithdrawObjectionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('WithdrawObjection', { zh: '撤回异议', en: 'Withdraw an objection', clause: '3.8 O10', noBody: true })
  execute(@Call() call: CommandCall) {
    return this.commands.execute(new WithdrawObjectionCommand(call, undefined));
  }
}
