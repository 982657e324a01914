import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, DocNo } from '../http/fields.js';
import { ApprovalDto } from '../shared/dtos.js';

export class RecognizeEntryDto extends ApprovalDto {
  @DocNo({ zh: '决定书文号', en: 'number of the decision', example: '市监信〔2026〕31号' })
  decisionNo!: string;

  @DateOn({ zh: '决定日期', en: 'date of the decision', optional: true })
  decidedOn?: string;
}

export class RecognizeEntryCommand extends DossierCommand<RecognizeEntryDto> {}

@CommandHandler(RecognizeEntryCommand)
export class RecognizeEntryHandler implements ICommandHandler<RecognizeEntryCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecognizeEntryCommand) {
    return this.dossiers.run(call, { type: 'RecognizeEntry', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class RecognizeEntryController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecognizeEntry', { zh: '认定', en: 'Recognise an entry', clause: '3.5 R5, 3.6 B8, 3.7 F3' })
  execute(@Call() call: CommandCall, @Body() body: RecognizeEntryDto) {
    return this.commands.execute(new RecognizeEntryCommand(call, body));
  }
}
