import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DocNo } from '../http/fields.js';

export class EndBankruptcySuspensionDto {
  @DocNo({ zh: '据以中止的裁定书文号', en: 'the ruling that suspended', example: '(2026)A01破3号' })
  rulingNo!: string;
}

export class EndBankruptcySuspensionCommand extends DossierCommand<EndBankruptcySuspensionDto> {}

@CommandHandler(EndBankruptcySuspensionCommand)
export class EndBankruptcySuspensionHandler implements ICommandHandler<EndBankruptcySuspensionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: EndBankruptcySuspensionCommand) {
    return this.dossiers.run(call, { type: 'EndBankruptcySuspension', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('measures')
export class EndBankruptcySuspensionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('EndBankruptcySuspension', {
    zh: '终止破产暂停',
    en: 'End the suspension for bankruptcy',
    clause: '3.10 P9',
  })
  execute(@Call() call: CommandCall, @Body() body: EndBankruptcySuspensionDto) {
    return this.commands.execute(new EndBankruptcySuspensionCommand(call, body));
  }
}
