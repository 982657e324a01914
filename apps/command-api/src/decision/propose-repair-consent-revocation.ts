import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Id, Text } from '../http/fields.js';

export class ProposeRepairConsentRevocationDto {
  @Id({ zh: '修复申请编号', en: 'application for repair' })
  repairId!: string;

  @Text({ zh: '事实', en: 'facts', example: '提交的履行证明系伪造。' })
  facts!: string;

  @Text({ zh: '理由', en: 'reasons', example: '材料虚假。' })
  reasons!: string;
}

export class ProposeRepairConsentRevocationCommand extends DossierCommand<ProposeRepairConsentRevocationDto> {}

@CommandHandler(ProposeRepairConsentRevocationCommand)
export class ProposeRepairConsentRevocationHandler implements ICommandHandler<ProposeRepairConsentRevocationCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposeRepairConsentRevocationCommand) {
    return this.dossiers.run(call, { type: 'ProposeRepairConsentRevocation', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ProposeRepairConsentRevocationController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposeRepairConsentRevocation', {
    zh: '拟撤销同意修复的决定',
    en: 'Propose to revoke the consent to a repair',
    clause: '2, 3.10 P8',
  })
  execute(@Call() call: CommandCall, @Body() body: ProposeRepairConsentRevocationDto) {
    return this.commands.execute(new ProposeRepairConsentRevocationCommand(call, body));
  }
}
