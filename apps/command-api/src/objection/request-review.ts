import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';

export class RequestReviewCommand extends DossierCommand {}

@CommandHandler(RequestReviewCommand)
export class RequestReviewHandler implements ICommandHandler<RequestReviewCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call }: RequestReviewCommand) {
    return this.dossiers.run(call, { type: 'RequestReview', data: { ...call.onEntry, caseId: call.param('caseId') } });
  }
}

@CommandController('objection')
export class RequestReviewController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RequestReview', { zh: '申请复核', en: 'Request a review', clause: '3.8 O9', noBody: true })
  execute(@Call() call: CommandCall) {
    return this.commands.execute(new RequestReviewCommand(call, undefined));
  }
}
