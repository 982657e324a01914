import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn } from '../http/fields.js';
import { ApprovalDto } from '../shared/dtos.js';

export class DecideNotToRecognizeDto extends ApprovalDto {
  @DateOn({ zh: '决定日期', en: 'date of the decision', optional: true })
  decidedOn?: string;
}

export class DecideNotToRecognizeCommand extends DossierCommand<DecideNotToRecognizeDto> {}

@CommandHandler(DecideNotToRecognizeCommand)
export class DecideNotToRecognizeHandler implements ICommandHandler<DecideNotToRecognizeCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: DecideNotToRecognizeCommand) {
    return this.dossiers.run(call, { type: 'DecideNotToRecognize', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class DecideNotToRecognizeController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('DecideNotToRecognize', { zh: '不予认定', en: 'Decide not to recognise', clause: '3.5' })
  execute(@Call() call: CommandCall, @Body() body: DecideNotToRecognizeDto) {
    return this.commands.execute(new DecideNotToRecognizeCommand(call, body));
  }
}
