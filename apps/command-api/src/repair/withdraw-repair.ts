import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';

export class WithdrawRepairCommand extends DossierCommand {}

@CommandHandler(WithdrawRepairCommand)
export class WithdrawRepairHandler implements ICommandHandler<WithdrawRepairCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call }: WithdrawRepairCommand) {
    return this.dossiers.run(call, {
      type: 'WithdrawRepair',
      data: { ...call.onEntry, repairId: call.param('repairId') },
    });
  }
}

@CommandController('repair')
export class WithdrawRepairController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('WithdrawRepair', { zh: '撤回修复申请', en: 'Withdraw an application', clause: '3.10', noBody: true })
  execute(@Call() call: CommandCall) {
    return this.commands.execute(new WithdrawRepairCommand(call, undefined));
  }
}
