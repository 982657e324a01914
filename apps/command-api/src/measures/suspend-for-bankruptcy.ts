import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, DocNo } from '../http/fields.js';

export class SuspendForBankruptcyDto {
  @DocNo({ zh: '裁定书文号', en: 'ruling', example: '(2026)A01破3号' })
  rulingNo!: string;

  @DocNo({ zh: '法院', en: 'court', example: 'A市中级人民法院' })
  court!: string;

  @DateOn({ zh: '裁定日期', en: 'day of the ruling' })
  ruledOn!: string;
}

export class SuspendForBankruptcyCommand extends DossierCommand<SuspendForBankruptcyDto> {}

@CommandHandler(SuspendForBankruptcyCommand)
export class SuspendForBankruptcyHandler implements ICommandHandler<SuspendForBankruptcyCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: SuspendForBankruptcyCommand) {
    return this.dossiers.run(call, { type: 'SuspendForBankruptcy', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('measures')
export class SuspendForBankruptcyController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('SuspendForBankruptcy', {
    zh: '因破产重整暂停措施',
    en: 'Suspend measures for a bankruptcy plan',
    clause: '3.10 P9',
  })
  execute(@Call() call: CommandCall, @Body() body: SuspendForBankruptcyDto) {
    return this.commands.execute(new SuspendForBankruptcyCommand(call, body));
  }
}
