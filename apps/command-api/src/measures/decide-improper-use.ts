import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { IMPROPER_USE_EXIT_REASON } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Flag, Nested, Text } from '../http/fields.js';
import { EvidenceDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class DecideImproperUseDto {
  @Flag({ zh: '是否成立', en: 'whether it was found' })
  found!: boolean;

  @Choice('ImproperUseExitReason', IMPROPER_USE_EXIT_REASON, {
    zh: '退出原因',
    en: 'reason of the exit',
    optional: true,
  })
  exitReason?: keyof typeof IMPROPER_USE_EXIT_REASON;

  @Text({ zh: '事实与理由', en: 'facts and reasons', example: '经查属实。' })
  facts!: string;

  @Nested(() => EvidenceDto, { zh: '证据材料', en: 'evidence', upTo: MAX_EVIDENCE, optional: true })
  evidence?: EvidenceDto[];
}

export class DecideImproperUseCommand extends DossierCommand<DecideImproperUseDto> {}

@CommandHandler(DecideImproperUseCommand)
export class DecideImproperUseHandler implements ICommandHandler<DecideImproperUseCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: DecideImproperUseCommand) {
    return this.dossiers.run(call, {
      type: 'DecideImproperUse',
      data: { ...call.onEntry, inquiryId: call.param('inquiryId'), ...body },
    });
  }
}

@CommandController('measures')
export class DecideImproperUseController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('DecideImproperUse', {
    zh: '作出不当利用结论',
    en: 'Decide an inquiry into improper use',
    clause: '3.5 R9',
  })
  execute(@Call() call: CommandCall, @Body() body: DecideImproperUseDto) {
    return this.commands.execute(new DecideImproperUseCommand(call, body));
  }
}
