import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EducationKind } from '#libs/dossier';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { EDUCATION_KIND } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, DateOn, Nested, Text } from '../http/fields.js';
import { EvidenceDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class RecordEducationDto {
  @Choice('EducationKind', EDUCATION_KIND, { zh: '教育方式', en: 'kind of education', example: 'CREDIT_EDUCATION' })
  kind!: EducationKind;

  @Text({ zh: '教育情况', en: 'what was done', example: '参加诚信教育八课时，认识到行为的错误。' })
  text!: string;

  @DateOn({ zh: '日期', en: 'day', optional: true })
  heldOn?: string;

  @Nested(() => EvidenceDto, { zh: '证明材料', en: 'evidence', upTo: MAX_EVIDENCE, optional: true })
  evidence?: EvidenceDto[];
}

export class RecordEducationCommand extends DossierCommand<RecordEducationDto> {}

@CommandHandler(RecordEducationCommand)
export class RecordEducationHandler implements ICommandHandler<RecordEducationCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordEducationCommand) {
    return this.dossiers.run(call, { type: 'RecordEducation', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('retention')
export class RecordEducationController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordEducation', {
    zh: '记录教育情况（代替惩戒措施）',
    en: 'Record education in the place of measures',
    clause: '3.14',
  })
  execute(@Call() call: CommandCall, @Body() body: RecordEducationDto) {
    return this.commands.execute(new RecordEducationCommand(call, body));
  }
}
