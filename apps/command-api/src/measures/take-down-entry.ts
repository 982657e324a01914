import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code } from '../http/fields.js';
import { MAX_CHANNELS } from '../shared/dtos.js';

export class TakeDownEntryDto {
  @Code({ zh: '渠道', en: 'channels', upTo: MAX_CHANNELS, example: ['unit-a-portal', 'credit-portal'] })
  channels!: string[];
}

export class TakeDownEntryCommand extends DossierCommand<TakeDownEntryDto> {}

@CommandHandler(TakeDownEntryCommand)
export class TakeDownEntryHandler implements ICommandHandler<TakeDownEntryCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: TakeDownEntryCommand) {
    return this.dossiers.run(call, { type: 'TakeDownEntry', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('measures')
export class TakeDownEntryController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('TakeDownEntry', { zh: '撤下展示', en: 'Take an entry down from its channels', clause: '3.9' })
  execute(@Call() call: CommandCall, @Body() body: TakeDownEntryDto) {
    return this.commands.execute(new TakeDownEntryCommand(call, body));
  }
}
