import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code, DateOn } from '../http/fields.js';

export class NotifyObjectorDto {
  @Code({ zh: '送达方式或渠道', en: 'channel', example: 'counter' })
  channel!: string;

  @DateOn({ zh: '告知日期', en: 'day', optional: true })
  notifiedOn?: string;
}

export class NotifyObjectorCommand extends DossierCommand<NotifyObjectorDto> {}

@CommandHandler(NotifyObjectorCommand)
export class NotifyObjectorHandler implements ICommandHandler<NotifyObjectorCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: NotifyObjectorCommand) {
    return this.dossiers.run(call, {
      type: 'NotifyObjector',
      data: { ...call.onEntry, objectionId: call.param('objectionId'), ...body },
    });
  }
}

@CommandController('objection')
export class NotifyObjectorController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('NotifyObjector', { zh: '告知异议人', en: 'Notify the objector', clause: '3.8 O8' })
  execute(@Call() call: CommandCall, @Body() body: NotifyObjectorDto) {
    return this.commands.execute(new NotifyObjectorCommand(call, body));
  }
}
