import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code, DocNo } from '../http/fields.js';

export class ConfirmPlatformDeletionDto {
  @Code({ zh: '平台编号', en: 'platform', example: 'city-platform' })
  platformId!: string;

  @DocNo({ zh: '回执编号', en: 'number of the receipt', example: 'SC-2026-101' })
  receiptNo!: string;
}

export class ConfirmPlatformDeletionCommand extends DossierCommand<ConfirmPlatformDeletionDto> {}

@CommandHandler(ConfirmPlatformDeletionCommand)
export class ConfirmPlatformDeletionHandler implements ICommandHandler<ConfirmPlatformDeletionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ConfirmPlatformDeletionCommand) {
    return this.dossiers.run(call, { type: 'ConfirmPlatformDeletion', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('measures')
export class ConfirmPlatformDeletionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ConfirmPlatformDeletion', {
    zh: '平台确认删除',
    en: 'Confirm the deletion by a platform',
    clause: '3.9',
  })
  execute(@Call() call: CommandCall, @Body() body: ConfirmPlatformDeletionDto) {
    return this.commands.execute(new ConfirmPlatformDeletionCommand(call, body));
  }
}
