import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, Text } from '../http/fields.js';

export class ExtendVerificationDto {
  @DateOn({ zh: '新的期限', en: 'new due day', example: '2026-10-20' })
  newDueOn!: string;

  @Text({ zh: '理由', en: 'reason', example: '需委托鉴定。' })
  reason!: string;
}

export class ExtendVerificationCommand extends DossierCommand<ExtendVerificationDto> {}

@CommandHandler(ExtendVerificationCommand)
export class ExtendVerificationHandler implements ICommandHandler<ExtendVerificationCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ExtendVerificationCommand) {
    return this.dossiers.run(call, {
      type: 'ExtendVerification',
      data: { ...call.onEntry, caseId: call.param('caseId'), ...body },
    });
  }
}

@CommandController('objection')
export class ExtendVerificationController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ExtendVerification', { zh: '延长核实期限', en: 'Extend a verification', clause: '3.8 O7' })
  execute(@Call() call: CommandCall, @Body() body: ExtendVerificationDto) {
    return this.commands.execute(new ExtendVerificationCommand(call, body));
  }
}
