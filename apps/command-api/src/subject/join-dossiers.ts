import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { ApprovalDto } from '../shared/dtos.js';

export class JoinDossiersCommand extends DossierCommand<ApprovalDto> {}

@CommandHandler(JoinDossiersCommand)
export class JoinDossiersHandler implements ICommandHandler<JoinDossiersCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: JoinDossiersCommand) {
    return this.dossiers.run(call, { type: 'JoinDossiers', data: { ...body } });
  }
}

@CommandController('subject')
export class JoinDossiersController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('JoinDossiers', {
    zh: '合并档案：本档案延续，另一档案指向本档案',
    en: 'Join two dossiers: this one goes on, the other refers to it',
    clause: '3.5 DossiersJoined',
  })
  execute(@Call() call: CommandCall, @Body() body: ApprovalDto) {
    return this.commands.execute(new JoinDossiersCommand(call, body));
  }
}
