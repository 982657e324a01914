import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, DocNo, Text } from '../http/fields.js';

export class RecordRepairTrainingDto {
  @DocNo({ zh: '课程', en: 'course', example: '信用修复专题培训' })
  course!: string;

  @Text({ zh: '参加人员', en: 'attendees', max: 1000, example: '法定代表人及质量负责人' })
  attendees!: string;

  @DateOn({ zh: '培训日期', en: 'day' })
  heldOn!: string;
}

export class RecordRepairTrainingCommand extends DossierCommand<RecordRepairTrainingDto> {}

@CommandHandler(RecordRepairTrainingCommand)
export class RecordRepairTrainingHandler implements ICommandHandler<RecordRepairTrainingCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordRepairTrainingCommand) {
    return this.dossiers.run(call, { type: 'RecordRepairTraining', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class RecordRepairTrainingController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordRepairTraining', { zh: '记录信用修复培训', en: 'Record a repair training', clause: '3.7 F8' })
  execute(@Call() call: CommandCall, @Body() body: RecordRepairTrainingDto) {
    return this.commands.execute(new RecordRepairTrainingCommand(call, body));
  }
}
