import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { REPAIR_CHECK_METHOD, REPAIR_CHECK_RESULT } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, DateOn, Text } from '../http/fields.js';

export class RecordRepairCheckDto {
  @Choice('RepairCheckMethod', REPAIR_CHECK_METHOD, { zh: '核查方式', en: 'method' })
  method!: keyof typeof REPAIR_CHECK_METHOD;

  @Choice('RepairCheckResult', REPAIR_CHECK_RESULT, { zh: '结果', en: 'result' })
  result!: keyof typeof REPAIR_CHECK_RESULT;

  @Text({ zh: '核查情况', en: 'notes', example: '现场核查，整改到位。' })
  notes!: string;

  @DateOn({ zh: '核查日期', en: 'day', optional: true })
  checkedOn?: string;
}

export class RecordRepairCheckCommand extends DossierCommand<RecordRepairCheckDto> {}

@CommandHandler(RecordRepairCheckCommand)
export class RecordRepairCheckHandler implements ICommandHandler<RecordRepairCheckCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordRepairCheckCommand) {
    return this.dossiers.run(call, {
      type: 'RecordRepairCheck',
      data: { ...call.onEntry, repairId: call.param('repairId'), ...body },
    });
  }
}

@CommandController('repair')
export class RecordRepairCheckController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordRepairCheck', { zh: '记录修复核查', en: 'Record a check', clause: '3.10 P5' })
  execute(@Call() call: CommandCall, @Body() body: RecordRepairCheckDto) {
    return this.commands.execute(new RecordRepairCheckCommand(call, body));
  }
}
