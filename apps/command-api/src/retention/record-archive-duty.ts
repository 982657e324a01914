import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, Nested, Text } from '../http/fields.js';
import { LegalBasisDto } from '../shared/dtos.js';

export class RecordArchiveDutyDto {
  @Nested(() => LegalBasisDto, { zh: '依据', en: 'basis' })
  legalBasis!: LegalBasisDto;

  @DateOn({
    zh: '归档义务的最后一日；缺省为至解除时',
    en: 'last day of the duty',
    optional: true,
    example: '2099-12-31',
  })
  until?: string;

  @Text({ zh: '理由', en: 'reason', example: '案卷属于永久保管档案。' })
  reason!: string;
}

export class RecordArchiveDutyCommand extends DossierCommand<RecordArchiveDutyDto> {}

@CommandHandler(RecordArchiveDutyCommand)
export class RecordArchiveDutyHandler implements ICommandHandler<RecordArchiveDutyCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordArchiveDutyCommand) {
    return this.dossiers.run(call, { type: 'RecordArchiveDuty', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('retention')
export class RecordArchiveDutyController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordArchiveDuty', { zh: '登记归档义务', en: 'Record an archive duty', clause: '3.14' })
  execute(@Call() call: CommandCall, @Body() body: RecordArchiveDutyDto) {
    return this.commands.execute(new RecordArchiveDutyCommand(call, body));
  }
}
