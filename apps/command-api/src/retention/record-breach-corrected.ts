import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, Nested, Text } from '../http/fields.js';
import { EvidenceDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class RecordBreachCorrectedDto {
  @Text({ zh: '悔过改正情况', en: 'how it was corrected', example: '已补缴税款并提交整改报告。' })
  facts!: string;

  @DateOn({ zh: '纠正日期', en: 'day of the correction', optional: true })
  correctedOn?: string;

  @Nested(() => EvidenceDto, { zh: '证明材料', en: 'evidence', upTo: MAX_EVIDENCE })
  evidence!: EvidenceDto[];
}

export class RecordBreachCorrectedCommand extends DossierCommand<RecordBreachCorrectedDto> {}

@CommandHandler(RecordBreachCorrectedCommand)
export class RecordBreachCorrectedHandler implements ICommandHandler<RecordBreachCorrectedCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordBreachCorrectedCommand) {
    return this.dossiers.run(call, { type: 'RecordBreachCorrected', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('retention')
export class RecordBreachCorrectedController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordBreachCorrected', {
    zh: '记录轻微失信已纠正',
    en: 'Record that a minor breach was corrected',
    clause: '3.14',
  })
  execute(@Call() call: CommandCall, @Body() body: RecordBreachCorrectedDto) {
    return this.commands.execute(new RecordBreachCorrectedCommand(call, body));
  }
}
