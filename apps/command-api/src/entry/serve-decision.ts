import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code, DateOn, DocNo } from '../http/fields.js';

export class ServeDecisionDto {
  @DocNo({ zh: '修复告知书编号', en: 'reference of the repair guide', optional: true, example: 'XF-2026-12' })
  repairGuideRef?: string;

  @Code({ zh: '送达方式或渠道', en: 'channel', example: 'counter' })
  channel!: string;

  @DateOn({ zh: '送达日期', en: 'day of service', optional: true })
  servedOn?: string;

  @DocNo({ zh: '回证编号', en: 'reference of the receipt', example: 'SD-2026-0031' })
  receiptRef!: string;
}

export class ServeDecisionCommand extends DossierCommand<ServeDecisionDto> {}

@CommandHandler(ServeDecisionCommand)
export class ServeDecisionHandler implements ICommandHandler<ServeDecisionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ServeDecisionCommand) {
    return this.dossiers.run(call, { type: 'ServeDecision', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class ServeDecisionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ServeDecision', { zh: '送达决定书', en: 'Serve the decision with the repair guide', clause: '3.6 B9' })
  execute(@Call() call: CommandCall, @Body() body: ServeDecisionDto) {
    return this.commands.execute(new ServeDecisionCommand(call, body));
  }
}
