import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { STANDARD_REVIEW_RESULT } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Text, Whole } from '../http/fields.js';

export class DecideStandardReviewDto {
  @Whole({ zh: '新标准版本', en: 'new version', min: 1, max: 100_000, example: 2 })
  newVersion!: number;

  @Choice('StandardReviewResult', STANDARD_REVIEW_RESULT, { zh: '结论', en: 'result' })
  result!: keyof typeof STANDARD_REVIEW_RESULT;

  @Text({ zh: '理由', en: 'reasons', example: '金额仍达到新标准。' })
  reasons!: string;
}

export class DecideStandardReviewCommand extends DossierCommand<DecideStandardReviewDto> {}

@CommandHandler(DecideStandardReviewCommand)
export class DecideStandardReviewHandler implements ICommandHandler<DecideStandardReviewCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: DecideStandardReviewCommand) {
    return this.dossiers.run(call, { type: 'DecideStandardReview', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class DecideStandardReviewController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('DecideStandardReview', {
    zh: '标准变更后的复审决定',
    en: 'Decide on an entry after its standard was revised',
    clause: '3.15',
  })
  execute(@Call() call: CommandCall, @Body() body: DecideStandardReviewDto) {
    return this.commands.execute(new DecideStandardReviewCommand(call, body));
  }
}
