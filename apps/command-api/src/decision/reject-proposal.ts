import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Text } from '../http/fields.js';

export class RejectProposalDto {
  @Text({ zh: '理由', en: 'reason', example: '理由不充分，请补充。' })
  reason!: string;
}

export class RejectProposalCommand extends DossierCommand<RejectProposalDto> {}

@CommandHandler(RejectProposalCommand)
export class RejectProposalHandler implements ICommandHandler<RejectProposalCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RejectProposalCommand) {
    return this.dossiers.run(call, {
      type: 'RejectProposal',
      data: { ...call.onEntry, proposalId: call.param('proposalId'), ...body },
    });
  }
}

@CommandController('decision')
export class RejectProposalController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RejectProposal', { zh: '退回拟办', en: 'Send a proposal back', clause: '2' })
  execute(@Call() call: CommandCall, @Body() body: RejectProposalDto) {
    return this.commands.execute(new RejectProposalCommand(call, body));
  }
}
