import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Text } from '../http/fields.js';

export class ReleaseEarlyDto {
  @Text({ zh: '理由', en: 'reasons', example: '已符合提前解除条件。' })
  reasons!: string;
}

export class ReleaseEarlyCommand extends DossierCommand<ReleaseEarlyDto> {}

@CommandHandler(ReleaseEarlyCommand)
export class ReleaseEarlyHandler implements ICommandHandler<ReleaseEarlyCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ReleaseEarlyCommand) {
    return this.dossiers.run(call, { type: 'ReleaseEarly', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('measures')
export class ReleaseEarlyController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ReleaseEarly', { zh: '提前解除重点关注', en: 'Release early from the focus list', clause: '3.7 F9' })
  execute(@Call() call: CommandCall, @Body() body: ReleaseEarlyDto) {
    return this.commands.execute(new ReleaseEarlyCommand(call, body));
  }
}
