import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { ApprovalDto } from '../shared/dtos.js';

export class RevokeRepairConsentCommand extends DossierCommand<ApprovalDto> {}

@CommandHandler(RevokeRepairConsentCommand)
export class RevokeRepairConsentHandler implements ICommandHandler<RevokeRepairConsentCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RevokeRepairConsentCommand) {
    return this.dossiers.run(call, { type: 'RevokeRepairConsent', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class RevokeRepairConsentController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RevokeRepairConsent', {
    zh: '撤销同意修复的决定',
    en: 'Revoke the consent to a repair',
    clause: '3.10 P8',
  })
  execute(@Call() call: CommandCall, @Body() body: ApprovalDto) {
    return this.commands.execute(new RevokeRepairConsentCommand(call, body));
  }
}
