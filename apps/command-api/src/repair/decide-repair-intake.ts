import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Flag } from '../http/fields.js';

export class DecideRepairIntakeDto {
  @Flag({ zh: '材料是否齐全', en: 'whether the materials are complete' })
  complete!: boolean;
}

export class DecideRepairIntakeCommand extends DossierCommand<DecideRepairIntakeDto> {}

@CommandHandler(DecideRepairIntakeCommand)
export class DecideRepairIntakeHandler implements ICommandHandler<DecideRepairIntakeCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: DecideRepairIntakeCommand) {
    return this.dossiers.run(call, {
      type: 'DecideRepairIntake',
      data: { ...call.onEntry, repairId: call.param('repairId'), ...body },
    });
  }
}

@CommandController('repair')
export class DecideRepairIntakeController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('DecideRepairIntake', {
    zh: '修复申请受理决定',
    en: 'Decide on the intake of an application',
    clause: '3.10 P3',
  })
  execute(@Call() call: CommandCall, @Body() body: DecideRepairIntakeDto) {
    return this.commands.execute(new DecideRepairIntakeCommand(call, body));
  }
}
