import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { CaseDecisionDto } from '../shared/dtos.js';

export class DecideReviewCommand extends DossierCommand<CaseDecisionDto> {}

@CommandHandler(DecideReviewCommand)
export class DecideReviewHandler implements ICommandHandler<DecideReviewCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: DecideReviewCommand) {
    return this.dossiers.run(call, {
      type: 'DecideReview',
      data: { ...call.onEntry, caseId: call.param('caseId'), reviewId: call.param('reviewId'), ...body },
    });
  }
}

@CommandController('objection')
export class DecideReviewController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('DecideReview', { zh: '复核决定', en: 'Decide a review', clause: '3.8 O9' })
  execute(@Call() call: CommandCall, @Body() body: CaseDecisionDto) {
    return this.commands.execute(new DecideReviewCommand(call, body));
  }
}
