import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code, Text } from '../http/fields.js';

export class ReferToProviderDto {
  @Code({ zh: '信息提供单位', en: 'provider', example: 'unit-c' })
  providerUnitId!: string;

  @Text({ zh: '核实事项', en: 'questions', example: '请核实处罚决定是否已履行。' })
  questions!: string;
}

export class ReferToProviderCommand extends DossierCommand<ReferToProviderDto> {}

@CommandHandler(ReferToProviderCommand)
export class ReferToProviderHandler implements ICommandHandler<ReferToProviderCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ReferToProviderCommand) {
    return this.dossiers.run(call, {
      type: 'ReferToProvider',
      data: { ...call.onEntry, caseId: call.param('caseId'), ...body },
    });
  }
}

@CommandController('objection')
export class ReferToProviderController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ReferToProvider', {
    zh: '转交信息提供单位',
    en: 'Refer to the information provider',
    clause: '3.8 O5',
  })
  execute(@Call() call: CommandCall, @Body() body: ReferToProviderDto) {
    return this.commands.execute(new ReferToProviderCommand(call, body));
  }
}
