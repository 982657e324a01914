import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Id, Nested, Text } from '../http/fields.js';
import { CorrectionDto } from '../shared/dtos.js';

export class CorrectEntryDto {
  @Nested(() => CorrectionDto, { zh: '更正内容', en: 'changes', upTo: 20 })
  changes!: CorrectionDto[];

  @Text({ zh: '理由', en: 'reason', example: '金额录入有误。' })
  reason!: string;

  @Id({ zh: '异议或核实编号', en: 'objection or verification', optional: true })
  caseId?: string;
}

export class CorrectEntryCommand extends DossierCommand<CorrectEntryDto> {}

@CommandHandler(CorrectEntryCommand)
export class CorrectEntryHandler implements ICommandHandler<CorrectEntryCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: CorrectEntryCommand) {
    return this.dossiers.run(call, { type: 'CorrectEntry', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class CorrectEntryController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('CorrectEntry', { zh: '更正', en: 'Correct an entry', clause: '3.6 B12' })
  execute(@Call() call: CommandCall, @Body() body: CorrectEntryDto) {
    return this.commands.execute(new CorrectEntryCommand(call, body));
  }
}
