import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code } from '../http/fields.js';

export class RequestPlatformDeletionDto {
  @Code({ zh: '平台编号', en: 'platform', example: 'city-platform' })
  platformId!: string;
}

export class RequestPlatformDeletionCommand extends DossierCommand<RequestPlatformDeletionDto> {}

@CommandHandler(RequestPlatformDeletionCommand)
export class RequestPlatformDeletionHandler implements ICommandHandler<RequestPlatformDeletionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RequestPlatformDeletionCommand) {
    return this.dossiers.run(call, { type: 'RequestPlatformDeletion', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('measures')
export class RequestPlatformDeletionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RequestPlatformDeletion', {
    zh: '请求平台删除',
    en: 'Request deletion from a platform',
    clause: '3.9',
  })
  execute(@Call() call: CommandCall, @Body() body: RequestPlatformDeletionDto) {
    return this.commands.execute(new RequestPlatformDeletionCommand(call, body));
  }
}
