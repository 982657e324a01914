import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Text } from '../http/fields.js';

export class WithdrawEntryDto {
  @Text({ zh: '理由', en: 'reason', example: '录入对象有误。' })
  reason!: string;
}

export class WithdrawEntryCommand extends DossierCommand<WithdrawEntryDto> {}

@CommandHandler(WithdrawEntryCommand)
export class WithdrawEntryHandler implements ICommandHandler<WithdrawEntryCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: WithdrawEntryCommand) {
    return this.dossiers.run(call, { type: 'WithdrawEntry', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class WithdrawEntryController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('WithdrawEntry', { zh: '撤回初步名单', en: 'Withdraw an entry before its recognition', clause: '3.5' })
  execute(@Call() call: CommandCall, @Body() body: WithdrawEntryDto) {
    return this.commands.execute(new WithdrawEntryCommand(call, body));
  }
}
