import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code } from '../http/fields.js';

export class TriggerJointMeasuresDto {
  @Code({ zh: '措施项', en: 'items of the measure list', upTo: 100, example: ['procurement-ban'] })
  items!: string[];
}

export class TriggerJointMeasuresCommand extends DossierCommand<TriggerJointMeasuresDto> {}

@CommandHandler(TriggerJointMeasuresCommand)
export class TriggerJointMeasuresHandler implements ICommandHandler<TriggerJointMeasuresCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: TriggerJointMeasuresCommand) {
    return this.dossiers.run(call, { type: 'TriggerJointMeasures', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('measures')
export class TriggerJointMeasuresController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('TriggerJointMeasures', { zh: '发起联合奖惩', en: 'Trigger the joint measures', clause: '3.5 R8' })
  execute(@Call() call: CommandCall, @Body() body: TriggerJointMeasuresDto) {
    return this.commands.execute(new TriggerJointMeasuresCommand(call, body));
  }
}
