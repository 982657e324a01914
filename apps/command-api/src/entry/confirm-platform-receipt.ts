import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code, DocNo } from '../http/fields.js';

export class ConfirmPlatformReceiptDto {
  @Code({ zh: '平台编号', en: 'platform', example: 'city-platform' })
  platformId!: string;

  @DocNo({ zh: '回执编号', en: 'number of the receipt', example: 'HZ-2026-101' })
  receiptNo!: string;
}

export class ConfirmPlatformReceiptCommand extends DossierCommand<ConfirmPlatformReceiptDto> {}

@CommandHandler(ConfirmPlatformReceiptCommand)
export class ConfirmPlatformReceiptHandler implements ICommandHandler<ConfirmPlatformReceiptCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ConfirmPlatformReceiptCommand) {
    return this.dossiers.run(call, { type: 'ConfirmPlatformReceipt', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class ConfirmPlatformReceiptController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ConfirmPlatformReceipt', {
    zh: '平台确认接收',
    en: 'Confirm receipt by the platform',
    clause: '3.5 R7',
  })
  execute(@Call() call: CommandCall, @Body() body: ConfirmPlatformReceiptDto) {
    return this.commands.execute(new ConfirmPlatformReceiptCommand(call, body));
  }
}
