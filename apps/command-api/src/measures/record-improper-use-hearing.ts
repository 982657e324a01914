import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Text } from '../http/fields.js';

export class RecordImproperUseHearingDto {
  @Text({ zh: '当事人意见', en: 'what the subject said', example: '承认宣传用语不当，已整改。' })
  text!: string;
}

export class RecordImproperUseHearingCommand extends DossierCommand<RecordImproperUseHearingDto> {}

@CommandHandler(RecordImproperUseHearingCommand)
export class RecordImproperUseHearingHandler implements ICommandHandler<RecordImproperUseHearingCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordImproperUseHearingCommand) {
    return this.dossiers.run(call, {
      type: 'RecordImproperUseHearing',
      data: { ...call.onEntry, inquiryId: call.param('inquiryId'), ...body },
    });
  }
}

@CommandController('measures')
export class RecordImproperUseHearingController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordImproperUseHearing', {
    zh: '记录当事人意见',
    en: 'Record that the subject was heard',
    clause: '3.5 R9',
  })
  execute(@Call() call: CommandCall, @Body() body: RecordImproperUseHearingDto) {
    return this.commands.execute(new RecordImproperUseHearingCommand(call, body));
  }
}
