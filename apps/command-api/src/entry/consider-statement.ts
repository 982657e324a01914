import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { CONSIDERATION_RESULT } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Text } from '../http/fields.js';

export class ConsiderStatementDto {
  @Choice('ConsiderationResult', CONSIDERATION_RESULT, { zh: '审核结果', en: 'result', example: 'NOT_ADOPTED' })
  result!: keyof typeof CONSIDERATION_RESULT;

  @Text({ zh: '理由', en: 'reasons', example: '召回不改变违法事实。' })
  reasons!: string;
}

export class ConsiderStatementCommand extends DossierCommand<ConsiderStatementDto> {}

@CommandHandler(ConsiderStatementCommand)
export class ConsiderStatementHandler implements ICommandHandler<ConsiderStatementCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ConsiderStatementCommand) {
    return this.dossiers.run(call, {
      type: 'ConsiderStatement',
      data: { ...call.onEntry, statementId: call.param('statementId'), ...body },
    });
  }
}

@CommandController('entry')
export class ConsiderStatementController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ConsiderStatement', { zh: '审核陈述申辩', en: 'Consider a statement', clause: '3.6 B5' })
  execute(@Call() call: CommandCall, @Body() body: ConsiderStatementDto) {
    return this.commands.execute(new ConsiderStatementCommand(call, body));
  }
}
