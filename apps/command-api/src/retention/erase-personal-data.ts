import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { ApprovalDto } from '../shared/dtos.js';

export class ErasePersonalDataCommand extends DossierCommand<ApprovalDto> {}

@CommandHandler(ErasePersonalDataCommand)
export class ErasePersonalDataHandler implements ICommandHandler<ErasePersonalDataCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ErasePersonalDataCommand) {
    return this.dossiers.run(call, { type: 'ErasePersonalData', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('retention')
export class ErasePersonalDataController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ErasePersonalData', { zh: '清除个人信息', en: 'Erase personal data', clause: '3.14; D9' })
  execute(@Call() call: CommandCall, @Body() body: ApprovalDto) {
    return this.commands.execute(new ErasePersonalDataCommand(call, body));
  }
}
