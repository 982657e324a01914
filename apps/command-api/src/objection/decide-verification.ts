import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { CaseDecisionDto } from '../shared/dtos.js';

export class DecideVerificationCommand extends DossierCommand<CaseDecisionDto> {}

@CommandHandler(DecideVerificationCommand)
export class DecideVerificationHandler implements ICommandHandler<DecideVerificationCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: DecideVerificationCommand) {
    return this.dossiers.run(call, {
      type: 'DecideVerification',
      data: { ...call.onEntry, verificationId: call.param('verificationId'), ...body },
    });
  }
}

@CommandController('objection')
export class DecideVerificationController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('DecideVerification', { zh: '核实决定', en: 'Decide a verification', clause: '3.8 O8' })
  execute(@Call() call: CommandCall, @Body() body: CaseDecisionDto) {
    return this.commands.execute(new DecideVerificationCommand(call, body));
  }
}
