import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';

export class ExecuteRemedyOutcomeCommand extends DossierCommand {}

@CommandHandler(ExecuteRemedyOutcomeCommand)
export class ExecuteRemedyOutcomeHandler implements ICommandHandler<ExecuteRemedyOutcomeCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call }: ExecuteRemedyOutcomeCommand) {
    return this.dossiers.run(call, {
      type: 'ExecuteRemedyOutcome',
      data: { ...call.onEntry, remedyId: call.param('remedyId') },
    });
  }
}

@CommandController('remedy')
export class ExecuteRemedyOutcomeController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ExecuteRemedyOutcome', {
    zh: '执行复议或诉讼结果',
    en: 'Execute the outcome of a remedy',
    clause: '2, 3.3 remedy.execute, 3.11',
    noBody: true,
  })
  execute(@Call() call: CommandCall) {
    return this.commands.execute(new ExecuteRemedyOutcomeCommand(call, undefined));
  }
}
