import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Text } from '../http/fields.js';

export class OpenImproperUseInquiryDto {
  @Text({ zh: '线索事实', en: 'facts', example: '以红名单身份对外作虚假宣传。' })
  facts!: string;
}

export class OpenImproperUseInquiryCommand extends DossierCommand<OpenImproperUseInquiryDto> {}

@CommandHandler(OpenImproperUseInquiryCommand)
export class OpenImproperUseInquiryHandler implements ICommandHandler<OpenImproperUseInquiryCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: OpenImproperUseInquiryCommand) {
    return this.dossiers.run(call, { type: 'OpenImproperUseInquiry', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('measures')
export class OpenImproperUseInquiryController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('OpenImproperUseInquiry', {
    zh: '启动不当利用调查',
    en: 'Open an inquiry into improper use',
    clause: '3.5 R9',
  })
  execute(@Call() call: CommandCall, @Body() body: OpenImproperUseInquiryDto) {
    return this.commands.execute(new OpenImproperUseInquiryCommand(call, body));
  }
}
