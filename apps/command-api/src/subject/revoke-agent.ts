import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';

export class RevokeAgentCommand extends DossierCommand {}

@CommandHandler(RevokeAgentCommand)
export class RevokeAgentHandler implements ICommandHandler<RevokeAgentCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call }: RevokeAgentCommand) {
    return this.dossiers.run(call, { type: 'RevokeAgent', data: { agentRef: call.param('agentRef') } });
  }
}

@CommandController('subject')
export class RevokeAgentController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RevokeAgent', {
    zh: '终止代理人授权',
    en: 'End the authorisation of an agent',
    clause: '2',
    noBody: true,
  })
  execute(@Call() call: CommandCall) {
    return this.commands.execute(new RevokeAgentCommand(call, undefined));
  }
}
