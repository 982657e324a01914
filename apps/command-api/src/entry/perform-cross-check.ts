import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';

export class PerformCrossCheckCommand extends DossierCommand {}

@CommandHandler(PerformCrossCheckCommand)
export class PerformCrossCheckHandler implements ICommandHandler<PerformCrossCheckCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call }: PerformCrossCheckCommand) {
    return this.dossiers.run(call, { type: 'PerformCrossCheck', data: call.onEntry });
  }
}

@CommandController('entry')
export class PerformCrossCheckController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('PerformCrossCheck', {
    zh: '交叉比对',
    en: 'Cross-check against the other lists',
    clause: '3.5 R2, R5',
    noBody: true,
  })
  execute(@Call() call: CommandCall) {
    return this.commands.execute(new PerformCrossCheckCommand(call, undefined));
  }
}
