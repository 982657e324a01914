import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';

export class OptOutCommand extends DossierCommand {}

@CommandHandler(OptOutCommand)
export class OptOutHandler implements ICommandHandler<OptOutCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call }: OptOutCommand) {
    return this.dossiers.run(call, { type: 'OptOut', data: call.onEntry });
  }
}

@CommandController('measures')
export class OptOutController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('OptOut', {
    zh: '主体自愿退出红名单',
    en: 'Leave the red list at one’s own wish',
    clause: '3.5 R11',
    noBody: true,
  })
  execute(@Call() call: CommandCall) {
    return this.commands.execute(new OptOutCommand(call, undefined));
  }
}
