import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Text } from '../http/fields.js';

export class RefuseObjectionIntakeDto {
  @Text({ zh: '理由', en: 'reason', example: '不属于异议受理范围。' })
  reason!: string;
}

export class RefuseObjectionIntakeCommand extends DossierCommand<RefuseObjectionIntakeDto> {}

@CommandHandler(RefuseObjectionIntakeCommand)
export class RefuseObjectionIntakeHandler implements ICommandHandler<RefuseObjectionIntakeCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RefuseObjectionIntakeCommand) {
    return this.dossiers.run(call, {
      type: 'RefuseObjectionIntake',
      data: { ...call.onEntry, objectionId: call.param('objectionId'), ...body },
    });
  }
}

@CommandController('objection')
export class RefuseObjectionIntakeController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RefuseObjectionIntake', {
    zh: '不予受理异议',
    en: 'Refuse the intake of an objection',
    clause: '3.8 O3',
  })
  execute(@Call() call: CommandCall, @Body() body: RefuseObjectionIntakeDto) {
    return this.commands.execute(new RefuseObjectionIntakeCommand(call, body));
  }
}
