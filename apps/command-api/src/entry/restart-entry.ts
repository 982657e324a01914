import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Text } from '../http/fields.js';

export class RestartEntryDto {
  @Text({ zh: '理由', en: 'reasons', example: '认定标准已修订，按新版本重新办理。' })
  reasons!: string;
}

export class RestartEntryCommand extends DossierCommand<RestartEntryDto> {}

@CommandHandler(RestartEntryCommand)
export class RestartEntryHandler implements ICommandHandler<RestartEntryCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RestartEntryCommand) {
    return this.dossiers.run(call, { type: 'RestartEntry', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class RestartEntryController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RestartEntry', {
    zh: '按修订后的标准重新启动程序',
    en: 'Begin an entry again under the revised standard',
    clause: '3.15',
  })
  execute(@Call() call: CommandCall, @Body() body: RestartEntryDto) {
    return this.commands.execute(new RestartEntryCommand(call, body));
  }
}
