import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Text } from '../http/fields.js';

export class LiftArchiveDutyDto {
  @Text({ zh: '理由', en: 'reason', example: '案卷已移交档案馆。' })
  reason!: string;
}

export class LiftArchiveDutyCommand extends DossierCommand<LiftArchiveDutyDto> {}

@CommandHandler(LiftArchiveDutyCommand)
export class LiftArchiveDutyHandler implements ICommandHandler<LiftArchiveDutyCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: LiftArchiveDutyCommand) {
    const data = { ...call.onEntry, dutyId: call.param('dutyId'), ...body };
    return this.dossiers.run(call, { type: 'LiftArchiveDuty', data });
  }
}

@CommandController('retention')
export class LiftArchiveDutyController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('LiftArchiveDuty', { zh: '解除归档义务', en: 'Lift an archive duty', clause: '3.14' })
  execute(@Call() call: CommandCall, @Body() body: LiftArchiveDutyDto) {
    return this.commands.execute(new LiftArchiveDutyCommand(call, body));
  }
}
