import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { REVOCATION_GROUND } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Id, Text } from '../http/fields.js';

export class ProposeRevocationDto {
  @Choice('RevocationGround', REVOCATION_GROUND, { zh: '撤销事由', en: 'ground' })
  ground!: keyof typeof REVOCATION_GROUND;

  @Id({ zh: '异议或核实编号', en: 'objection or verification', optional: true })
  caseId?: string;

  @Text({ zh: '理由', en: 'reasons', example: '据以认定的事实不成立。' })
  reasons!: string;
}

export class ProposeRevocationCommand extends DossierCommand<ProposeRevocationDto> {}

@CommandHandler(ProposeRevocationCommand)
export class ProposeRevocationHandler implements ICommandHandler<ProposeRevocationCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposeRevocationCommand) {
    return this.dossiers.run(call, { type: 'ProposeRevocation', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ProposeRevocationController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposeRevocation', { zh: '拟撤销', en: 'Propose a revocation', clause: '2, 3.6 B13' })
  execute(@Call() call: CommandCall, @Body() body: ProposeRevocationDto) {
    return this.commands.execute(new ProposeRevocationCommand(call, body));
  }
}
