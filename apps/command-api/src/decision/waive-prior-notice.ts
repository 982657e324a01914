import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { ApprovalDto } from '../shared/dtos.js';

export class WaivePriorNoticeCommand extends DossierCommand<ApprovalDto> {}

@CommandHandler(WaivePriorNoticeCommand)
export class WaivePriorNoticeHandler implements ICommandHandler<WaivePriorNoticeCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: WaivePriorNoticeCommand) {
    return this.dossiers.run(call, { type: 'WaivePriorNotice', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class WaivePriorNoticeController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('WaivePriorNotice', { zh: '免除事前告知', en: 'Waive the prior notice', clause: '3.6 B4' })
  execute(@Call() call: CommandCall, @Body() body: ApprovalDto) {
    return this.commands.execute(new WaivePriorNoticeCommand(call, body));
  }
}
