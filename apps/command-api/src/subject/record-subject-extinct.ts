import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, Nested } from '../http/fields.js';
import { EvidenceDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class RecordSubjectExtinctDto {
  @Nested(() => EvidenceDto, { zh: '证明材料', en: 'evidence', upTo: MAX_EVIDENCE })
  evidence!: EvidenceDto[];

  @DateOn({ zh: '注销或死亡日期', en: 'day' })
  extinctOn!: string;
}

export class RecordSubjectExtinctCommand extends DossierCommand<RecordSubjectExtinctDto> {}

@CommandHandler(RecordSubjectExtinctCommand)
export class RecordSubjectExtinctHandler implements ICommandHandler<RecordSubjectExtinctCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordSubjectExtinctCommand) {
    return this.dossiers.run(call, { type: 'RecordSubjectExtinct', data: { ...body } });
  }
}

@CommandController('subject')
export class RecordSubjectExtinctController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordSubjectExtinct', {
    zh: '登记主体注销或死亡',
    en: 'Record that the subject no longer exists',
    clause: '3.5, 3.9 SUBJECT_EXTINCT',
  })
  execute(@Call() call: CommandCall, @Body() body: RecordSubjectExtinctDto) {
    return this.commands.execute(new RecordSubjectExtinctCommand(call, body));
  }
}
