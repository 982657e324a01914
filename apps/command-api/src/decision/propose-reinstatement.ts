import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Id, Text } from '../http/fields.js';

export class ProposeReinstatementDto {
  @Id({ zh: '造成退出、现已撤销的条目', en: 'entry that caused the exit and proved wrong' })
  causeEntryId!: string;

  @Text({ zh: '理由', en: 'reasons', example: '造成退出的黑名单已撤销。' })
  reasons!: string;
}

export class ProposeReinstatementCommand extends DossierCommand<ProposeReinstatementDto> {}

@CommandHandler(ProposeReinstatementCommand)
export class ProposeReinstatementHandler implements ICommandHandler<ProposeReinstatementCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposeReinstatementCommand) {
    return this.dossiers.run(call, { type: 'ProposeReinstatement', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ProposeReinstatementController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposeReinstatement', {
    zh: '拟恢复列入',
    en: 'Propose to reinstate an entry',
    clause: '2, 3.1 I2, 3.5 R12',
  })
  execute(@Call() call: CommandCall, @Body() body: ProposeReinstatementDto) {
    return this.commands.execute(new ProposeReinstatementCommand(call, body));
  }
}
