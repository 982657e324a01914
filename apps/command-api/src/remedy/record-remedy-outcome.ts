import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RemedyOutcome } from '#libs/dossier';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { REMEDY_OUTCOME } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, DateOn, DocNo, Nested, Text } from '../http/fields.js';
import { CorrectionDto } from '../shared/dtos.js';

export class RecordRemedyOutcomeDto {
  @Choice('RemedyOutcome', REMEDY_OUTCOME, { zh: '结果', en: 'outcome' })
  outcome!: RemedyOutcome;

  @DocNo({ zh: '决定书或裁判文书文号', en: 'document', example: 'A府复决〔2026〕21号' })
  docNo!: string;

  @DateOn({ zh: '生效日期', en: 'day from which it is effective', optional: true })
  effectiveOn?: string;

  @Text({ zh: '决定或裁判要旨', en: 'what the organ found', example: '原认定决定事实清楚，予以维持。' })
  reasons!: string;

  @Nested(() => CorrectionDto, {
    zh: '结果为变更的：更正内容',
    en: 'what is corrected, where the decision was changed',
    upTo: 20,
    optional: true,
  })
  corrections?: CorrectionDto[];

  @DateOn({
    zh: '结果为变更的：新的有效期截止日',
    en: 'the new last day on the list, where the decision was changed',
    optional: true,
    example: '2028-09-18',
  })
  newValidTo?: string;
}

export class RecordRemedyOutcomeCommand extends DossierCommand<RecordRemedyOutcomeDto> {}

@CommandHandler(RecordRemedyOutcomeCommand)
export class RecordRemedyOutcomeHandler implements ICommandHandler<RecordRemedyOutcomeCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordRemedyOutcomeCommand) {
    return this.dossiers.run(call, {
      type: 'RecordRemedyOutcome',
      data: { ...call.onEntry, remedyId: call.param('remedyId'), ...body },
    });
  }
}

@CommandController('remedy')
export class RecordRemedyOutcomeController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordRemedyOutcome', {
    zh: '登记复议或诉讼结果',
    en: 'Record the outcome of a remedy',
    clause: '3.11; S1 §22',
  })
  execute(@Call() call: CommandCall, @Body() body: RecordRemedyOutcomeDto) {
    return this.commands.execute(new RecordRemedyOutcomeCommand(call, body));
  }
}
