import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, DocNo } from '../http/fields.js';
import { ApprovalDto } from '../shared/dtos.js';

export class DecideRepairDto extends ApprovalDto {
  @DocNo({ zh: '决定书文号', en: 'number of the decision', example: '市监修〔2026〕4号' })
  decisionNo!: string;

  @DateOn({ zh: '决定日期', en: 'date of the decision', optional: true })
  decidedOn?: string;
}

export class DecideRepairCommand extends DossierCommand<DecideRepairDto> {}

@CommandHandler(DecideRepairCommand)
export class DecideRepairHandler implements ICommandHandler<DecideRepairCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: DecideRepairCommand) {
    return this.dossiers.run(call, { type: 'DecideRepair', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class DecideRepairController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('DecideRepair', { zh: '修复决定', en: 'Decide on a repair', clause: '3.10 P6' })
  execute(@Call() call: CommandCall, @Body() body: DecideRepairDto) {
    return this.commands.execute(new DecideRepairCommand(call, body));
  }
}
